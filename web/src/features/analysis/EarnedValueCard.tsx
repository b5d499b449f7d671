import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { type Say, useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Facts } from "@/ui/Facts";
import { Prose } from "@/ui/Layout";
import { EmptyState } from "@/ui/States";
import { type EarnedValue, useEarnedValue } from "./queries";

const VALUES = ["bac", "bcws", "bcwp", "acwp", "sv", "cv", "eac", "vac"] as const;
const RATIOS = ["spi", "cpi", "tcpi"] as const;
const HOUR_MINUTES = 60;

/** The conclusion of the two indices in words; nothing where neither exists. */
export function conclusion(say: Say, { spi, cpi }: { spi?: number; cpi?: number }): string {
  const word = (index: number | undefined, good: string, bad: string): string[] => (index === undefined ? [] : [index >= 1 ? good : bad]);
  return [...word(spi, say("analysis.evAhead"), say("analysis.evBehind")), ...word(cpi, say("analysis.evUnder"), say("analysis.evOver"))].join(" ");
}

/** What was planned, done and spent by today; a value that does not exist is a dash, never nought. */
export function EarnedValueCard({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const earned = useEarnedValue(projectId);
  const amount = ({ basis, currency }: EarnedValue, value: number | undefined): string => {
    if (value === undefined) return "–";
    if (basis === "EARNED_VALUE_BASIS_COST" && currency) return format.money({ currency, minor_units: value });
    return say("analysis.hours", { hours: format.number(value / HOUR_MINUTES, { maximumFractionDigits: 0 }) });
  };
  return (
    <Answer of={earned} failed={say("analysis.evFailed")} absent="block">
      {(all) => (
        <Card title={say("analysis.ev")}>
          {!all.total || all.total.bac === undefined ? (
            <EmptyState title={say("analysis.evEmpty")}>{say("analysis.evEmptyMore")}</EmptyState>
          ) : (
            <>
              <Prose tone="lead">{conclusion(say, all.total)}</Prose>
              <Prose tone="muted">{say("analysis.evLead", { on: format.date(all.status_on), name: all.baseline_name ?? "–" })}</Prose>
              <Facts
                facts={[
                  ...VALUES.map((key) => ({ term: say(`analysis.${key}`), value: amount(all, all.total?.[key]) })),
                  ...RATIOS.map((key) => ({ term: say(`analysis.${key}`), value: all.total?.[key] === undefined ? "–" : format.number(all.total[key], { maximumFractionDigits: 2 }) })),
                ]}
              />
            </>
          )}
        </Card>
      )}
    </Answer>
  );
}

import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Row } from "@/ui/Layout";
import { MovedBy } from "@/ui/WasBecomes";

/** "Next: Launch, promised 12 May, now 15 May +3 d". */
export function NextMilestone({ of }: { of: Pick<Project, "next_milestone"> }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const next = of.next_milestone;
  if (!next) return <p>{say("home.next.none")}</p>;
  const { name, promised_on: promised, forecast_on: forecast, slip_days: slip } = next;
  if (!promised || promised === forecast) return <p>{say("home.next.kept", { name, on: format.date(forecast) })}</p>;
  return (
    <Row gap={2} align="baseline">
      <span>{say("home.next.moved", { name, promised: format.date(promised), on: format.date(forecast) })}</span>
      {slip !== undefined && slip !== 0 && <MovedBy days={slip} />}
    </Row>
  );
}

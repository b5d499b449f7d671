import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Prose, Stack } from "@/ui/Layout";
import { Table } from "@/ui/Table";
import css from "./plan.module.css";
import type { PlanImported } from "./queries";

/** What the report calls a loss; a note tells of something that was taken over and is worth knowing. */
const TREATMENTS: Record<string, "plan.lossDropped" | "plan.lossApproximated" | undefined> = { dropped: "plan.lossDropped", approximated: "plan.lossApproximated" };

const PARTS = ["mapped", "approximated", "dropped"] as const;

/** What of the file is, or would be, taken over: the shares as a bar and in words, then every loss by kind. */
export function ImportReport({ report }: { report: PlanImported }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { mapped_count: mapped, approximated_count: approximated, dropped_count: dropped } = report;
  const counts = { mapped, approximated, dropped };
  return (
    <Stack gap={4}>
      <p>{say("plan.importCounts", counts)}</p>
      <Shares counts={counts} />
      {report.start_on && report.finish_on && (
        <Prose tone="muted">{say("plan.importDates", { start: format.date(report.start_on), finish: format.date(report.finish_on), redated: report.redated_count ?? 0 })}</Prose>
      )}
      <Table
        label={say("plan.losses")}
        rows={report.losses}
        rowId={(loss) => `${loss.element} ${loss.treatment} ${loss.note}`}
        rowText={(loss) => loss.element}
        empty={say("plan.noLosses")}
        columns={[
          { id: "element", header: say("plan.lossElement"), cell: (loss) => loss.element },
          { id: "treatment", header: say("plan.lossTreatment"), cell: (loss) => say(TREATMENTS[loss.treatment] ?? "plan.lossNoted") },
          { id: "count", header: say("plan.lossCount"), align: "end", cell: (loss) => format.number(loss.count) },
          { id: "note", header: say("plan.lossNote"), cell: (loss) => loss.note },
        ]}
      />
    </Stack>
  );
}

/** Three shares of one bar, which sum to everything; beside it the same in words and percent. */
function Shares({ counts }: { counts: Record<(typeof PARTS)[number], number> }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const total = PARTS.reduce((sum, part) => sum + counts[part], 0);
  if (total === 0) return null;
  let from = 0;
  return (
    <div>
      <svg className={css["shares"]} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        {PARTS.map((part) => {
          const width = (counts[part] / total) * 100;
          from += width;
          return <rect key={part} className={css[part]} x={from - width} width={width} height="1" />;
        })}
      </svg>
      <ul className={css["sharesWords"]}>
        {PARTS.map((part) => (
          <li key={part}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <rect className={css[part]} width="10" height="10" />
            </svg>{" "}
            {say(`plan.share.${part}`, { share: format.number(counts[part] / total, { style: "percent", maximumFractionDigits: 1 }) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { EmptyState } from "@/ui/States";
import { Table } from "@/ui/Table";
import { MovedBy } from "@/ui/WasBecomes";
import { useVariance, type Variance } from "./queries";

const DAY_MINUTES = 480;
type Row = Variance["rows"][number];

/** Working days, to a tenth, as the ledger of dates counts them; null where there is nothing to compare. */
export const inDays = (minutes: number | undefined): number | null => (minutes === undefined ? null : Math.round((minutes / DAY_MINUTES) * 10) / 10);

/** Each row against a baseline: dates then, dates now, and what lies between. */
export function VarianceTable({ projectId, number, names }: { projectId: string; number: number; names: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const variance = useVariance(projectId, number);
  const on = (date: string | undefined): string => (date ? format.date(date) : "–");
  const moved = (row: Row, minutes: number | undefined): ReactNode => (row.is_new ? say("analysis.isNew") : <MovedBy days={inDays(minutes)} />);
  return (
    <Card title={say("analysis.variance")} tone="plain">
      <Answer of={variance} failed={say("analysis.varianceFailed")} absent="block">
        {({ rows, baseline }) =>
          rows.length === 0 ? (
            <EmptyState title={say("analysis.varianceEmpty")} />
          ) : (
            <>
              {baseline && <p>{say("analysis.varianceLead", { name: baseline.name, finish: on(baseline.finish_on) })}</p>}
              <Table
                label={say("analysis.variance")}
                rows={rows}
                rowId={({ task_id }) => task_id}
                rowText={({ task_id }) => names.get(task_id) ?? ""}
                empty={null}
                columns={[
                  { id: "name", header: say("analysis.row"), cell: (row) => names.get(row.task_id) ?? say("analysis.someRow") },
                  { id: "was", header: say("analysis.finishThen"), align: "end", cell: (row) => on(row.baseline_finish_on) },
                  { id: "now", header: say("analysis.finishNow"), align: "end", cell: (row) => on(row.finish_on) },
                  { id: "start", header: say("analysis.startMoved"), align: "end", cell: (row) => moved(row, row.start_minutes) },
                  { id: "finish", header: say("analysis.finishMoved"), align: "end", cell: (row) => moved(row, row.finish_minutes) },
                  { id: "longer", header: say("analysis.longer"), align: "end", cell: (row) => moved(row, row.duration_minutes) },
                ]}
              />
            </>
          )
        }
      </Answer>
    </Card>
  );
}

import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Prose } from "@/ui/Layout";
import { Table } from "@/ui/Table";
import { type Allocation, useAllocations } from "./queries";

/** Days that are written out; the rest is counted. */
const MOST_DAYS = 4;

/** Who is asked for more than there is, on which days, by which work. */
export function Allocations({ projectId, names }: { projectId: string; names: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const allocations = useAllocations(projectId);
  const days = ({ days: all }: Allocation): string => {
    const told = all.slice(0, MOST_DAYS).map(({ on, units_percent }) => say("analysis.dayUnits", { on: format.date(on), units: format.percent(units_percent / 100) }));
    return [...told, ...(all.length > MOST_DAYS ? [say("analysis.moreDays", { count: all.length - MOST_DAYS })] : [])].join("; ");
  };
  return (
    <Answer of={allocations} failed={say("analysis.allocationsFailed")} absent="block">
      {({ allocations: all }) => (
        <Card title={say("analysis.allocations")}>
          {all.length === 0 ? (
            <Prose tone="muted">{say("analysis.allocationsNone")}</Prose>
          ) : (
            <Table
              label={say("analysis.allocations")}
              rows={all}
              rowId={({ resource_id }) => resource_id}
              rowText={({ name }) => name}
              empty={null}
              columns={[
                { id: "who", header: say("analysis.who"), cell: ({ name }) => name },
                { id: "max", header: say("analysis.has"), align: "end", cell: (one) => format.percent(one.max_units_percent / 100) },
                { id: "days", header: say("analysis.tooMuchOn"), cell: days },
                { id: "rows", header: say("analysis.by"), cell: ({ task_ids }) => format.list(task_ids.map((id) => names.get(id) ?? say("analysis.someRow"))) },
              ]}
            />
          )}
        </Card>
      )}
    </Answer>
  );
}

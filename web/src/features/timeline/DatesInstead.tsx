import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Skeleton } from "@/ui/States";
import { Table, type TableColumn } from "@/ui/Table";
import { MovedBy } from "@/ui/WasBecomes";
import { type Task, useDates } from "./queries";

/** The dates where no picture could be made: they come another way, so they may still be had. Nothing if they fail too. */
export function DatesInstead({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { data: tasks, isPending } = useDates(projectId);
  if (isPending) return <Skeleton />;
  if (!tasks || tasks.length === 0) return null;
  const on = (date: string | undefined): string => (date ? format.date(date) : "–");
  const columns: TableColumn<Task>[] = [
    { id: "name", header: say("timeline.what"), cell: ({ wbs, name }) => `${wbs} ${name}` },
    { id: "start", header: say("timeline.start"), cell: (task) => on(task.forecast_start_on) },
    { id: "promised", header: say("timeline.promised"), cell: (task) => on(task.promised_finish_on) },
    { id: "finish", header: say("timeline.finish"), cell: (task) => on(task.forecast_finish_on) },
    { id: "days", header: say("timeline.moved"), cell: (task) => <MovedBy days={task.promised_finish_on ? (task.slip_days ?? 0) : null} /> },
  ];
  return <Table label={say("timeline.dates")} columns={columns} rows={tasks} rowId={({ id }) => id} rowText={({ name }) => name} empty={null} />;
}

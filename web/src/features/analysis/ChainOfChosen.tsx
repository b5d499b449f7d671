import { type ReactNode, useState } from "react";
import type { components } from "@/api/schema";
import { useWords } from "@/i18n/words";
import { Select } from "@/ui/Select";
import { DrivingChain } from "./DrivingChain";

type Task = components["schemas"]["Task"];

interface ChainOfChosenProps {
  projectId: string;
  tasks: readonly Task[];
  isStaff: boolean;
}

/** What drives the date of a row: first of the last milestone, because everybody asks for that one. */
export function ChainOfChosen({ projectId, tasks, isStaff }: ChainOfChosenProps): ReactNode {
  const say = useWords();
  const rows = tasks.filter(({ kind }) => kind !== "TASK_KIND_SUMMARY");
  const [chosen, setChosen] = useState<string | null>(null);
  const task = rows.find(({ id }) => id === chosen) ?? rows.findLast(({ kind }) => kind === "TASK_KIND_MILESTONE") ?? rows.at(-1);
  if (!task) return null;
  return (
    <>
      <Select name="row" label={say("analysis.chooseRow")} options={rows.map(({ id, wbs, name }) => ({ id, label: `${wbs} ${name}` }))} value={task.id} onChange={setChosen} />
      <DrivingChain projectId={projectId} taskId={task.id} task={isStaff ? task : undefined} />
    </>
  );
}

import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { IconButton } from "@/ui/Button";
import { Stack } from "@/ui/Layout";
import { Select } from "@/ui/Select";
import { possiblePredecessors, type Task } from "./edits";
import css from "./plan.module.css";

interface PredecessorsProps {
  task: Task;
  tasks: readonly Task[];
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}

/** What must be finished first: a list, and one more from all other rows. */
export function Predecessors({ task, tasks, chosen, onChange }: PredecessorsProps): ReactNode {
  const say = useWords();
  const names = new Map(tasks.map((one) => [one.id, `${one.wbs} ${one.name}`]));
  const free = possiblePredecessors(tasks, task).filter(({ id }) => !chosen.includes(id));
  return (
    <Stack gap={2}>
      {chosen.length > 0 && (
        <ul className={css["links"]} aria-label={say("plan.predecessors")}>
          {chosen.map((id) => (
            <li key={id} className={css["link"]}>
              <span>{names.get(id) ?? id}</span>
              <IconButton icon="close" label={say("plan.removePredecessor", { name: names.get(id) ?? id })} onPress={() => onChange(chosen.filter((one) => one !== id))} />
            </li>
          ))}
        </ul>
      )}
      <Select name="predecessor" label={say("plan.addPredecessor")} optional value={null} onChange={(id) => onChange([...chosen, id])} options={free.map(({ id }) => ({ id, label: names.get(id) ?? id }))} />
    </Stack>
  );
}

import { type ReactNode, useState } from "react";
import { freshId } from "@/api/ids";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Form } from "@/ui/Form";
import { NumberField } from "@/ui/NumberField";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/Toasts";
import { addEdits, type Kind, type Task } from "./edits";
import css from "./plan.module.css";
import { type PlanEdited, useEditPlan } from "./queries";

const KINDS = ["TASK_KIND_TASK", "TASK_KIND_MILESTONE", "TASK_KIND_SUMMARY"] as const satisfies readonly Kind[];
/** The choice of no task in a list of tasks. */
const NONE = "none";

/** One line that stays open, so that a plan is typed row after row. */
export function AddTask({ projectId, tasks, onDone }: { projectId: string; tasks: readonly Task[]; onDone: (done: PlanEdited) => void }): ReactNode {
  const say = useWords();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("TASK_KIND_TASK");
  const [days, setDays] = useState(1);
  const [after, setAfter] = useState(NONE);
  const [phase, setPhase] = useState(NONE);
  const [taskId, setTaskId] = useState(freshId);
  const { mutate, isPending, error } = useEditPlan(projectId, undefined, (done) => {
    toast(say("plan.added", { name }));
    setName("");
    setTaskId(freshId());
    onDone(done);
  });
  const { failure } = refusal(error, []);
  const phases = tasks.filter((task) => task.kind === "TASK_KIND_SUMMARY");
  const idOf = (choice: string): string | null => (tasks.some(({ id }) => id === choice) ? choice : null);
  const options = (list: readonly Task[], none: string) => [{ id: NONE, label: none }, ...list.map((task) => ({ id: task.id, label: `${task.wbs} ${task.name}` }))];
  const submit = (): void => {
    if (name.trim()) mutate(addEdits({ taskId, name, kind, days: Number.isNaN(days) ? 0 : days, afterId: idOf(after), parentId: idOf(phase) }));
  };
  return (
    <Card title={say("plan.addTitle")}>
      <Form label={say("plan.addTitle")} failure={failure} onSubmit={submit}>
        <div className={css["add"]}>
          <div className={css["wide"]}>
            <TextField name="name" label={say("plan.name")} value={name} onChange={setName} maxLength={200} />
          </div>
          <Select name="kind" label={say("plan.kind")} value={kind} onChange={setKind} options={KINDS.map((id) => ({ id, label: say(`plan.kind.${id}`) }))} />
          {kind === "TASK_KIND_TASK" && <NumberField name="days" label={say("plan.workingDays")} value={days} onChange={setDays} minValue={0} step={0.5} />}
          <Select name="after" label={say("plan.after")} value={idOf(after) ?? NONE} onChange={setAfter} options={options(tasks, say("plan.afterNone"))} />
          {phases.length > 0 && <Select name="phase" label={say("plan.phase")} value={idOf(phase) ?? NONE} onChange={setPhase} options={options(phases, say("plan.phaseNone"))} />}
          <div className={css["send"]}>
            <Button type="submit" look="primary" icon="plus" isPending={isPending}>
              {say("plan.add")}
            </Button>
          </div>
        </div>
      </Form>
    </Card>
  );
}

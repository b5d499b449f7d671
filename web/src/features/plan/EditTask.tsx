import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { DateField } from "@/ui/DateField";
import { Dialog } from "@/ui/Dialog";
import { Form, FormActions } from "@/ui/Form";
import { Columns, Stack } from "@/ui/Layout";
import { NumberField } from "@/ui/NumberField";
import { Select } from "@/ui/Select";
import { TextAreaField, TextField } from "@/ui/TextField";
import { changeEdits, type Edit, formOf, type Task, type TaskForm } from "./edits";
import { Follows } from "./Follows";
import { levelOptions } from "./levels";
import { Predecessors } from "./Predecessors";
import { type PlanEdited, useEditPlan } from "./queries";

export interface EditTaskProps {
  projectId: string;
  task: Task;
  tasks: readonly Task[];
  revision: number | undefined;
  onDone: (done: PlanEdited) => void;
  onClose: () => void;
}

/** Everything about one row, with what follows from it before it is saved. */
export function EditTask({ projectId, task, tasks, revision, onDone, onClose }: EditTaskProps): ReactNode {
  const say = useWords();
  const [was] = useState(() => formOf(task));
  const [form, setForm] = useState<TaskForm>(was);
  const [isDropping, setDropping] = useState(false);
  const { mutate, hasMovedOn, isPending, error } = useEditPlan(projectId, revision, (done) => {
    onDone(done);
    onClose();
  });
  const edits: Edit[] = isDropping ? [{ remove_task: { task_id: task.id } }] : changeEdits(task.id, was, filled(form, was));
  const save = (): void => (edits.length > 0 ? mutate(edits) : onClose());
  return (
    <Dialog title={isDropping ? say("plan.dropTitle", { name: task.name }) : task.name} size="large" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form {...refusal(error, [])} onSubmit={save} label={task.name}>
        {hasMovedOn && <Banner tone="late" live>{say("plan.movedOn")}</Banner>}
        {isDropping ? <p>{say("plan.dropLead")}</p> : <TaskFields task={task} tasks={tasks} form={form} onChange={setForm} />}
        <Follows projectId={projectId} edits={edits} />
        <FormActions>
          <Button type="submit" look={isDropping ? "danger" : "primary"} isPending={isPending}>
            {isDropping ? say("plan.dropConfirm") : say("plan.save")}
          </Button>
          {isDropping ? (
            <Button onPress={() => setDropping(false)}>{say("plan.keep")}</Button>
          ) : (
            <Button look="plain" onPress={() => setDropping(true)}>
              {say("plan.drop")}
            </Button>
          )}
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** An emptied number means: as it was. */
const filled = (form: TaskForm, was: TaskForm): TaskForm => ({
  ...form,
  days: Number.isNaN(form.days) ? was.days : form.days,
  percent: Number.isNaN(form.percent) ? was.percent : form.percent,
  remainingDays: Number.isNaN(form.remainingDays) ? was.remainingDays : form.remainingDays,
});

function TaskFields({ task, tasks, form, onChange }: { task: Task; tasks: readonly Task[]; form: TaskForm; onChange: (next: TaskForm) => void }): ReactNode {
  const say = useWords();
  const set = (part: Partial<TaskForm>): void => onChange({ ...form, ...part });
  const isWork = task.kind === "TASK_KIND_TASK";
  return (
    <Stack gap={5}>
      <TextField name="name" label={say("plan.name")} value={form.name} onChange={(name) => set({ name })} maxLength={200} />
      {task.kind !== "TASK_KIND_SUMMARY" && (
        <Columns gap={4}>
          {isWork && <NumberField name="days" label={say("plan.workingDays")} value={form.days} onChange={(days) => set({ days })} minValue={0} step={0.5} />}
          <NumberField name="percent" label={say("plan.percent")} unit="%" value={form.percent} onChange={(percent) => set({ percent })} minValue={0} maxValue={100} />
          {isWork && <NumberField name="remaining" label={say("plan.remaining")} description={say("plan.remainingHelp")} value={form.remainingDays} onChange={(remainingDays) => set({ remainingDays })} minValue={0} step={0.5} />}
          <DateField name="started" label={say("plan.started")} optional value={form.startedOn} onChange={(startedOn) => set({ startedOn })} />
        </Columns>
      )}
      <Select name="seen" label={say("plan.seenFrom")} description={say("plan.seenHelp")} value={form.visibleFrom} onChange={(visibleFrom) => set({ visibleFrom })} options={levelOptions(say)} />
      <Predecessors task={task} tasks={tasks} chosen={form.predecessorIds} onChange={(predecessorIds) => set({ predecessorIds })} />
      <TextAreaField name="description" label={say("plan.description")} optional value={form.description} onChange={(description) => set({ description })} maxLength={20_000} />
    </Stack>
  );
}

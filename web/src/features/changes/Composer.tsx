import { type ReactNode, useState } from "react";
import { useDraft } from "@/api/drafts";
import { freshId } from "@/api/ids";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Form, FormActions } from "@/ui/Form";
import { MainAside, Prose } from "@/ui/Layout";
import { NumberField } from "@/ui/NumberField";
import { type Option, Select } from "@/ui/Select";
import { TextAreaField, TextField } from "@/ui/TextField";
import { type Change, useSubmitChange } from "./queries";
import { changeable, EMPTY_WISH, type Task, type Wish, WISH_KINDS, wishEdits } from "./wish";
import { WishPreview } from "./WishPreview";

export interface ComposerProps {
  projectId: string;
  tasks: readonly Task[];
  /** Staff say for which client; contacts ask for their own. */
  clients?: readonly Option[];
  onDone: (change: Change) => void;
}

const FIELDS = ["title", "reason", "client_id"] as const;

/** A wish, and beside it what it would do. What is typed survives a reload. */
export function Composer({ projectId, tasks, clients, onDone }: ComposerProps): ReactNode {
  const say = useWords();
  const [wish, setWish, dropWish] = useDraft<Wish>(`change:${projectId}`, EMPTY_WISH);
  const [newId] = useState(freshId);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const sending = useSubmitChange(projectId, (change) => {
    dropWish();
    onDone(change);
  });
  const edits = wishEdits(wish, newId);
  const { errors, failure } = refusal(sending.error, FIELDS);
  const submit = (): void => {
    const lacks = {
      ...(edits.length > 0 ? {} : { [wish.kind === "new" ? "name" : "task"]: say("changes.wishMissing") }),
      ...(wish.title.trim() ? {} : { title: say("changes.titleMissing") }),
      ...(clients && !wish.clientId ? { client_id: say("changes.clientMissing") } : {}),
    };
    setMissing(lacks);
    if (Object.keys(lacks).length > 0) return;
    sending.mutate({ title: wish.title.trim(), reason: wish.reason, edits, ...(clients && wish.clientId ? { client_id: wish.clientId } : {}) });
  };
  const set = (part: Partial<Wish>): void => setWish({ ...wish, ...part });
  return (
    <MainAside
      main={
        <Form label={say("changes.newTitle")} errors={Object.keys(missing).length > 0 ? missing : errors} failure={failure} onSubmit={submit}>
          <Choice name="kind" label={say("changes.kind")} value={wish.kind} onChange={(kind) => set({ kind })} options={WISH_KINDS.map((id) => ({ id, label: say(`changes.kind.${id}`) }))} />
          <WishFields wish={wish} tasks={tasks} set={set} />
          {clients && <Select name="client_id" label={say("changes.client")} options={clients} value={wish.clientId} onChange={(clientId) => set({ clientId })} />}
          <TextField name="title" label={say("changes.titleField")} description={say("changes.titleHelp")} value={wish.title} onChange={(title) => set({ title })} maxLength={160} />
          <TextAreaField name="reason" label={say("changes.reason")} optional value={wish.reason} onChange={(reason) => set({ reason })} maxLength={4000} />
          <FormActions>
            <Button type="submit" look="primary" isPending={sending.isPending}>
              {say("changes.send")}
            </Button>
          </FormActions>
          <Prose tone="small">{say("changes.sendHelp")}</Prose>
        </Form>
      }
      aside={<WishPreview projectId={projectId} edits={edits} />}
    />
  );
}

/** The fields that this kind of wish needs. */
function WishFields({ wish, tasks, set }: { wish: Wish; tasks: readonly Task[]; set: (part: Partial<Wish>) => void }): ReactNode {
  const say = useWords();
  const options = (list: readonly Task[]): Option[] => list.map(({ id, wbs, name }) => ({ id, label: `${wbs} ${name}` }));
  const known = (id: string | null): string | null => (tasks.some((task) => task.id === id) ? id : null);
  const days = <NumberField name="days" label={say(wish.kind === "new" ? "changes.daysNew" : "changes.days")} value={wish.days ?? NaN} onChange={(value) => set({ days: Number.isNaN(value) ? null : value })} minValue={0.5} step={0.5} />;
  if (wish.kind === "new") {
    const points = tasks.filter((task) => task.kind !== "TASK_KIND_SUMMARY");
    return (
      <>
        <TextField name="name" label={say("changes.newName")} value={wish.name} onChange={(name) => set({ name })} maxLength={200} />
        {days}
        <Select name="after" label={say("changes.after")} optional options={options(points)} value={known(wish.afterId)} onChange={(afterId) => set({ afterId })} />
        <Select name="before" label={say("changes.before")} optional options={options(points)} value={known(wish.beforeId)} onChange={(beforeId) => set({ beforeId })} />
      </>
    );
  }
  return (
    <>
      <Select name="task" label={say("changes.task")} options={options(changeable(tasks))} value={known(wish.taskId)} onChange={(taskId) => set({ taskId })} />
      {wish.kind !== "drop" && days}
    </>
  );
}

import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Form, FormActions } from "@/ui/Form";
import { Prose } from "@/ui/Layout";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/Toasts";
import { useBaselines, useSaveBaseline } from "./queries";

/** The dates of today become what the client was promised. */
export function SavePromise({ projectId, onClose }: { projectId: string; onClose: () => void }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const earlier = useBaselines(projectId).data?.baselines.find((one) => one.is_promise);
  const [name, setName] = useState(say("plan.promiseName"));
  const saving = useSaveBaseline(projectId, (baseline) => {
    toast(say("plan.promised", { date: format.date(baseline.finish_on) }));
    onClose();
  });
  return (
    <Dialog title={say("plan.promise")} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form {...refusal(saving.error, ["name"])} onSubmit={() => saving.mutate({ name: name.trim(), is_promise: true })}>
        <Prose>{say("plan.promiseLead")}</Prose>
        {earlier && <Prose tone="muted">{say("plan.promiseEarlier", { name: earlier.name, date: format.date(earlier.finish_on) })}</Prose>}
        <TextField name="name" label={say("plan.promiseCalled")} value={name} onChange={setName} maxLength={120} />
        <FormActions>
          <Button type="submit" look="primary" isPending={saving.isPending}>
            {say("plan.promiseSave")}
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

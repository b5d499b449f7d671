import { type ReactNode, useState } from "react";
import { useDraft } from "@/api/drafts";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Form, FormActions } from "@/ui/Form";
import { DeniedLine } from "@/ui/States";
import { TextAreaField } from "@/ui/TextField";
import { toast } from "@/ui/Toasts";
import { type Hiccup, usePublish } from "./queries";
import { Slip } from "./Slip";

/** A slip that clients wait to be told the reason of. */
export function OpenHiccup({ projectId, hiccup, mayPublish }: { projectId: string; hiccup: Hiccup; mayPublish: boolean }): ReactNode {
  const say = useWords();
  return (
    <Card title={hiccup.milestone_name} kicker={say("hiccups.waits")} tone="waits">
      <Slip of={hiccup} />
      {mayPublish ? <ReasonForm projectId={projectId} hiccup={hiccup} /> : <DeniedLine>{say("hiccups.denied")}</DeniedLine>}
    </Card>
  );
}

function ReasonForm({ projectId, hiccup }: { projectId: string; hiccup: Hiccup }): ReactNode {
  const say = useWords();
  const [reason, setReason, dropReason] = useDraft(`hiccup:${hiccup.id}`, "");
  const [missing, setMissing] = useState<Record<string, string>>({});
  const publish = usePublish(projectId, hiccup.id, () => {
    dropReason();
    toast(say("hiccups.published", { name: hiccup.milestone_name }));
  });
  const { errors, failure } = refusal(publish.error, ["reason"]);
  const submit = (): void => {
    setMissing(reason.trim() ? {} : { reason: say("hiccups.reasonMissing") });
    if (reason.trim()) publish.mutate(reason.trim());
  };
  return (
    <Form label={say("hiccups.form", { name: hiccup.milestone_name })} errors={Object.keys(missing).length > 0 ? missing : errors} failure={failure} onSubmit={submit}>
      <TextAreaField name="reason" label={say("hiccups.reason")} description={say("hiccups.reasonHelp")} value={reason} onChange={setReason} maxLength={2000} />
      <FormActions>
        <Button type="submit" look="primary" isPending={publish.isPending}>
          {say("hiccups.publish")}
        </Button>
      </FormActions>
    </Form>
  );
}

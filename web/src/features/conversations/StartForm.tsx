import type { ReactNode } from "react";
import { useDraft } from "@/api/drafts";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { Select } from "@/ui/Select";
import { DeniedLine } from "@/ui/States";
import { TextField } from "@/ui/TextField";
import { type Conversation, useClientsHere, useStart } from "./queries";

export interface StartFormProps {
  projectId: string;
  isStaff: boolean;
  onStarted: (conversation: Conversation) => void;
}

/** A topic; staff also says with which client. */
export function StartForm({ projectId, isStaff, onStarted }: StartFormProps): ReactNode {
  const say = useWords();
  const clients = useClientsHere(projectId, isStaff);
  const [topic, setTopic, dropTopic] = useDraft(`topic:${projectId}`, "");
  const start = useStart(projectId, (conversation) => {
    dropTopic();
    onStarted(conversation);
  });
  if (isStaff && clients.length === 0) return <DeniedLine>{say("conversations.noClients")}</DeniedLine>;
  const submit = (values: FormData): void => {
    const client = String(values.get("client_id") ?? "");
    start.mutate({ topic: topic.trim(), ...(isStaff && client ? { client_id: client } : {}) });
  };
  return (
    <Form {...refusal(start.error, ["topic", "client_id"])} label={say("conversations.start")} onSubmit={submit}>
      <TextField name="topic" label={say("conversations.topic")} description={say("conversations.topicHelp")} value={topic} onChange={setTopic} maxLength={160} />
      {isStaff && <Select name="client_id" label={say("conversations.client")} defaultValue={clients[0]?.id} options={clients.map(({ id, name }) => ({ id, label: name }))} />}
      <FormActions>
        <Button type="submit" look="primary" isPending={start.isPending}>
          {say("conversations.start")}
        </Button>
      </FormActions>
    </Form>
  );
}

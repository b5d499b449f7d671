import { type ReactNode, useState } from "react";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Prose, Row } from "@/ui/Layout";
import css from "./ClientCard.module.css";
import { ContactDialog } from "./ContactDialog";
import { ContactRow } from "./ContactRow";
import { GrantDialog } from "./GrantDialog";
import { GrantSentence } from "./GrantSentence";
import type { Client, Grant, Invitation } from "./queries";
import { defaultOf, standingOf } from "./standing";
import { WithdrawDialog } from "./WithdrawDialog";

export interface ClientCardProps {
  projectId: string;
  workspaceId: string;
  client: Client;
  grants: readonly Grant[];
  invitations: readonly Invitation[];
  mayChange: boolean;
}

/** A client company: its people, and what counts for all of them. */
export function ClientCard({ projectId, workspaceId, client, grants, invitations, mayChange }: ClientCardProps): ReactNode {
  const say = useWords();
  const [isAdding, setAdding] = useState(false);
  const add = mayChange && (
    <Button icon="plus" onPress={() => setAdding(true)} aria-label={say("access.addContactTo", { client: client.name })}>
      {say("access.addContact")}
    </Button>
  );
  return (
    <Card title={client.name} action={add || undefined}>
      {client.contacts.length === 0 && <Prose tone="muted">{say("access.noContacts")}</Prose>}
      <ul className={css["people"]} aria-label={say("access.peopleOf", { client: client.name })}>
        {client.contacts.map((contact) => (
          <ContactRow key={contact.id} projectId={projectId} standing={standingOf(contact, grants, invitations)} mayChange={mayChange} />
        ))}
      </ul>
      <Everybody projectId={projectId} client={client} grant={defaultOf(client, grants)} mayChange={mayChange} />
      {isAdding && <ContactDialog workspaceId={workspaceId} client={client} onClose={() => setAdding(false)} />}
    </Card>
  );
}

/** The default of the client, for contacts without a grant of their own. */
function Everybody({ projectId, client, grant, mayChange }: { projectId: string; client: Client; grant: Grant | undefined; mayChange: boolean }): ReactNode {
  const say = useWords();
  const [dialog, setDialog] = useState<"grant" | "withdraw" | null>(null);
  const name = say("access.everybodyOf", { client: client.name });
  const close = (): void => setDialog(null);
  return (
    <div className={css["everybody"]}>
      <strong>{name}</strong>
      <GrantSentence grant={grant} />
      {mayChange && (
        <Row gap={2}>
          <Button onPress={() => setDialog("grant")} aria-label={say("access.changeNamed", { name })}>
            {say(grant ? "access.change" : "access.give")}
          </Button>
          {grant && (
            <Button look="plain" onPress={() => setDialog("withdraw")} aria-label={say("access.withdrawNamed", { name })}>
              {say("access.withdraw")}
            </Button>
          )}
        </Row>
      )}
      {dialog === "grant" && <GrantDialog projectId={projectId} clientId={client.id} name={name} grant={grant} onClose={close} />}
      {dialog === "withdraw" && grant && <WithdrawDialog projectId={projectId} grant={grant} name={name} fallsBack={false} onClose={close} />}
    </div>
  );
}

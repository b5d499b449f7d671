import { type ReactNode, useState } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Prose, Row, Stack } from "@/ui/Layout";
import { type State, Status } from "@/ui/Status";
import { toast } from "@/ui/Toasts";
import css from "./ClientCard.module.css";
import { GrantDialog } from "./GrantDialog";
import { GrantSentence } from "./GrantSentence";
import { type Contact, useCancelInvitation, useInvite } from "./queries";
import type { Standing } from "./standing";
import { WithdrawDialog } from "./WithdrawDialog";

const LOOKS: Record<Contact["state"], State> = {
  CONTACT_STATE_UNSPECIFIED: "plan",
  CONTACT_STATE_ADDED: "plan",
  CONTACT_STATE_INVITED: "waits",
  CONTACT_STATE_ACTIVE: "done",
};

export interface ContactRowProps {
  projectId: string;
  standing: Standing;
  mayChange: boolean;
}

/** A person, what it sees, and what can be done about it. */
export function ContactRow({ projectId, standing, mayChange }: ContactRowProps): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { contact, own, counts, open } = standing;
  return (
    <li className={css["person"]} aria-label={contact.name}>
      <Row spread align="baseline">
        <span>
          <strong>{contact.name}</strong> <span className={css["address"]}>{contact.email}</span>
        </span>
        <Status of={LOOKS[contact.state]}>{say(`access.state.${contact.state}`)}</Status>
      </Row>
      <GrantSentence grant={counts} isDefault={!own && counts !== undefined} />
      {open?.expires_at && <Prose tone="small">{say("access.invitedUntil", { at: format.instant(open.expires_at) })}</Prose>}
      {mayChange && <Actions projectId={projectId} standing={standing} />}
    </li>
  );
}

function Actions({ projectId, standing }: { projectId: string; standing: Standing }): ReactNode {
  const say = useWords();
  const { contact, own, counts, open } = standing;
  const [dialog, setDialog] = useState<"grant" | "withdraw" | null>(null);
  const invite = useInvite(projectId, () => toast(say("access.invited", { name: contact.name })));
  const cancel = useCancelInvitation(projectId, () => toast(say("access.inviteCancelled", { name: contact.name })));
  const close = (): void => setDialog(null);
  const failure = invite.error ?? cancel.error;
  const isInvited = contact.state === "CONTACT_STATE_INVITED";
  return (
    <Stack gap={2}>
      <Row gap={2}>
        <Button onPress={() => setDialog("grant")} aria-label={say("access.changeNamed", { name: contact.name })}>
          {say(counts ? "access.change" : "access.give")}
        </Button>
        {counts && contact.state !== "CONTACT_STATE_ACTIVE" && (
          <Button
            look={isInvited ? "quiet" : "primary"}
            onPress={() => invite.mutate(contact.id)}
            isPending={invite.isPending}
            aria-label={say(isInvited ? "access.inviteAgainNamed" : "access.inviteNamed", { name: contact.name })}
          >
            {say(isInvited ? "access.inviteAgain" : "access.invite")}
          </Button>
        )}
        {open && (
          <Button look="plain" onPress={() => cancel.mutate(open.id)} isPending={cancel.isPending} aria-label={say("access.cancelInviteNamed", { name: contact.name })}>
            {say("access.cancelInvite")}
          </Button>
        )}
        {own && (
          <Button look="plain" onPress={() => setDialog("withdraw")} aria-label={say("access.withdrawNamed", { name: contact.name })}>
            {say("access.withdraw")}
          </Button>
        )}
      </Row>
      {failure && <Banner tone="danger" live>{failure.detail}</Banner>}
      {dialog === "grant" && <GrantDialog projectId={projectId} clientId={contact.client_id} contactId={contact.id} name={contact.name} grant={counts} onClose={close} />}
      {dialog === "withdraw" && own && <WithdrawDialog projectId={projectId} grant={own} name={contact.name} fallsBack={standing.general !== undefined} onClose={close} />}
    </Stack>
  );
}

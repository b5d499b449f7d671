import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Link } from "@/ui/Link";
import { Row } from "@/ui/Layout";
import { Status } from "@/ui/Status";
import css from "./ConversationList.module.css";
import type { Conversation } from "./queries";

export interface ConversationListProps {
  projectId: string;
  conversations: readonly Conversation[];
  isStaff: boolean;
  /** Client → its name; empty for contacts, who see only their own. */
  clientNames: ReadonlyMap<string, string>;
}

export function ConversationList({ projectId, conversations, isStaff, clientNames }: ConversationListProps): ReactNode {
  const say = useWords();
  const format = useFormat();
  return (
    <ul className={css["list"]} aria-label={say("conversations.title")}>
      {conversations.map((one) => (
        <li key={one.id} className={css["line"]}>
          <Row spread align="baseline">
            <Link href={places.conversation(projectId, one.id)} look="quiet">
              {one.topic}
            </Link>
            {one.last_message_at && <time dateTime={one.last_message_at}>{format.instant(one.last_message_at)}</time>}
          </Row>
          <Row gap={4}>
            {clientNames.has(one.client_id) && <span>{clientNames.get(one.client_id)}</span>}
            <span>{say("conversations.count", { count: one.message_count })}</span>
            {one.unread_count > 0 && <strong>{say("conversations.unread", { count: one.unread_count })}</strong>}
            {one.waits_for_staff && <Status of={isStaff ? "waits" : "plan"}>{say(isStaff ? "conversations.waitsForYou" : "conversations.waitsForStaff")}</Status>}
          </Row>
        </li>
      ))}
    </ul>
  );
}

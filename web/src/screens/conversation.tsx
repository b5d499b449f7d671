import type { ReactNode } from "react";
import { may } from "@/api/levels";
import { useProject } from "@/api/me";
import { AnswersWithin } from "@/features/conversations/AnswersWithin";
import { Composer } from "@/features/conversations/Composer";
import { Messages } from "@/features/conversations/Messages";
import { type Place, useClientsHere, useConversation } from "@/features/conversations/queries";
import { StaffNotes } from "@/features/conversations/StaffNotes";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { MainAside, Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";

/** Question: what was said, and what do I answer? */
export function Screen({ projectId, conversationId }: { projectId: string; conversationId: string }): ReactNode {
  const say = useWords();
  const place: Place = { projectId, conversationId };
  const { data: project } = useProject(projectId);
  const isStaff = project?.viewer?.is_staff ?? false;
  const clients = useClientsHere(projectId, isStaff);
  const conversation = useConversation(place);
  return (
    <Answer of={conversation} failed={say("conversation.failed")}>
      {(data) => {
        const client = clients.find(({ id }) => id === data.client_id)?.name;
        const talk = (
          <Stack gap={5}>
            <Messages place={place} />
            <Composer place={place} mayAttach={may(project?.viewer, "CAPABILITY_ATTACH")} />
          </Stack>
        );
        return (
          <>
            <PageHeader
              title={data.topic}
              up={{ href: places.conversations(projectId), label: say("conversations.title") }}
              lead={client ? say("conversation.with", { client }) : isStaff ? undefined : <AnswersWithin projectId={projectId} />}
            />
            {isStaff ? <MainAside main={talk} aside={<StaffNotes place={place} />} /> : talk}
          </>
        );
      }}
    </Answer>
  );
}

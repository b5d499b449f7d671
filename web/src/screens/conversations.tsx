import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { may } from "@/api/levels";
import { useProject } from "@/api/me";
import { AnswersWithin } from "@/features/conversations/AnswersWithin";
import { ConversationList } from "@/features/conversations/ConversationList";
import { useClientsHere, useConversations } from "@/features/conversations/queries";
import { StartForm } from "@/features/conversations/StartForm";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { MainAside } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { DeniedLine, EmptyState } from "@/ui/States";

/** Question: did they answer, and when will they? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  return (
    <Answer of={project} failed={say("conversations.failed")}>
      {({ viewer }) => (
        <>
          <PageHeader title={say("conversations.title")} lead={<AnswersWithin projectId={projectId} />} />
          {may(viewer, "CAPABILITY_MESSAGE") ? <Inside projectId={projectId} isStaff={viewer?.is_staff ?? false} /> : <DeniedLine>{say("conversations.denied")}</DeniedLine>}
        </>
      )}
    </Answer>
  );
}

function Inside({ projectId, isStaff }: { projectId: string; isStaff: boolean }): ReactNode {
  const say = useWords();
  const router = useRouter();
  const conversations = useConversations(projectId);
  const clients = useClientsHere(projectId, isStaff);
  const clientNames = new Map(clients.map(({ id, name }) => [id, name]));
  return (
    <MainAside
      main={
        <Answer of={conversations} failed={say("conversations.failed")}>
          {(data) =>
            data.conversations.length === 0 ? (
              <EmptyState title={say("conversations.empty")}>{say(isStaff ? "conversations.emptyStaff" : "conversations.emptyMore")}</EmptyState>
            ) : (
              <ConversationList projectId={projectId} conversations={data.conversations} isStaff={isStaff} clientNames={clientNames} />
            )
          }
        </Answer>
      }
      aside={
        <Card title={say("conversations.new")}>
          <StartForm projectId={projectId} isStaff={isStaff} onStarted={({ id }) => void router.navigate({ to: places.conversation(projectId, id) })} />
        </Card>
      }
    />
  );
}

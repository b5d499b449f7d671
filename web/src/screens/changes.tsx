import type { ReactNode } from "react";
import { may } from "@/api/levels";
import { useProject } from "@/api/me";
import { ChangeList } from "@/features/changes/ChangeList";
import { useChanges } from "@/features/changes/queries";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { LinkButton } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";
import { EmptyState } from "@/ui/States";

/** Question: what was asked for, and where does it stand? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const viewer = useProject(projectId).data?.viewer;
  const changes = useChanges(projectId);
  const ask = may(viewer, "CAPABILITY_REQUEST_CHANGE") ? (
    <LinkButton href={places.newChange(projectId)} look="primary" icon="plus">
      {say("changes.ask")}
    </LinkButton>
  ) : null;
  return (
    <Answer of={changes} failed={say("changes.failed")}>
      {({ changes: list = [] }) => (
        <>
          <PageHeader title={say("changes.title")} lead={say("changes.lead")} actions={ask} />
          {list.length === 0 ? <EmptyState title={say("changes.empty")}>{ask ? say("changes.emptyAsk") : say("changes.whoAsks")}</EmptyState> : <ChangeList projectId={projectId} changes={list} isStaff={viewer?.is_staff ?? false} />}
        </>
      )}
    </Answer>
  );
}

import { type ReactNode, useState } from "react";
import { useProject } from "@/api/me";
import { Compared } from "@/features/history/Compared";
import { useRevisions } from "@/features/history/queries";
import { RevisionList } from "@/features/history/RevisionList";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { AbsentPage, EmptyState, Skeleton } from "@/ui/States";

/** Question: who changed the plan, and what was it before? For staff. */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  const log = useRevisions(projectId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (project.data?.viewer && !project.data.viewer.is_staff) return <AbsentPage />;
  const [from, to] = [...chosen].map(Number).sort((one, other) => one - other);
  return (
    <Stack gap={5}>
      <PageHeader title={say("history.title")} lead={say("history.lead")} up={{ href: places.plan(projectId), label: say("nav.plan") }} />
      <Answer of={log} failed={say("history.failed")} skeleton={<Skeleton lines={6} />}>
        {({ revisions = [] }) => (revisions.length === 0 ? <EmptyState title={say("history.empty")}>{say("history.emptyMore")}</EmptyState> : <RevisionList revisions={revisions} chosen={chosen} onChoose={setChosen} />)}
      </Answer>
      {from !== undefined && <Compared projectId={projectId} from={from} to={to ?? null} />}
    </Stack>
  );
}

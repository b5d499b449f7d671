import { lazy, type ReactNode, Suspense } from "react";
import { may } from "@/api/levels";
import { type Project, useProject } from "@/api/me";
import { ChangeFacts } from "@/features/changes/ChangeFacts";
import { ChangeState } from "@/features/changes/ChangeState";
import { Decide } from "@/features/changes/Decide";
import { type Change, useChange } from "@/features/changes/queries";
import { Withdraw } from "@/features/changes/Withdraw";
import { useTasks } from "@/features/plan/queries";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { Banner } from "@/ui/Banner";
import { Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { Skeleton } from "@/ui/States";

/** Only staff offer: clients do not load the calendar for it. */
const OfferForm = lazy(async () => ({ default: (await import("@/features/changes/OfferForm")).OfferForm }));

/** Question: do I accept exactly this? */
export function Screen({ projectId, changeId }: { projectId: string; changeId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  const change = useChange(projectId, changeId);
  return (
    <Answer of={project} failed={say("changes.oneFailed")}>
      {(about) => (
        <Answer of={change} failed={say("changes.oneFailed")} skeleton={<Skeleton block="card" />}>
          {(one) => <CheckPage project={about} change={one} onStale={() => void change.refetch()} />}
        </Answer>
      )}
    </Answer>
  );
}

function CheckPage({ project, change, onStale }: { project: Project; change: Change; onStale: () => void }): ReactNode {
  const say = useWords();
  const tasks = useTasks(project.id).data?.tasks ?? [];
  const { viewer } = project;
  const isStaff = viewer?.is_staff ?? false;
  const isManager = viewer?.role === "ROLE_MANAGER" || viewer?.role === "ROLE_OWNER";
  const isOpen = change.state === "CHANGE_STATE_SUBMITTED" || change.state === "CHANGE_STATE_OFFERED";
  return (
    <Stack gap={5}>
      <PageHeader title={change.title} up={{ href: places.changes(project.id), label: say("changes.title") }} lead={<ChangeState of={change.state} isStaff={isStaff} />} />
      {change.state === "CHANGE_STATE_APPLIED" && (
        <Banner tone="done" live>
          {say("changes.receipt")}
        </Banner>
      )}
      {change.state === "CHANGE_STATE_SUBMITTED" && !isStaff && <Banner>{say("changes.waitsForOffer")}</Banner>}
      <ChangeFacts change={change} tasks={tasks} />
      <Decide key={change.state} projectId={project.id} change={change} viewer={viewer} onStale={onStale} />
      {isOpen && isManager && (
        <Suspense fallback={<Skeleton />}>
          <OfferForm projectId={project.id} changeId={change.id} currency={project.currency} />
        </Suspense>
      )}
      {isOpen && may(viewer, "CAPABILITY_REQUEST_CHANGE") && <Withdraw projectId={project.id} changeId={change.id} />}
    </Stack>
  );
}

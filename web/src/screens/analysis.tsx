import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { sees } from "@/api/levels";
import { useProject } from "@/api/me";
import { BaselineChoice } from "@/features/analysis/BaselineChoice";
import { ChainOfChosen } from "@/features/analysis/ChainOfChosen";
import { useBaselines } from "@/features/analysis/queries";
import { TrendChart } from "@/features/analysis/TrendChart";
import { useTasks } from "@/features/plan/queries";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { AbsentPage, EmptyState, Skeleton } from "@/ui/States";

/** Below the first look: a table is heavy. */
const VarianceTable = lazy(async () => ({ default: (await import("@/features/analysis/VarianceTable")).VarianceTable }));
const ForStaff = lazy(() => import("@/features/analysis/ForStaff"));

/** Question: how far are the dates from what was agreed, and what drives them? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  const tasks = useTasks(projectId);
  const rows = useMemo(() => tasks.data?.tasks ?? [], [tasks.data]);
  const names = useMemo(() => new Map(rows.map(({ id, name }) => [id, name])), [rows]);
  const viewer = project.data?.viewer;
  const isStaff = viewer?.is_staff ?? false;
  if (viewer && !sees(viewer, "LEVEL_TIMELINE")) return <AbsentPage />;
  return (
    <Stack gap={6}>
      <PageHeader title={say("analysis.title")} lead={say("analysis.lead")} />
      <Answer of={tasks} failed={say("analysis.failed")} skeleton={<Skeleton block="chart" />}>
        {() => (
          <>
            <ChainOfChosen projectId={projectId} tasks={rows} isStaff={isStaff} />
            <AgainstBaseline projectId={projectId} names={names} />
            <TrendChart projectId={projectId} />
            <Suspense fallback={<Skeleton lines={4} />}>{isStaff && <ForStaff projectId={projectId} names={names} />}</Suspense>
          </>
        )}
      </Answer>
    </Stack>
  );
}

/** The promise, or the baseline that the reader chooses, beside the dates of today. */
function AgainstBaseline({ projectId, names }: { projectId: string; names: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords();
  const [chosen, setChosen] = useState<number | null>(null);
  const baselines = useBaselines(projectId);
  return (
    <Answer of={baselines} failed={say("analysis.varianceFailed")} absent="block">
      {({ baselines: all }) => {
        const number = chosen ?? (all.find(({ is_promise }) => is_promise) ?? all[0])?.number;
        if (number === undefined) return <EmptyState title={say("analysis.noBaseline")}>{say("analysis.noBaselineMore")}</EmptyState>;
        return (
          <Stack gap={3}>
            <BaselineChoice baselines={all} value={number} onChange={setChosen} />
            <Suspense fallback={<Skeleton lines={4} />}>
              <VarianceTable projectId={projectId} number={number} names={names} />
            </Suspense>
          </Stack>
        );
      }}
    </Answer>
  );
}

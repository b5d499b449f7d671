import type { ReactNode } from "react";
import { may } from "@/api/levels";
import { useProject } from "@/api/me";
import { OrderForm } from "@/features/reports/OrderForm";
import { useReports } from "@/features/reports/queries";
import { ReportList } from "@/features/reports/ReportList";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { MainAside, Prose } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { DeniedLine, EmptyState } from "@/ui/States";

/** Question: what do I show my board? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  return (
    <Answer of={project} failed={say("reports.failed")}>
      {({ viewer }) => (
        <>
          <PageHeader title={say("reports.title")} lead={say("reports.lead")} />
          {may(viewer, "CAPABILITY_REPORTS") ? (
            <MainAside
              main={<Mine projectId={projectId} />}
              aside={
                <Card title={say("reports.new")}>
                  {viewer && <Prose tone="muted">{say("reports.at", { level: say(`reports.level.${viewer.level}`) })}</Prose>}
                  <OrderForm projectId={projectId} />
                </Card>
              }
            />
          ) : (
            <DeniedLine>{say("reports.denied")}</DeniedLine>
          )}
        </>
      )}
    </Answer>
  );
}

function Mine({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const reports = useReports(projectId);
  return (
    <Answer of={reports} failed={say("reports.failed")}>
      {(data) => (data.reports.length === 0 ? <EmptyState title={say("reports.empty")}>{say("reports.emptyMore")}</EmptyState> : <ReportList projectId={projectId} reports={data.reports} />)}
    </Answer>
  );
}

import type { ReactNode } from "react";
import { type Project, useProject } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Row, Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { Skeleton } from "@/ui/States";
import { Glance } from "./Glance";
import { Health, healthSentence } from "./health";
import { NeedsYou } from "./NeedsList";
import { Slips } from "./Slips";
import { WaysOn } from "./WaysOn";

/** Is it fine, what is next, what is needed from me: one project on one page. */
export function Overview({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  return (
    <Answer of={project} failed={say("overview.failed")} safe={say("error.safe")} skeleton={<Skeleton block="card" />}>
      {(data) => <Shown project={data} />}
    </Answer>
  );
}

function Shown({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const lead = (
    <Row gap={3} align="baseline">
      <Health of={project} />
      <span>{healthSentence(project, say, format)}</span>
    </Row>
  );
  return (
    <>
      <PageHeader title={project.name} lead={lead} />
      <Stack gap={5}>
        <Glance project={project} />
        <NeedsYou project={project} />
        <WaysOn project={project} />
        <Slips project={project} />
      </Stack>
    </>
  );
}

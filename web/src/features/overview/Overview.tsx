import type { ReactNode } from "react";
import { may, sees } from "@/api/levels";
import { useProject } from "@/api/me";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { LinkButton } from "@/ui/Button";
import { MainAside, Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { Skeleton } from "@/ui/States";
import type { Project } from "@/api/me";
import { Answers } from "./Answers";
import { Finish } from "./Finish";
import { Health } from "./Health";
import { PublishedHiccups } from "./Hiccups";
import { useWaiting } from "./waiting";
import { WaitingList } from "./WaitingList";

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
  const waiting = useWaiting([project]);
  const { id, viewer } = project;
  const mayAsk = !viewer?.is_staff && may(viewer, "CAPABILITY_REQUEST_CHANGE") && sees(viewer, "LEVEL_TIMELINE");
  const action = mayAsk && (
    <LinkButton href={places.newChange(id)} icon="change">
      {say("overview.askForChange")}
    </LinkButton>
  );
  return (
    <Stack gap={6}>
      <PageHeader title={project.name} lead={<Health of={project} />} actions={action || undefined} />
      <MainAside
        main={
          <>
            <WaitingList of={waiting} projects={[project]} />
            <Finish project={project} />
          </>
        }
        aside={
          <>
            <Answers project={project} />
            <PublishedHiccups project={project} />
          </>
        }
      />
    </Stack>
  );
}

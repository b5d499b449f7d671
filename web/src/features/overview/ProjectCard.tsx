import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Card } from "@/ui/Card";
import { Prose, Stack } from "@/ui/Layout";
import { Link } from "@/ui/Link";
import { Health } from "./Health";
import { NextMilestone } from "./NextMilestone";

/** One project among several: is it fine, what is next, and for staff how many slips nobody has explained. */
export function ProjectCard({ project, openHiccups = 0 }: { project: Project; openHiccups?: number }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { id, name, workspace_name: agency, forecast_finish_on: finish, percent_complete: percent } = project;
  return (
    <Card title={name} kicker={project.viewer?.is_staff ? undefined : agency} action={<Link href={places.project(id)}>{say("home.open", { name })}</Link>}>
      <Stack gap={3}>
        <Health of={project} />
        <NextMilestone of={project} />
        {openHiccups > 0 && <Link href={places.hiccups(id)}>{say("home.openHiccups", { count: openHiccups })}</Link>}
        <Prose tone="small">
          {finish ? say("home.doneAndFinish", { percent: format.percent(percent / 100), on: format.date(finish) }) : say("home.done", { percent: format.percent(percent / 100) })}
        </Prose>
      </Stack>
    </Card>
  );
}

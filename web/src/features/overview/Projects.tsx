import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Card } from "@/ui/Card";
import { Columns, Stack } from "@/ui/Layout";
import { Link } from "@/ui/Link";
import { Health, healthSentence } from "./health";
import { NeedsLine } from "./NeedsList";
import css from "./overview.module.css";

/** One card a project: how it stands, what is next, what waits for the reader. Each card asks and fails alone. */
export function Projects({ projects }: { projects: readonly Project[] }): ReactNode {
  return (
    <Columns least="wide" gap={5}>
      {projects.map((project) => (
        <ProjectCard key={project.id} project={project} />
      ))}
    </Columns>
  );
}

function ProjectCard({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const next = project.next_milestone;
  return (
    <Card tone="plain" title={project.name} kicker={project.viewer?.is_staff ? undefined : project.workspace_name} action={<Health of={project} />}>
      <Stack gap={3}>
        <p>{healthSentence(project, say, format)}</p>
        {next && <p className={css["more"]}>{say("home.next", { name: next.name, on: format.date(next.forecast_on, "long") })}</p>}
        <NeedsLine project={project} />
        <p>
          <Link href={places.project(project.id)}>{say("home.open", { name: project.name })}</Link>
        </p>
      </Stack>
    </Card>
  );
}

import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useProjects } from "@/api/me";
import { Projects } from "@/features/overview/Projects";
import { NewProject } from "@/features/plan/NewProject";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { PageHeader } from "@/ui/PageHeader";
import { EmptyState, Skeleton } from "@/ui/States";

/** Question: is it fine, what is next, what do you need from me? For staff: who needs me? */
export function Screen(): ReactNode {
  const say = useWords();
  const projects = useProjects();
  return (
    <Answer of={projects} failed={say("home.failed")} safe={say("error.safe")} skeleton={<Skeleton block="card" />}>
      {({ projects: all }) => {
        const [only] = all;
        const isStaff = all.some(({ viewer }) => viewer?.is_staff);
        if (only && all.length === 1 && !isStaff) return <GoTo href={places.project(only.id)} />;
        return (
          <>
            <PageHeader title={say(isStaff ? "home.staffTitle" : "home.title")} lead={isStaff ? say("home.staffLead") : undefined} actions={isStaff ? <NewProject /> : undefined} />
            {all.length > 0 ? <Projects projects={all} /> : <EmptyState title={say("home.empty")}>{say("home.emptyMore")}</EmptyState>}
          </>
        );
      }}
    </Answer>
  );
}

/** Whoever has one project has no use for a list of it. */
function GoTo({ href }: { href: string }): ReactNode {
  const router = useRouter();
  useEffect(() => router.history.replace(href), [router, href]);
  return <Skeleton block="card" />;
}

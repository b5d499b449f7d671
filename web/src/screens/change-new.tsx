import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { may } from "@/api/levels";
import { useProject } from "@/api/me";
import { Composer } from "@/features/changes/Composer";
import { useClients } from "@/features/changes/queries";
import { useTasks } from "@/features/plan/queries";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { PageHeader } from "@/ui/PageHeader";
import { DeniedLine } from "@/ui/States";

/** Question: what would my wish do? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const router = useRouter();
  const project = useProject(projectId);
  const tasks = useTasks(projectId);
  const isStaff = project.data?.viewer?.is_staff ?? false;
  const clients = useClients(project.data?.workspace_id ?? "", isStaff);
  const up = { href: places.changes(projectId), label: say("changes.title") };
  return (
    <Answer of={project} failed={say("changes.failed")}>
      {({ viewer }) => (
        <>
          <PageHeader title={say("changes.newTitle")} up={up} lead={say("changes.newLead")} />
          {may(viewer, "CAPABILITY_REQUEST_CHANGE") ? (
            <Answer of={tasks} failed={say("changes.tasksFailed")} safe={say("error.safe")}>
              {(plan) => (
                <Composer
                  projectId={projectId}
                  tasks={plan.tasks ?? []}
                  clients={isStaff ? (clients.data?.clients ?? []).map(({ id, name }) => ({ id, label: name })) : undefined}
                  onDone={(change) => router.history.push(places.change(projectId, change.id))}
                />
              )}
            </Answer>
          ) : (
            <DeniedLine>{say("changes.whoAsks")}</DeniedLine>
          )}
        </>
      )}
    </Answer>
  );
}

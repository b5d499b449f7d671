import { type ReactNode, useState } from "react";
import { useProject } from "@/api/me";
import { ClientCard } from "@/features/access/ClientCard";
import { ClientDialog } from "@/features/access/ContactDialog";
import { useClients, useGrants, useInvitations } from "@/features/access/queries";
import { WhoSeesWhat } from "@/features/access/WhoSeesWhat";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Button } from "@/ui/Button";
import { Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { AbsentPage, DeniedLine, EmptyState } from "@/ui/States";

/** Question: who sees what here? For contacts this page does not exist. */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  return (
    <Answer of={project} failed={say("access.failed")}>
      {({ viewer, workspace_id }) => {
        if (!viewer?.is_staff) return <AbsentPage />;
        const mayChange = viewer.role === "ROLE_MANAGER" || viewer.role === "ROLE_OWNER";
        return <Inside projectId={projectId} workspaceId={workspace_id} mayChange={mayChange} />;
      }}
    </Answer>
  );
}

function Inside({ projectId, workspaceId, mayChange }: { projectId: string; workspaceId: string; mayChange: boolean }): ReactNode {
  const say = useWords();
  const [isAdding, setAdding] = useState(false);
  const clients = useClients(workspaceId);
  const grants = useGrants(projectId);
  const invitations = useInvitations(projectId);
  const addClient = (
    <Button look="primary" icon="plus" onPress={() => setAdding(true)}>
      {say("access.addClient")}
    </Button>
  );
  return (
    <>
      <PageHeader title={say("access.title")} lead={say("access.lead")} actions={mayChange && addClient} />
      <Stack gap={6}>
        {!mayChange && <DeniedLine>{say("access.denied")}</DeniedLine>}
        <Answer of={clients} failed={say("access.failed")}>
          {(data) =>
            data.clients.length === 0 ? (
              <EmptyState title={say("access.empty")}>{say("access.emptyMore")}</EmptyState>
            ) : (
              <Answer of={grants} failed={say("access.failed")}>
                {({ grants: all }) => (
                  <>
                    {data.clients.map((client) => (
                      <ClientCard key={client.id} projectId={projectId} workspaceId={workspaceId} client={client} grants={all} invitations={invitations.data?.invitations ?? []} mayChange={mayChange} />
                    ))}
                    <section aria-labelledby="who-sees-what">
                      <Stack gap={3}>
                        <h2 id="who-sees-what">{say("access.who")}</h2>
                        <WhoSeesWhat grants={all} />
                      </Stack>
                    </section>
                  </>
                )}
              </Answer>
            )
          }
        </Answer>
      </Stack>
      {isAdding && <ClientDialog workspaceId={workspaceId} onClose={() => setAdding(false)} />}
    </>
  );
}

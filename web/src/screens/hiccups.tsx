import type { ReactNode } from "react";
import { useProject } from "@/api/me";
import { OpenHiccup } from "@/features/hiccups/OpenHiccup";
import { useHiccups } from "@/features/hiccups/queries";
import { ToldHiccup } from "@/features/hiccups/ToldHiccup";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { EmptyState } from "@/ui/States";

/** Question: which promises slip, and what were clients told? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const viewer = useProject(projectId).data?.viewer;
  const hiccups = useHiccups(projectId);
  const isManager = viewer?.role === "ROLE_MANAGER" || viewer?.role === "ROLE_OWNER";
  return (
    <Answer of={hiccups} failed={say("hiccups.failed")} safe={say("error.safe")}>
      {({ hiccups: all = [] }) => {
        const open = all.filter(({ state }) => state === "HICCUP_STATE_OPEN");
        const told = all.filter(({ state }) => state !== "HICCUP_STATE_OPEN");
        return (
          <Stack gap={5}>
            <PageHeader title={say("hiccups.title")} lead={say("hiccups.lead", { count: open.length })} />
            {all.length === 0 && <EmptyState title={say("hiccups.empty")}>{say("hiccups.emptyMore")}</EmptyState>}
            {open.map((hiccup) => (
              <OpenHiccup key={hiccup.id} projectId={projectId} hiccup={hiccup} mayPublish={isManager} />
            ))}
            {told.length > 0 && (
              <Stack gap={4} as="section">
                <h2>{say("hiccups.toldTitle")}</h2>
                {told.map((hiccup) => (
                  <ToldHiccup key={hiccup.id} hiccup={hiccup} />
                ))}
              </Stack>
            )}
          </Stack>
        );
      }}
    </Answer>
  );
}

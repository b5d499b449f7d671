import { lazy, type ReactNode, Suspense, useState } from "react";
import { useMemberships } from "@/api/me";
import { wantAllWords } from "@/i18n/locale";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";

/** Loaded when it is wanted: the home screen stays small. */
const NewProjectDialog = lazy(async () => {
  const [module] = await Promise.all([import("./NewProjectDialog"), wantAllWords()]);
  return { default: module.NewProjectDialog };
});

/** "Create project" for those who may, nothing for everybody else. Leads to the empty plan of the new project. */
export function NewProject(): ReactNode {
  const say = useWords();
  const [isOpen, setOpen] = useState(false);
  const mine = (useMemberships().data?.memberships ?? []).filter(({ role }) => role === "ROLE_MANAGER" || role === "ROLE_OWNER");
  if (mine.length === 0) return null;
  return (
    <>
      <Button icon="plus" onPress={() => setOpen(true)}>
        {say("nav.newProject")}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <NewProjectDialog workspaces={mine.map(({ workspace_id, workspace_name }) => ({ id: workspace_id, label: workspace_name }))} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

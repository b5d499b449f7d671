import { type ReactNode, useCallback, useState } from "react";
import { useProject, type Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { AddTask } from "@/features/plan/AddTask";
import { EditTask } from "@/features/plan/EditTask";
import { ImportPlan } from "@/features/plan/ImportPlan";
import { NewProject } from "@/features/plan/NewProject";
import { PlanTable } from "@/features/plan/PlanTable";
import { type Plan, type PlanEdited, useTasks } from "@/features/plan/queries";
import { UndoRedo } from "@/features/history/UndoRedo";
import { SavePromise } from "@/features/plan/SavePromise";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { Banner } from "@/ui/Banner";
import { Button, LinkButton } from "@/ui/Button";
import { Row, Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { AbsentPage, DeniedLine, EmptyState, Skeleton } from "@/ui/States";
import { toast } from "@/ui/Toasts";

type Open = { what: "import" } | { what: "promise" } | { what: "task"; id: string } | null;

/** Question: what follows from this edit? For staff. */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  const tasks = useTasks(projectId);
  if (project.data?.viewer && !project.data.viewer.is_staff) return <AbsentPage />;
  return (
    <Answer of={project} failed={say("plan.failed")}>
      {(about) => (
        <Answer of={tasks} failed={say("plan.failed")} skeleton={<Skeleton block="chart" />}>
          {(plan) => <Editor project={about} plan={plan} />}
        </Answer>
      )}
    </Answer>
  );
}

function Editor({ project, plan }: { project: Project; plan: Plan }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const [open, setOpen] = useState<Open>(null);
  const [hiccups, setHiccups] = useState(0);
  const tasks = plan.tasks ?? [];
  const isManager = project.viewer?.role === "ROLE_MANAGER" || project.viewer?.role === "ROLE_OWNER";
  const close = (): void => setOpen(null);
  const edit = useCallback((id: string) => setOpen({ what: "task", id }), []);
  const follow = ({ opened_hiccup_ids }: PlanEdited): void => {
    if (opened_hiccup_ids.length > 0) setHiccups(opened_hiccup_ids.length);
  };
  const done = (edited: PlanEdited): void => {
    toast(say("plan.saved", { count: edited.changed.length }));
    follow(edited);
  };
  const task = open?.what === "task" ? tasks.find(({ id }) => id === open.id) : undefined;
  const promise = project.promised_finish_on ? say("plan.leadPromised", { date: format.date(project.promised_finish_on) }) : say("plan.leadUnpromised");
  return (
    <Stack gap={5}>
      <PageHeader title={say("plan.title", { project: project.name })} lead={promise} actions={isManager && <Actions isEmpty={tasks.length === 0} isPromised={project.promised_at !== undefined} onOpen={setOpen} />} />
      {hiccups > 0 && (
        <Banner tone="late" live action={<LinkButton href={places.hiccups(project.id)}>{say("plan.hiccupGo")}</LinkButton>} onClose={() => setHiccups(0)}>
          {say("plan.hiccupOpened", { count: hiccups })}
        </Banner>
      )}
      {!isManager && <DeniedLine>{say("plan.denied")}</DeniedLine>}
      {isManager && (
        <Row gap={2}>
          <UndoRedo projectId={project.id} revision={plan.plan_revision} onDone={follow} />
          <LinkButton href={places.history(project.id)} look="plain">
            {say("history.title")}
          </LinkButton>
        </Row>
      )}
      {isManager && <AddTask projectId={project.id} tasks={tasks} onDone={done} />}
      {tasks.length === 0 ? <EmptyState title={say("plan.empty")}>{isManager && say("plan.emptyMore")}</EmptyState> : <PlanTable tasks={tasks} onEdit={isManager ? edit : undefined} />}
      {task && <EditTask key={task.id} projectId={project.id} task={task} tasks={tasks} revision={plan.plan_revision} onDone={done} onClose={close} />}
      {open?.what === "import" && <ImportPlan projectId={project.id} onClose={close} />}
      {open?.what === "promise" && <SavePromise projectId={project.id} onClose={close} />}
    </Stack>
  );
}

function Actions({ isEmpty, isPromised, onOpen }: { isEmpty: boolean; isPromised: boolean; onOpen: (open: Open) => void }): ReactNode {
  const say = useWords();
  return (
    <>
      {!isEmpty && (
        <Button look="primary" onPress={() => onOpen({ what: "promise" })}>
          {say("plan.promise")}
        </Button>
      )}
      {!isPromised && <Button onPress={() => onOpen({ what: "import" })}>{say("plan.import")}</Button>}
      <NewProject />
    </>
  );
}

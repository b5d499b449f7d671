/** Questions and wishes about the plan; only managers may write. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/api/client";
import { projectQuestion } from "@/api/me";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";
import { useSettled } from "@/api/settled";
import { type Edit, movesDates } from "./edits";

export type Plan = components["schemas"]["ListTasksResponse"];
export type PlanEdited = components["schemas"]["PlanEdited"];
export type PlanImported = components["schemas"]["PlanImported"];
export type Baseline = components["schemas"]["Baseline"];

/** All rows in one answer: the outline is edited as a whole. */
const ALL_ROWS = 5000;

export const tasksQuestion = (projectId: string) =>
  question(
    ["plan", projectId, "tasks"],
    (signal) => answer(api.GET("/v1/projects/{project_id}/tasks", { params: { path: { project_id: projectId }, query: { page_size: ALL_ROWS } }, signal })),
    { keep: true, also: ["access", "hiccups"] },
  );

export const useTasks = (projectId: string) => useQuery(tasksQuestion(projectId));

export const useBaselines = (projectId: string) =>
  useQuery(question(["plan", projectId, "baselines"], (signal) => answer(api.GET("/v1/projects/{project_id}/baselines", { params: { path: { project_id: projectId } }, signal }))));

/** What the edits of a form would do, asked once it has rested; nothing is asked when no date can move. */
export function useFollows(projectId: string, edits: readonly Edit[]) {
  const settled = useSettled(edits);
  return useQuery({
    ...question(["plan", projectId, "follows", settled], (signal) =>
      answer(api.POST("/v1/projects/{project_id}/plan:preview", { params: { path: { project_id: projectId } }, body: { edits: [...settled] }, signal })),
    ),
    enabled: settled.length > 0 && movesDates(settled),
    retry: false,
  });
}

/**
 * Applies edits against the revision that was on the screen when the form was opened. When the plan has moved on, it is
 * read again and `hasMovedOn` says so; the next `mutate` is against what is shown then. Nothing typed is lost.
 * Without a revision the edits hold whatever the plan is by then, as adding a task does.
 */
export function useEditPlan(projectId: string, revision: number | undefined, onDone: (done: PlanEdited) => void) {
  const client = useQueryClient();
  const [known, setKnown] = useState(revision);
  const [hasMovedOn, setMovedOn] = useState(false);
  const sending = useSend({
    send: ({ edits, expected }: { edits: Edit[]; expected: number | undefined }, header) =>
      answer(
        api.POST("/v1/projects/{project_id}/plan:edit", {
          params: { path: { project_id: projectId }, header },
          body: { edits, ...(expected === undefined ? {} : { expected_revision: expected }) },
        }),
      ),
    projectId,
    changes: ["plan", "project", "hiccups", "changes"],
    onDone: (done) => {
      setMovedOn(false);
      if (known !== undefined) setKnown(done.plan_revision);
      onDone(done);
    },
  });
  const mutate = (edits: Edit[]): void =>
    sending.mutate(
      { edits, expected: known },
      {
        onError: (problem) => {
          if (problem.reason !== "PLAN_MOVED_ON") return;
          setMovedOn(true);
          void client.fetchQuery({ ...tasksQuestion(projectId), staleTime: 0 }).then(({ plan_revision }) => setKnown(plan_revision));
        },
      },
    );
  return { mutate, hasMovedOn, isPending: sending.isPending, error: hasMovedOn ? null : sending.error };
}

export interface ImportWish {
  fileName: string;
  /** Base64. */
  content: string;
  startOn: string | null;
}

/** `isTrial`: the file is only read and reported on, nothing is written. */
export const useImportPlan = (projectId: string, isTrial: boolean) =>
  useSend({
    send: ({ fileName, content, startOn }: ImportWish, header) =>
      answer(
        api.POST("/v1/projects/{project_id}/plan:import", {
          params: { path: { project_id: projectId }, header },
          body: { file_name: fileName, content, ...(isTrial ? { dry_run: true } : {}), ...(startOn ? { start_on: startOn } : {}) },
        }),
      ),
    projectId,
    changes: isTrial ? [] : ["plan", "project", "hiccups"],
  });

/** Which files can be read here, and what is missing for the others. */
export const useExchange = (projectId: string) =>
  useQuery(question(["plan", projectId, "exchange"], (signal) => answer(api.GET("/v1/projects/{project_id}/plan:exchange", { params: { path: { project_id: projectId } }, signal }))));

export const useSaveBaseline = (projectId: string, onDone: (baseline: Baseline) => void) =>
  useSend({
    send: (body: { name: string; is_promise: boolean }, header) =>
      answer(api.POST("/v1/projects/{project_id}/baselines", { params: { path: { project_id: projectId }, header }, body })),
    projectId,
    changes: ["plan", "project", "hiccups"],
    onDone,
  });

export interface ProjectWish {
  workspaceId: string;
  name: string;
  startOn: string;
  toleranceDays: number;
}

export function useCreateProject(onDone: (projectId: string) => void) {
  const client = useQueryClient();
  return useSend({
    send: ({ workspaceId, name, startOn, toleranceDays }: ProjectWish, header) =>
      answer(
        api.POST("/v1/workspaces/{workspace_id}/projects", {
          params: { path: { workspace_id: workspaceId }, header },
          body: { name, start_on: startOn, tolerance_days: toleranceDays },
        }),
      ),
    changes: ["project", "access"],
    onDone: (project) => {
      void client.invalidateQueries(projectQuestion(project.id));
      onDone(project.id);
    },
  });
}

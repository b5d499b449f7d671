/** The change log of the plan: who changed what, and taking back. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type Revision = components["schemas"]["PlanRevision"];
export type Comparison = components["schemas"]["PlanComparison"];
export type ComparedField = components["schemas"]["ComparedField"];
export type RowChange = components["schemas"]["RowChange"];
type Edited = components["schemas"]["PlanEdited"];

const PAGE = 100;

export const useRevisions = (projectId: string) =>
  useQuery(
    question(["plan", projectId, "revisions"], (signal) =>
      answer(api.GET("/v1/projects/{project_id}/plan/revisions", { params: { path: { project_id: projectId }, query: { page_size: PAGE } }, signal })),
    ),
  );

/** What changed between two revisions; the present one when `to` is null. */
export const useComparison = (projectId: string, from: number | null, to: number | null) =>
  useQuery({
    ...question(["plan", projectId, "compare", from, to], (signal) =>
      answer(
        api.GET("/v1/projects/{project_id}/plan/revisions:compare", {
          params: { path: { project_id: projectId }, query: { from_revision: from ?? 0, ...(to === null ? {} : { to_revision: to }) } },
          signal,
        }),
      ),
    ),
    enabled: from !== null,
    placeholderData: keepPreviousData,
  });

export type Direction = "undo" | "redo";

/** Takes back, or makes again, the caller's own last edit; refused when somebody else has changed the same rows since. */
export const useStep = (projectId: string, onDone: (done: Edited, direction: Direction) => void) =>
  useSend({
    send: ({ direction, revision }: { direction: Direction; revision: number | undefined }, header) => {
      const options = { params: { path: { project_id: projectId }, header }, body: revision === undefined ? {} : { expected_revision: revision } };
      return answer(direction === "undo" ? api.POST("/v1/projects/{project_id}/plan:undo", options) : api.POST("/v1/projects/{project_id}/plan:redo", options));
    },
    projectId,
    changes: ["plan", "project", "hiccups", "changes"],
    onDone: (done, { direction }) => onDone(done, direction),
  });

/** The Gantt as the server lays it out at the reader's level. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { type Scene, sceneFrom } from "./painter";

export const ZOOMS = ["quarters", "months", "weeks", "days"] as const;
export type Zoom = (typeof ZOOMS)[number];

/** A day that wide, or the whole plan in so many pixels; neither where nothing is drawn. */
export interface Layout {
  zoom?: Zoom;
  width_px?: number;
}

export type Task = components["schemas"]["Task"];
type TimelineAnswer = components["schemas"]["Timeline"];

/** A table of dates is only shown when the picture fails; one page of it is plenty. */
const MOST_DATES = 500;

/** Columns of levels above the reader's are left out of an answer: nothing is known there, so nothing is drawn. */
const ABOVE_ROADMAP = { critical: 0, progress: 0, reason: "", reason_label: "" } as const;

export function sceneOf(timeline: TimelineAnswer): Scene {
  const rows: Record<string, unknown> = { ...timeline.rows };
  const count = timeline.rows?.id.length ?? 0;
  for (const [name, nothing] of Object.entries(ABOVE_ROADMAP)) rows[name] ??= Array.from({ length: count }, () => nothing);
  return sceneFrom({ ...timeline, rows });
}

/** The scene; while another zoom is asked for, the present one stays. */
export const useTimeline = (projectId: string, language: string, layout: Layout, enabled = true) =>
  useQuery({
    ...question(
      ["plan", projectId, "timeline", language, layout],
      (signal) => answer(api.GET("/v1/projects/{project_id}/timeline", { params: { path: { project_id: projectId }, query: { language, ...layout } }, signal })),
      { keep: true, also: ["access", "hiccups"] },
    ),
    select: sceneOf,
    placeholderData: keepPreviousData,
    enabled,
  });

/** The rows of the plan without a picture, which another operation answers. */
export const useDates = (projectId: string) =>
  useQuery(
    question(
      ["plan", projectId, "dates"],
      async (signal) => (await answer(api.GET("/v1/projects/{project_id}/tasks", { params: { path: { project_id: projectId }, query: { page_size: MOST_DATES } }, signal }))).tasks ?? [],
      { also: ["access"] },
    ),
  );

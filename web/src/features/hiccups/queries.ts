/** Slips of promised milestones. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type Hiccup = components["schemas"]["Hiccup"];

export const useHiccups = (projectId: string) =>
  useQuery(
    question(["hiccups", projectId, "list"], (signal) => answer(api.GET("/v1/projects/{project_id}/hiccups", { params: { path: { project_id: projectId } }, signal })), {
      keep: true,
      also: ["plan", "access"],
    }),
  );

export const usePublish = (projectId: string, hiccupId: string, onDone: (hiccup: Hiccup) => void) =>
  useSend({
    send: (reason: string, header) =>
      answer(api.POST("/v1/projects/{project_id}/hiccups/{hiccup_id}:publish", { params: { path: { project_id: projectId, hiccup_id: hiccupId }, header }, body: { reason } })),
    projectId,
    changes: ["hiccups", "plan", "project"],
    onDone,
  });

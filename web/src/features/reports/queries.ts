/** Reports of the reader: ordered at the reader's level, made with real progress, kept as they were. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type Report = components["schemas"]["Report"];

/** While something is being made its progress is asked for; the live stream says when it has ended. */
const PROGRESS_MS = 1000;

export const isUnderWay = ({ state }: Report): boolean => state === "REPORT_STATE_QUEUED" || state === "REPORT_STATE_RENDERING";

export const useReports = (projectId: string) =>
  useQuery({
    ...question(["reports", projectId, "list"], (signal) => answer(api.GET("/v1/projects/{project_id}/reports", { params: { path: { project_id: projectId } }, signal })), { keep: true, also: ["access"] }),
    refetchInterval: ({ state }) => (state.data?.reports.some(isUnderWay) ? PROGRESS_MS : false),
  });

export const useOrder = (projectId: string) =>
  useSend({
    send: (body: { language: string }, header) => answer(api.POST("/v1/projects/{project_id}/reports", { body, params: { header, path: { project_id: projectId } } })),
    changes: ["reports"],
    projectId,
  });

export const useCancel = (projectId: string) =>
  useSend({
    send: (reportId: string, header) =>
      answer(api.POST("/v1/projects/{project_id}/reports/{report_id}:cancel", { params: { header, path: { project_id: projectId, report_id: reportId } } })),
    changes: ["reports"],
    projectId,
  });

export const fileOf = (projectId: string, reportId: string): string => `/v1/projects/${encodeURIComponent(projectId)}/reports/${encodeURIComponent(reportId)}/file`;

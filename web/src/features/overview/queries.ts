/** What the overview asks beyond the project itself. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";

export type Change = components["schemas"]["Change"];
export type Hiccup = components["schemas"]["Hiccup"];
export type ResponseTimes = components["schemas"]["ResponseTimes"];

const MOST_CHANGES = 200;

const of = (projectId: string) => ({ path: { project_id: projectId } });

/** The newest changes, without fall-out: enough to know what waits for whom. */
export const changesQuestion = (projectId: string) =>
  question(
    ["changes", projectId, "waiting"],
    async (signal) => (await answer(api.GET("/v1/projects/{project_id}/changes", { params: { ...of(projectId), query: { page_size: MOST_CHANGES } }, signal }))).changes ?? [],
    { keep: true, also: ["access"] },
  );

/** Published hiccups; for staff all of them. Newest first. */
export const hiccupsQuestion = (projectId: string) =>
  question(
    ["hiccups", projectId, "told"],
    async (signal) => (await answer(api.GET("/v1/projects/{project_id}/hiccups", { params: of(projectId), signal }))).hiccups ?? [],
    { keep: true, also: ["access", "plan"] },
  );

export const responseTimesQuestion = (projectId: string) =>
  question(["messages", projectId, "response-times"], (signal) => answer(api.GET("/v1/projects/{project_id}/response-times", { params: of(projectId), signal })), {
    keep: true,
    also: ["access"],
  });

export const useHiccups = (projectId: string, isWanted: boolean) => useQuery({ ...hiccupsQuestion(projectId), enabled: isWanted });
export const useResponseTimes = (projectId: string) => useQuery(responseTimesQuestion(projectId));

/** What the overview asks beyond the project itself; each part may fail alone. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { may, sees } from "@/api/levels";
import type { Project } from "@/api/me";
import { asProblem } from "@/api/problems";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { needsOf } from "./needs";

export type Hiccup = components["schemas"]["Hiccup"];

const MOST_CHANGES = 200;

const of = (projectId: string) => ({ path: { project_id: projectId } });

/** The newest changes, without fall-out: enough to know what waits for whom. */
const changesQuestion = (projectId: string) =>
  question(
    ["changes", projectId, "overview"],
    (signal) => answer(api.GET("/v1/projects/{project_id}/changes", { params: { ...of(projectId), query: { page_size: MOST_CHANGES } }, signal })),
    { keep: true, also: ["access"] },
  );

const conversationsQuestion = (projectId: string) =>
  question(["messages", projectId, "overview"], (signal) => answer(api.GET("/v1/projects/{project_id}/conversations", { params: of(projectId), signal })), {
    keep: true,
    also: ["access"],
  });

const hiccupsQuestion = (projectId: string) =>
  question(["hiccups", projectId, "overview"], (signal) => answer(api.GET("/v1/projects/{project_id}/hiccups", { params: of(projectId), signal })), {
    keep: true,
    also: ["access", "plan"],
  });

const answerTimesQuestion = (projectId: string) =>
  question(["messages", projectId, "answer-times"], (signal) => answer(api.GET("/v1/projects/{project_id}/response-times", { params: of(projectId), signal })), {
    keep: true,
    also: ["access"],
  });

/** Published hiccups, for staff all of them, newest first; not asked below the level that sees them. */
export const useHiccups = ({ id, viewer }: Project) => useQuery({ ...hiccupsQuestion(id), enabled: sees(viewer, "LEVEL_TIMELINE") });

export const useAnswerTimes = (projectId: string) => useQuery(answerTimesQuestion(projectId));

/** A block that is not shared with the reader holds nothing that waits; it is no failure. */
const isFailure = (error: Error | null): error is Error => error !== null && ![403, 404].includes(asProblem(error).status);

/** What waits for the reader here, as far as it could be asked. */
export function useNeeds(project: Project) {
  const { id, viewer } = project;
  const isStaff = viewer?.is_staff ?? false;
  const asksChanges = sees(viewer, "LEVEL_TIMELINE") && may(viewer, "CAPABILITY_APPROVE");
  const changes = useQuery({ ...changesQuestion(id), enabled: asksChanges });
  const conversations = useQuery({ ...conversationsQuestion(id), enabled: may(viewer, "CAPABILITY_MESSAGE") });
  const hiccups = useQuery({ ...hiccupsQuestion(id), enabled: isStaff });
  // Slips are asked for by another part too: for a client they are not what waits, so they cannot fail here.
  const parts = isStaff ? [changes, conversations, hiccups] : [changes, conversations];
  const failed = parts.filter(({ error }) => isFailure(error));
  return {
    needs: needsOf(project, { changes: changes.data?.changes ?? [], conversations: conversations.data?.conversations ?? [], hiccups: (isStaff && hiccups.data?.hiccups) || [] }),
    isAsking: parts.some(({ isLoading }) => isLoading),
    error: failed[0]?.error ?? null,
    retry: () => failed.forEach((part) => void part.refetch()),
  };
}

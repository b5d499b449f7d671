/** Questions and wishes about change requests. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question, type Topic } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";
import { useSettled } from "@/api/settled";
import type { Edit } from "./wish";

export type Change = components["schemas"]["Change"];
export type Money = components["schemas"]["MoneyInput"];

const PAGE = 200;
/** An approval moves the plan, so everything that shows dates is asked again. */
const SETTLING: readonly Topic[] = ["changes", "plan", "project", "hiccups"];

export const useChanges = (projectId: string) =>
  useQuery(
    question(["changes", projectId, "list"], (signal) => answer(api.GET("/v1/projects/{project_id}/changes", { params: { path: { project_id: projectId }, query: { page_size: PAGE } }, signal })), {
      keep: true,
      also: ["access"],
    }),
  );

/** With its fall-out against the plan as it is now, so it is asked again whenever the plan moves. */
export const useChange = (projectId: string, changeId: string) =>
  useQuery(
    question(
      ["changes", projectId, "one", changeId],
      (signal) => answer(api.GET("/v1/projects/{project_id}/changes/{change_id}", { params: { path: { project_id: projectId, change_id: changeId } }, signal })),
      { also: ["plan", "access"] },
    ),
  );

/** What the wish would do: asked once the form has rested, and anew when the plan moves. The newest question wins. */
export function useWishPreview(projectId: string, edits: readonly Edit[]) {
  const settled = useSettled(edits);
  return useQuery({
    ...question(["plan", projectId, "wish", settled], (signal) =>
      answer(api.POST("/v1/projects/{project_id}/changes:preview", { params: { path: { project_id: projectId } }, body: { edits: [...settled] }, signal })),
    ),
    enabled: settled.length > 0,
    retry: false,
  });
}

/** Staff ask on behalf of a client of the workspace. */
export const useClients = (workspaceId: string, isStaff: boolean) =>
  useQuery({
    ...question(["access", null, "clients", workspaceId], (signal) => answer(api.GET("/v1/workspaces/{workspace_id}/clients", { params: { path: { workspace_id: workspaceId } }, signal }))),
    enabled: isStaff,
  });

export interface Asking {
  title: string;
  reason: string;
  edits: Edit[];
  client_id?: string;
}

export const useSubmitChange = (projectId: string, onDone: (change: Change) => void) =>
  useSend({
    send: (body: Asking, header) => answer(api.POST("/v1/projects/{project_id}/changes", { params: { path: { project_id: projectId }, header }, body })),
    projectId,
    changes: ["changes"],
    onDone,
  });

/** Signs exactly the fall-out whose hash is given. */
export const useApprove = (projectId: string, changeId: string) =>
  useSend({
    send: (shownHash: string, header) =>
      answer(api.POST("/v1/projects/{project_id}/changes/{change_id}:approve", { params: { path: { project_id: projectId, change_id: changeId }, header }, body: { shown_hash: shownHash } })),
    projectId,
    changes: SETTLING,
  });

export const useDecline = (projectId: string, changeId: string) =>
  useSend({
    send: (_: null, header) => answer(api.POST("/v1/projects/{project_id}/changes/{change_id}:decline", { params: { path: { project_id: projectId, change_id: changeId }, header } })),
    projectId,
    changes: ["changes"],
  });

export const useWithdraw = (projectId: string, changeId: string) =>
  useSend({
    send: (_: null, header) => answer(api.POST("/v1/projects/{project_id}/changes/{change_id}:withdraw", { params: { path: { project_id: projectId, change_id: changeId }, header } })),
    projectId,
    changes: ["changes"],
  });

export interface Offer {
  price?: Money;
  note: string;
  expires_on?: string;
}

export const useOffer = (projectId: string, changeId: string) =>
  useSend({
    send: (body: Offer, header) => answer(api.POST("/v1/projects/{project_id}/changes/{change_id}:offer", { params: { path: { project_id: projectId, change_id: changeId }, header }, body })),
    projectId,
    changes: ["changes"],
  });

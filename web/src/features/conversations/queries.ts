/** Conversations of a project, their messages, and the notes of staff beside them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type Conversation = components["schemas"]["Conversation"];
export type Message = components["schemas"]["Message"];
export type Attachment = components["schemas"]["Attachment"];
export type StaffNote = components["schemas"]["StaffNote"];
export type ResponseTimes = components["schemas"]["ResponseTimes"];

const PAGE = 50;

/** Where a conversation is. */
export interface Place {
  projectId: string;
  conversationId: string;
}

const path = ({ projectId, conversationId }: Place) => ({ project_id: projectId, conversation_id: conversationId });

export const useConversations = (projectId: string) =>
  useQuery(
    question(["messages", projectId, "list"], (signal) => answer(api.GET("/v1/projects/{project_id}/conversations", { params: { path: { project_id: projectId } }, signal })), { keep: true, also: ["access"] }),
  );

export const useConversation = (place: Place) =>
  useQuery(
    question(
      ["messages", place.projectId, "one", place.conversationId],
      (signal) => answer(api.GET("/v1/projects/{project_id}/conversations/{conversation_id}", { params: { path: path(place) }, signal })),
      { keep: true, also: ["access"] },
    ),
  );

/** Newest first, a page at a time. */
export const useMessages = (place: Place) =>
  useInfiniteQuery({
    queryKey: ["messages", place.projectId, "messages", place.conversationId],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/v1/projects/{project_id}/conversations/{conversation_id}/messages", {
          params: { path: path(place), query: { page_size: PAGE, ...(pageParam ? { page_token: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.page?.next_page_token,
    meta: { keep: true, also: ["access"] },
  });

export const useResponseTimes = (projectId: string) =>
  useQuery(question(["messages", projectId, "response-times"], (signal) => answer(api.GET("/v1/projects/{project_id}/response-times", { params: { path: { project_id: projectId } }, signal }))));

export const useNotes = (place: Place) =>
  useQuery(
    question(["messages", place.projectId, "notes", place.conversationId], (signal) =>
      answer(api.GET("/v1/projects/{project_id}/conversations/{conversation_id}/staff-notes", { params: { path: path(place) }, signal })),
    ),
  );

/** The clients of the project, for staff: those with a grant. */
export function useClientsHere(projectId: string, isStaff: boolean): { id: string; name: string }[] {
  const grants = useQuery({
    ...question(["access", projectId, "grants"], (signal) => answer(api.GET("/v1/projects/{project_id}/grants", { params: { path: { project_id: projectId } }, signal }))),
    enabled: isStaff,
  });
  const names = new Map((grants.data?.grants ?? []).map((grant) => [grant.client_id, grant.client_name]));
  return [...names].map(([id, name]) => ({ id, name }));
}

export const useStart = (projectId: string, onDone: (conversation: Conversation) => void) =>
  useSend({
    send: (body: { topic: string; client_id?: string }, header) =>
      answer(api.POST("/v1/projects/{project_id}/conversations", { body, params: { header, path: { project_id: projectId } } })),
    changes: ["messages"],
    projectId,
    onDone,
  });

export const usePost = (place: Place, onDone: () => void) =>
  useSend({
    send: (body: { body: string; attachment_ids: string[] }, header) =>
      answer(api.POST("/v1/projects/{project_id}/conversations/{conversation_id}/messages", { body, params: { header, path: path(place) } })),
    changes: ["messages"],
    projectId: place.projectId,
    onDone,
  });

export const useMarkRead = (place: Place) =>
  useSend({
    send: (messageId: string, header) =>
      answer(api.POST("/v1/projects/{project_id}/conversations/{conversation_id}:mark-read", { body: { message_id: messageId }, params: { header, path: path(place) } })),
    changes: ["messages"],
    projectId: place.projectId,
  });

export const useAddNote = (place: Place, onDone: () => void) =>
  useSend({
    send: (body: { body: string }, header) =>
      answer(api.POST("/v1/projects/{project_id}/conversations/{conversation_id}/staff-notes", { body, params: { header, path: path(place) } })),
    changes: ["messages"],
    projectId: place.projectId,
    onDone,
  });

export const contentOf = (projectId: string, attachmentId: string): string => `/v1/projects/${encodeURIComponent(projectId)}/attachments/${encodeURIComponent(attachmentId)}/content`;

/** My account: where I am signed in, and my password. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type Session = components["schemas"]["Session"];

export const useSessions = () => useQuery(question(["me", null, "sessions"], (signal) => answer(api.GET("/v1/me/sessions", { signal }))));

export const useEndSession = (onDone: () => void) =>
  useSend({
    send: (sessionId: string, header) => answer(api.DELETE("/v1/me/sessions/{session_id}", { params: { header, path: { session_id: sessionId } } })),
    changes: ["me"],
    onDone,
  });

/** Ends the other sessions too. */
export const useChangePassword = (onDone: () => void) =>
  useSend({
    send: (body: { old_password: string; new_password: string }, header) => answer(api.POST("/v1/me:change-password", { body, params: { header } })),
    changes: ["me"],
    onDone,
  });

/** The ways in that need a link from a mail: accepting an invitation, and setting a new password. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";
import { forget } from "@/api/session";

export type InvitationLook = components["schemas"]["InvitationLook"];

/** The token of a mailed link stands in the fragment, which browsers do not send to any server. */
export const tokenOf = (hash: string): string => hash.replace(/^#/, "");

/** What the invitation is, before it is accepted. */
export const useInvitation = (token: string) =>
  useQuery({
    ...question(["me", null, "invitation", token], (signal) => answer(api.POST("/v1/invitations:look", { body: { token }, signal }))),
    enabled: token !== "",
    staleTime: Infinity,
  });

export interface Acceptance {
  token: string;
  /** Only for a new account. */
  name?: string;
  password: string;
}

/** Accepts, signs in with the same password, and forgets whoever used this browser before. */
export function useAccept(onDone: () => void) {
  const client = useQueryClient();
  return useSend({
    send: async (body: Acceptance, header) => {
      const accepted = await answer(api.POST("/v1/invitations:accept", { body, params: { header } }));
      return answer(api.POST("/v1/sessions", { body: { email: accepted.email, password: body.password } }));
    },
    onDone: () => void forget(client).then(onDone),
  });
}

/** Asks for a reset link; the answer is the same whether the address is known or not. */
export const useAskForReset = () => useSend({ send: (body: { email: string }, header) => answer(api.POST("/v1/password-resets", { body, params: { header } })) });

/** Sets a new password; every session of the account ends. */
export function useReset() {
  const client = useQueryClient();
  return useSend({
    send: (body: { token: string; new_password: string }, header) => answer(api.POST("/v1/password-resets:redeem", { body, params: { header } })),
    onDone: () => void forget(client),
  });
}

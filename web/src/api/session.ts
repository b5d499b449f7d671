/** Signing in and out. */
import type { QueryClient } from "@tanstack/react-query";
import { answer, api } from "./client";
import { wipeDrafts } from "./drafts";
import { wipeCopies } from "./lastSeen";
import { useSend } from "./sending";

export interface Credentials {
  email: string;
  password: string;
}

/** Begins a session; the cookie comes with the answer. */
export const useSignIn = (onDone: () => void) =>
  useSend({
    send: (body: Credentials, header) => answer(api.POST("/v1/sessions", { body, params: { header } })),
    onDone,
  });

/** Forgets everything of the person on this device: cache, last copies, drafts. */
export async function forget(client: QueryClient): Promise<void> {
  client.clear();
  wipeDrafts();
  await wipeCopies().catch(() => undefined);
}

/** Ends the session at the server, then forgets. When the server cannot be reached the session is not ended, and that is an error. */
export async function signOut(client: QueryClient): Promise<void> {
  await answer(api.POST("/v1/sessions:sign-out"));
  await forget(client);
}

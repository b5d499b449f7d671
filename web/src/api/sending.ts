/** Writing: one idempotency key for one intention, kept until it has worked or has changed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { freshId } from "./ids";
import { asProblem, isPassing, type Problem } from "./problems";
import type { Topic } from "./questions";

export interface SendHeaders {
  "Idempotency-Key": string;
}

export interface SendOptions<Wish, Result> {
  /** The call: pass `headers` on as `params.header`. */
  send: (wish: Wish, headers: SendHeaders) => Promise<Result>;
  /** Topics whose questions are asked again afterwards. */
  changes?: readonly Topic[];
  projectId?: string;
  onDone?: (result: Result, wish: Wish) => void;
}

const RETRIES = 2;

/** Same wish after a failure of the network = same key, so that nothing happens twice; another wish = another key. */
export function useSend<Wish, Result>({ send, changes = [], projectId, onDone }: SendOptions<Wish, Result>) {
  const client = useQueryClient();
  const open = useRef<{ wish: string; key: string } | null>(null);
  const keyFor = (wish: Wish): string => {
    const text = JSON.stringify(wish) ?? "";
    if (open.current?.wish !== text) open.current = { wish: text, key: freshId() };
    return open.current.key;
  };
  return useMutation<Result, Problem, Wish>({
    mutationFn: async (wish) => {
      try {
        return await send(wish, { "Idempotency-Key": keyFor(wish) });
      } catch (error) {
        throw asProblem(error);
      }
    },
    retry: (failures, problem) => failures < RETRIES && isPassing(problem),
    retryDelay: (failures, problem) => (problem.retryAfter ?? 2 ** failures * 0.5) * 1000,
    onSuccess: (result, wish) => {
      open.current = null;
      void invalidateTopics(client, changes, projectId);
      onDone?.(result, wish);
    },
    onError: (problem) => {
      if (!isPassing(problem)) open.current = null;
    },
  });
}

type Client = ReturnType<typeof useQueryClient>;

/** Asks every question again that depends on one of the topics, in one project or (without id) in all. */
export function invalidateTopics(client: Client, topics: readonly Topic[], projectId?: string): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey, meta }) => {
      const isAbout = topics.includes(queryKey[0] as Topic) || (meta?.also ?? []).some((topic) => topics.includes(topic));
      return isAbout && (!projectId || queryKey[1] === null || queryKey[1] === projectId);
    },
  });
}

/** Reading: what a query is called, which live topics make it ask again, whether its last copy is kept for offline. */
import { QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import { asProblem, isPassing } from "./problems";

/** Topics of the live stream (docs/events.md), and `me` for what belongs to the account alone. */
export type Topic = "access" | "project" | "plan" | "hiccups" | "changes" | "messages" | "reports" | "deliveries" | "me";

/** topic, project (null = across projects), then whatever tells this question from its neighbours. */
export type QuestionKey = readonly [Topic, string | null, ...(string | number | boolean | null | object)[]];

export interface QuestionMeta extends Record<string, unknown> {
  /** Further topics that change the answer. */
  also?: readonly Topic[];
  /** Keep the last copy on this device for reading offline. */
  keep?: boolean;
}

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: QuestionMeta;
    defaultError: Error;
  }
}

/** One question to the API: `useQuery(question(["plan", projectId, "timeline"], (signal) => answer(api.GET(…, { signal }))))`. */
export function question<Data>(key: QuestionKey, ask: (signal: AbortSignal) => Promise<Data>, meta: QuestionMeta = {}) {
  return queryOptions({ queryKey: key, queryFn: ({ signal }) => ask(signal), meta });
}

const MOST_RETRIES = 2;

/** What holds for every question: only passing failures are tried again, and never a refusal. */
export function makeQueryClient(onAbsent: (hash: string) => void = () => undefined): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if ([401, 404].includes(asProblem(error).status)) onAbsent(query.queryHash);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        networkMode: "always",
        retry: (failures, error) => failures < MOST_RETRIES && isPassing(asProblem(error)),
        retryDelay: (failures, error) => (asProblem(error).retryAfter ?? 2 ** failures * 0.5) * 1000,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

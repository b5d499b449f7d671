import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Banner } from "./Banner";
import { AbsentPage, ErrorState, Skeleton } from "./States";

/** The part of a TanStack query that is shown; `error` may be a Problem of src/api. */
export interface Asked<Data> {
  data: Data | undefined;
  error: unknown;
  isFetching: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

export interface AnswerProps<Data> {
  of: Asked<Data>;
  /** What failed, if it does: "The timeline could not be loaded." */
  failed: string;
  safe?: string;
  skeleton?: ReactNode;
  /** Shown below the error: another way to the same thing. */
  instead?: ReactNode;
  /** A 404 is the whole page's (default), or this block is simply absent. */
  absent?: "page" | "block";
  children: (data: Data) => ReactNode;
}

interface ProblemLike {
  status?: number;
  requestId?: string;
}

/** Loading, error, absent, last copy, or the answer itself. "Empty" is the caller's: it is always specific. */
export function Answer<Data>({ of, failed, safe, skeleton, instead, absent = "page", children }: AnswerProps<Data>): ReactNode {
  const say = useWords();
  const format = useFormat();
  const problem = (of.error ?? {}) as ProblemLike;
  if (problem.status === 404 || (problem.status === 403 && absent === "block")) return absent === "page" ? <AbsentPage /> : null;
  if (of.data !== undefined) {
    return (
      <>
        {of.error ? <Banner tone="late">{say("state.lastCopy", { at: format.instant(new Date(of.dataUpdatedAt)) })}</Banner> : null}
        {children(of.data)}
      </>
    );
  }
  if (of.error) {
    return (
      <ErrorState what={failed} safe={safe} onRetry={() => void of.refetch()} isRetrying={of.isFetching} requestId={problem.requestId}>
        {instead}
      </ErrorState>
    );
  }
  return skeleton ?? <Skeleton />;
}

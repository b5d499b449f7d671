/** Refusals of the API (RFC 9457) as one typed error. */
import { say } from "@/i18n/words";

/** Nothing came back: no network, or nobody behind the gateway. */
export const UNREACHABLE = 0;

interface ProblemBody {
  title?: string;
  detail?: string;
  instance?: string;
  reason?: string;
  errors?: { pointer: string; detail: string }[];
}

export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    /** HTTP status, or UNREACHABLE. */
    readonly status: number,
    /** UPPER_SNAKE, the same for programs. */
    readonly reason: string,
    /** A sentence for a person. */
    readonly detail: string,
    readonly requestId: string | undefined,
    /** Field ("a.b" for pointer "/a/b") → sentence. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** Seconds to wait, when the API says so. */
    readonly retryAfter?: number,
  ) {
    super(`${status} ${reason}: ${detail}`);
  }
}

const fieldOf = (pointer: string): string => pointer.replace(/^#?\//, "").replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");

/** Reads a refusal, whatever its body turns out to be. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const retryAfter = Number(response.headers.get("Retry-After"));
  return new Problem(
    response.status,
    body.reason ?? "UNKNOWN",
    body.detail ?? body.title ?? response.statusText,
    body.instance ?? response.headers.get("X-Request-Id") ?? undefined,
    Object.fromEntries((body.errors ?? []).map(({ pointer, detail }) => [fieldOf(pointer), detail])),
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  );
}

/** Any thrown thing as a Problem; what is not one is treated as "could not be reached". */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(UNREACHABLE, "UNREACHABLE", say("problem.unreachable"), undefined);
}

/** May work later without the person doing anything else. */
export const isPassing = (problem: Problem): boolean => [UNREACHABLE, 429, 502, 503, 504].includes(problem.status);

/**
 * What a form shows for a refusal: errors beside its own fields, and one sentence for the rest.
 * `names` are the fields of the form; errors about others go into the sentence, so that nothing is swallowed.
 */
export function refusal(error: unknown, names: readonly string[]): { errors: Record<string, string>; failure: string | null } {
  if (!error) return { errors: {}, failure: null };
  const problem = asProblem(error);
  const shown = Object.entries(problem.fields).filter(([field]) => names.includes(field));
  const rest = Object.entries(problem.fields).filter(([field]) => !names.includes(field));
  const failure = shown.length > 0 && rest.length === 0 ? null : [problem.detail, ...rest.map(([, text]) => text)].join(" ");
  return { errors: Object.fromEntries(shown), failure };
}

/** The one way to the HTTP API: typed by schema.ts, refusals thrown as Problem. */
import createClient, { type Middleware } from "openapi-fetch";
import { freshId } from "./ids";
import { asProblem, Problem, problemOf } from "./problems";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Routes where 401 answers a password or a token, and does not mean that a session ended. */
const BEFORE_SESSION = /^\/v1\/(sessions|password-resets|invitations:)/;

const onEnd = new Set<() => void>();

/** Called when the API says that nobody is signed in any more. Returns how to stop. */
export function whenSignedOut(listener: () => void): () => void {
  onEnd.add(listener);
  return () => onEnd.delete(listener);
}

/** Tells everybody who asked to be told. */
export const tellSignedOut = (): void => onEnd.forEach((listener) => listener());

const conventions: Middleware = {
  onRequest({ request }) {
    request.headers.set("X-Request-Id", freshId());
    if (!SAFE.has(request.method) && !request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", freshId());
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    const problem = await problemOf(response);
    if (problem.status === 401 && !BEFORE_SESSION.test(new URL(request.url).pathname)) tellSignedOut();
    throw problem;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    return asProblem(error);
  },
};

/** Same origin, cookies only there. */
export function makeApi(baseUrl: string = location.origin) {
  const made = createClient<paths>({ baseUrl, credentials: "same-origin", fetch: (request) => globalThis.fetch(request) });
  made.use(conventions);
  return made;
}

export const api = makeApi();

/** The body of an answer: `await answer(api.GET("/v1/me", { signal }))`. */
export async function answer<Data>(call: Promise<{ data?: Data; response: Response }>): Promise<Data> {
  const { data, response } = await call;
  if (data === undefined && response.status !== 204) throw new Problem(response.status, "NO_BODY", "The answer was empty.", response.headers.get("X-Request-Id") ?? undefined);
  return data as Data;
}

import { afterEach, expect, test, vi } from "vitest";
import { answer, makeApi, whenSignedOut } from "./client";
import { asProblem, Problem, refusal, UNREACHABLE } from "./problems";

const json = (status: number, body: unknown, type = "application/json"): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });

/** A network that gives these answers in turn and remembers what it was asked. */
function network(...answers: (Response | Error)[]): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(request);
    const next = answers.shift() ?? new Error("nothing more");
    if (next instanceof Error) throw new TypeError(next.message);
    return next;
  });
  return asked;
}

const api = makeApi("http://inloop.test");
const refused = { title: "Invalid", status: 422, detail: "Two things are wrong.", instance: "r-1", reason: "INVALID", errors: [{ pointer: "/email", detail: "Is not an address." }, { pointer: "/rhythm/hour", detail: "Must be 0 to 23." }] };

afterEach(() => vi.unstubAllGlobals());

test("every call carries a request id, and only a writing one an idempotency key", async () => {
  const asked = network(json(200, { id: "a" }), json(200, {}));
  await answer(api.GET("/v1/me"));
  await answer(api.POST("/v1/sessions:sign-out"));
  expect(asked[0]?.headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(asked[0]?.headers.has("Idempotency-Key")).toBe(false);
  expect(asked[1]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
});

test("a key that was given is kept", async () => {
  const asked = network(json(200, {}));
  await answer(api.POST("/v1/sessions:sign-out", { params: { header: { "Idempotency-Key": "mine" } } }));
  expect(asked[0]?.headers.get("Idempotency-Key")).toBe("mine");
});

test("a refusal is thrown as a Problem with its fields", async () => {
  network(json(422, refused, "application/problem+json"));
  const problem = asProblem(await answer(api.GET("/v1/me")).catch((error: unknown) => error));
  expect(problem).toMatchObject({ status: 422, reason: "INVALID", requestId: "r-1" });
  expect(problem.fields).toEqual({ email: "Is not an address.", "rhythm.hour": "Must be 0 to 23." });
});

test("no network is a Problem as well, and a body that is no JSON does not hide the status", async () => {
  network(new Error("offline"), new Response("<h1>Bad gateway</h1>", { status: 502 }));
  const first = await answer(api.GET("/v1/me")).catch((error: unknown) => error);
  const second = await answer(api.GET("/v1/me")).catch((error: unknown) => error);
  expect(first).toBeInstanceOf(Problem);
  expect(first).toMatchObject({ status: UNREACHABLE });
  expect(second).toMatchObject({ status: 502 });
});

test("401 ends the session here, but a wrong password does not", async () => {
  network(json(401, { reason: "NOT_SIGNED_IN" }), json(401, { reason: "NOT_SIGNED_IN" }));
  const ended = vi.fn();
  const stop = whenSignedOut(ended);
  await answer(api.POST("/v1/sessions", { body: { email: "a@b.test", password: "x" } })).catch(() => undefined);
  expect(ended).not.toHaveBeenCalled();
  await answer(api.GET("/v1/me")).catch(() => undefined);
  expect(ended).toHaveBeenCalledTimes(1);
  stop();
});

test("a form shows errors beside its own fields and swallows none of the others", () => {
  const problem = new Problem(422, "INVALID", "Two things are wrong.", "r", { email: "Is not an address.", hidden: "Must be set." });
  expect(refusal(problem, ["email"])).toEqual({ errors: { email: "Is not an address." }, failure: "Two things are wrong. Must be set." });
  expect(refusal(problem, ["email", "hidden"]).failure).toBeNull();
  expect(refusal(null, ["email"])).toEqual({ errors: {}, failure: null });
});

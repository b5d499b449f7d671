import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenLive, type LiveState } from "./live";

/** A stream that the test drives. */
class Stream extends EventTarget {
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  hint(hint: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(hint) }));
  }
}

const CLOSED = 2;
const streams: Stream[] = [];
const open = (): never => {
  const stream = new Stream();
  streams.push(stream);
  return stream as never;
};

beforeEach(() => {
  streams.length = 0;
  vi.stubGlobal("EventSource", { CLOSED });
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function stale(client: QueryClient, key: readonly unknown[]): boolean {
  return client.getQueryState(key)?.isInvalidated ?? false;
}

function withAnswers(): QueryClient {
  const client = new QueryClient();
  for (const key of [["plan", "p1"], ["plan", "p2"], ["messages", "p1"]]) client.setQueryData(key, "answer");
  return client;
}

test("a hint makes the answers of its topic and project stale, and no others", () => {
  const client = withAnswers();
  const stop = listenLive({ client, open });
  streams[0]?.hint({ topic: "plan", project_id: "p1", cursor: "c" });
  expect(stale(client, ["plan", "p1"])).toBe(true);
  expect(stale(client, ["plan", "p2"])).toBe(false);
  expect(stale(client, ["messages", "p1"])).toBe(false);
  stop();
  expect(streams[0]?.isClosed).toBe(true);
});

test("a changed grant makes everything of the project stale", () => {
  const client = withAnswers();
  const stop = listenLive({ client, open });
  streams[0]?.hint({ topic: "access", project_id: "p1" });
  expect(stale(client, ["plan", "p1"]) && stale(client, ["messages", "p1"])).toBe(true);
  expect(stale(client, ["plan", "p2"])).toBe(false);
  stop();
});

test.each(["gone", "reset"])("when the stream says %s, everything is asked again at once", (name) => {
  const client = withAnswers();
  const stop = listenLive({ client, open });
  streams[0]?.dispatchEvent(new MessageEvent(name, { data: "{}" }));
  expect([["plan", "p1"], ["plan", "p2"], ["messages", "p1"]].every((key) => stale(client, key))).toBe(true);
  stop();
});

test("while the browser resumes by itself nothing is opened anew; after a refusal it is, and everything is asked again", async () => {
  const client = withAnswers();
  const states: LiveState[] = [];
  const stop = listenLive({ client, open, onState: (state) => states.push(state), statusOf: async () => 503 });
  const first = streams[0] as Stream;
  first.readyState = 0;
  first.onerror?.();
  vi.advanceTimersByTime(60_000);
  expect(streams).toHaveLength(1);
  first.readyState = CLOSED;
  first.onerror?.();
  await vi.advanceTimersByTimeAsync(1000);
  expect(streams).toHaveLength(2);
  streams[1]?.onopen?.();
  expect(stale(client, ["plan", "p2"])).toBe(true);
  expect(states.at(-1)).toBe("open");
  stop();
});

test.each([401, 404])("after a refusal with %s nothing is opened anew until the reader comes back to the page", async (status) => {
  const states: LiveState[] = [];
  const stop = listenLive({ client: withAnswers(), open, onState: (state) => states.push(state), statusOf: async () => status });
  const first = streams[0] as Stream;
  first.readyState = CLOSED;
  first.onerror?.();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(streams).toHaveLength(1);
  expect(states.at(-1)).toBe("nothing");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(streams).toHaveLength(2);
  stop();
});

test("after stopping, nothing is opened any more", async () => {
  const stop = listenLive({ client: withAnswers(), open, statusOf: async () => 503 });
  const first = streams[0] as Stream;
  first.readyState = CLOSED;
  first.onerror?.();
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(streams).toHaveLength(1);
});

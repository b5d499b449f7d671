/** The live stream: hints, never content. A hint makes the questions of its topic and project be asked again. */
import type { QueryClient } from "@tanstack/react-query";
import { tellSignedOut } from "./client";
import { invalidateTopics } from "./sending";
import type { Topic } from "./questions";

export interface Hint {
  topic: Topic;
  project_id?: string;
  cursor?: string;
}

/** `nothing`: the server says that there is nothing to listen to for this reader; asked again when the page is looked at anew. */
export type LiveState = "connecting" | "open" | "waiting" | "nothing";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

type Source = Pick<EventSource, "close" | "readyState" | "onopen" | "onerror" | "addEventListener">;

export interface LiveOptions {
  client: QueryClient;
  onState?: (state: LiveState) => void;
  open?: () => Source;
  /** The status with which the server refuses the stream. */
  statusOf?: () => Promise<number>;
}

const ADDRESS = "/v1/live";
/** No project that could move, or no session any more. */
const FOR_GOOD: readonly number[] = [401, 404];

/** An EventSource does not tell why it was refused, so the address is asked once in the plain way. */
async function askStatus(): Promise<number> {
  const stop = new AbortController();
  const { status } = await fetch(ADDRESS, { signal: stop.signal, headers: { Accept: "text/event-stream" } });
  stop.abort();
  return status;
}

/** Whatever a grant touches may change as a whole, so everything of the project is asked again. */
const EVERYTHING: readonly Topic[] = ["access", "project", "plan", "hiccups", "changes", "messages", "reports", "deliveries"];

/** `reset`: hints were missed. `gone`: nothing is left to see here, or the session has ended; asking again shows it at once. */
const ALL_AT_ONCE = ["reset", "gone"] as const;

function hear(client: QueryClient, text: string): void {
  const hint = JSON.parse(text) as Partial<Hint>;
  if (!hint.topic) return;
  void invalidateTopics(client, hint.topic === "access" ? EVERYTHING : [hint.topic], hint.project_id);
}

/**
 * Listens until the returned function is called. The browser resumes with Last-Event-ID by itself; when the server
 * has closed it we open anew after a growing wait, and ask everything again, because hints were missed; a refusal that
 * waiting cannot change ends the trying until the reader comes back to the page.
 */
export function listenLive({ client, onState = () => undefined, open = () => new EventSource(ADDRESS), statusOf = askStatus }: LiveOptions): () => void {
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: Source | undefined;
  let wasLost = false;
  let isStopped = false;

  const lookAnew = (): void => {
    if (document.visibilityState === "hidden") return;
    document.removeEventListener("visibilitychange", lookAnew);
    connect();
  };
  const again = (status: number): void => {
    if (isStopped) return;
    if (status === 401) tellSignedOut();
    if (FOR_GOOD.includes(status)) {
      onState("nothing");
      document.addEventListener("visibilitychange", lookAnew);
      return;
    }
    timer = setTimeout(connect, wait);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  };
  const connect = (): void => {
    onState("connecting");
    source = open();
    const onHint = (event: Event): void => hear(client, (event as MessageEvent<string>).data);
    source.addEventListener("message", onHint);
    source.addEventListener("hint", onHint);
    for (const name of ALL_AT_ONCE) source.addEventListener(name, () => void client.invalidateQueries());
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      onState("open");
      if (wasLost) void client.invalidateQueries();
      wasLost = false;
    };
    source.onerror = () => {
      onState("waiting");
      if (source?.readyState !== EventSource.CLOSED) return;
      wasLost = true;
      statusOf().then(again, () => again(0));
    };
  };
  connect();
  return () => {
    isStopped = true;
    document.removeEventListener("visibilitychange", lookAnew);
    clearTimeout(timer);
    source?.close();
  };
}

import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Viewer } from "@/api/me";
import { show } from "@/testing/render";
import { Composer } from "./Composer";
import { Decide } from "./Decide";
import type { Change } from "./queries";

const FALLOUT = {
  sentence: "Launch moves 3 days to 14 May.",
  milestones: [{ id: "m1", name: "Launch", before_on: "2026-05-11", after_on: "2026-05-14", moves_days: 3 }],
  tasks: [], finish_before_on: "2026-05-11", finish_after_on: "2026-05-14", finish_moves_days: 3, critical_before_ids: [], critical_after_ids: [], shown_hash: "a".repeat(64),
};
const CHANGE: Change = {
  id: "c1", client_id: "k1", title: "More time", reason: "", state: "CHANGE_STATE_OFFERED", edits: [], fallout: FALLOUT,
  has_price: true, price: { currency: "EUR", minor_units: 120_000 }, asked_by: "Ada", alternatives: [], steps: [], becomes_promise: false,
};
const viewer = (level: Viewer["level"], ...capabilities: Viewer["capabilities"]): Viewer => ({ is_staff: false, level, capabilities });
const SPONSOR = viewer("LEVEL_COMMERCIAL", "CAPABILITY_APPROVE");

const asJson = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

function answering(answer: (path: string) => Response): { path: string; body: unknown }[] {
  const sent: { path: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    sent.push({ path, body: request.body ? await request.json() : null });
    return answer(path);
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

const decide = (change: Change, who: Viewer, onStale: () => void = () => undefined) => <Decide projectId="p1" change={change} viewer={who} onStale={onStale} />;

test("an approval sends the hash of the picture that was shown", async () => {
  const sent = answering(() => asJson({ ...CHANGE, state: "CHANGE_STATE_APPLIED" }));
  const { user } = show(decide(CHANGE, SPONSOR));
  expect(screen.getByText("Launch moves 3 days to 14 May.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Approve" }));
  await waitFor(() => expect(sent).toEqual([{ path: "/v1/projects/p1/changes/c1:approve", body: { shown_hash: "a".repeat(64) } }]));
});

test("a picture that changes meanwhile is not approved before the reader has asked for the new one", async () => {
  const sent = answering(() => asJson({ ...CHANGE, state: "CHANGE_STATE_APPLIED" }));
  const { user, rerender } = show(decide(CHANGE, SPONSOR));
  rerender(decide({ ...CHANGE, fallout: { ...FALLOUT, sentence: "Launch moves 6 days to 19 May.", shown_hash: "b".repeat(64) } }, SPONSOR));
  expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
  expect(screen.getByText("Launch moves 3 days to 14 May.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Show the new picture" }));
  expect(screen.getByText("Launch moves 6 days to 19 May.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Approve" }));
  await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ shown_hash: "b".repeat(64) }]));
});

test("when the server says that the plan has moved, the change is read again and nothing counts as approved", async () => {
  answering(() => asJson({ status: 409, reason: "PLAN_MOVED_ON", detail: "The plan has moved on." }, 409));
  const onStale = vi.fn();
  const { user } = show(decide(CHANGE, SPONSOR, onStale));
  await user.click(screen.getByRole("button", { name: "Approve" }));
  expect(await screen.findByText(/Nothing was approved/)).toBeTruthy();
  await waitFor(() => expect(onStale).toHaveBeenCalledOnce());
});

test("who may approve but does not see prices reads who decides, and finds no button", () => {
  show(decide({ ...CHANGE, price: undefined }, viewer("LEVEL_DETAIL", "CAPABILITY_APPROVE")));
  expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
  expect(screen.getByText(/contacts who see prices and may approve/)).toBeTruthy();
});

const TASKS = [{ id: "t1", wbs: "1", name: "Concept", kind: "TASK_KIND_TASK" as const, duration_minutes: 2400 }];

test("a wish shows what it would do before it is sent, and is sent as it was shown", async () => {
  const sent = answering((path) => (path.endsWith(":preview") ? asJson(FALLOUT) : asJson(CHANGE)));
  localStorage.setItem("inloop.draft.change:p1", JSON.stringify({ kind: "longer", taskId: "t1", days: 5, name: "", afterId: null, beforeId: null, title: "More time", reason: "Because", clientId: null }));
  const onDone = vi.fn();
  const { user } = show(<Composer projectId="p1" tasks={TASKS} onDone={onDone} />);
  expect(await screen.findByText("Launch moves 3 days to 14 May.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Send the wish" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  const edits = [{ change_duration: { task_id: "t1", by_minutes: 2400 } }];
  expect(sent).toEqual([
    { path: "/v1/projects/p1/changes:preview", body: { edits } },
    { path: "/v1/projects/p1/changes", body: { title: "More time", reason: "Because", edits } },
  ]);
  expect(localStorage.getItem("inloop.draft.change:p1")).toBeNull();
});

test("a wish without title is not sent, says so at the field, and keeps what was typed", async () => {
  const sent = answering(() => asJson(FALLOUT));
  const { user } = show(<Composer projectId="p1" tasks={TASKS} onDone={() => undefined} />);
  await user.type(screen.getByRole("textbox", { name: /Reason/ }), "Holidays");
  await user.click(screen.getByRole("button", { name: "Send the wish" }));
  expect(screen.getByRole("link", { name: "Give the wish a title." })).toBeTruthy();
  expect((screen.getByRole("textbox", { name: /Reason/ }) as HTMLTextAreaElement).value).toBe("Holidays");
  expect(sent).toEqual([]);
});

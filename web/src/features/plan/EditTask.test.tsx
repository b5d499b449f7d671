import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import type { Task } from "./edits";
import { EditTask } from "./EditTask";

const TASK: Task = {
  id: "t1", wbs: "1", name: "Concept", depth: 0, kind: "TASK_KIND_TASK", state: "TASK_STATE_PLAN",
  start_on: "2026-05-04", finish_on: "2026-05-08", forecast_start_on: "2026-05-04", forecast_finish_on: "2026-05-08",
  duration_minutes: 2400, percent_complete: 0, remaining_minutes: 2400, visible_from: "LEVEL_TIMELINE", predecessors: [],
};
const FALLOUT = {
  sentence: "Launch moves 3 days to 14 May.",
  milestones: [{ id: "m1", name: "Launch", before_on: "2026-05-11", after_on: "2026-05-14", moves_days: 3 }],
  tasks: [], finish_before_on: "2026-05-11", finish_after_on: "2026-05-14", finish_moves_days: 3, critical_before_ids: [], critical_after_ids: [], shown_hash: "0",
};

const asJson = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

/** Answers by the end of the path; remembers the bodies sent. */
function answering(answers: Record<string, () => Response>): { path: string; body: unknown }[] {
  const sent: { path: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    sent.push({ path, body: request.method === "POST" ? await request.json() : null });
    const found = Object.entries(answers).find(([end]) => path.endsWith(end));
    if (!found) throw new Error(`nothing answers ${path}`);
    return found[1]();
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

const dialog = (onClose: () => void = () => undefined) => <EditTask projectId="p1" task={TASK} tasks={[TASK]} revision={7} onDone={() => undefined} onClose={onClose} />;

test("the sentence of the fall-out is shown before anything is saved", async () => {
  const sent = answering({ "plan:preview": () => asJson(FALLOUT) });
  const { user } = show(dialog());
  await user.click(screen.getByRole("textbox", { name: "Working days" }));
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(await screen.findByText("Launch moves 3 days to 14 May.")).toBeTruthy();
  expect(sent.map(({ path }) => path)).toEqual(["/v1/projects/p1/plan:preview"]);
});

test("when the plan has moved on, the entries are kept and saved against the newer revision", async () => {
  let refused = false;
  const sent = answering({
    "plan:edit": () => {
      if (refused) return asJson({ plan_revision: 10, changed: [], removed_ids: [], opened_hiccup_ids: [] });
      refused = true;
      return asJson({ title: "Conflict", status: 412, reason: "PLAN_MOVED_ON", detail: "The plan has moved on." }, 412);
    },
    tasks: () => asJson({ tasks: [TASK], page: {}, plan_revision: 9 }),
  });
  const onClose = vi.fn();
  const { user } = show(dialog(onClose));
  const name = screen.getByRole("textbox", { name: "Name" });
  await user.clear(name);
  await user.type(name, "Idea");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/your entries are kept/)).toBeTruthy();
  expect((name as HTMLInputElement).value).toBe("Idea");
  await waitFor(() => expect(sent.some(({ path }) => path.endsWith("/tasks"))).toBe(true));
  await waitFor(async () => {
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(onClose).toHaveBeenCalled();
  });
  const edits = [{ rename_task: { task_id: "t1", name: "Idea" } }];
  const writes = sent.filter(({ path }) => path.endsWith("plan:edit"));
  expect(writes[0]?.body).toEqual({ edits, expected_revision: 7 });
  expect(writes.at(-1)?.body).toEqual({ edits, expected_revision: 9 });
});

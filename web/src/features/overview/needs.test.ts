import { expect, test } from "vitest";
import type { Project } from "@/api/me";
import { type Found, needsOf } from "./needs";
import { byReason } from "./Slips";

const project = (viewer: Partial<NonNullable<Project["viewer"]>>): Project =>
  ({ id: "p", viewer: { is_staff: false, level: "LEVEL_TIMELINE", capabilities: [], ...viewer } }) as unknown as Project;

const hiccup = (id: string, forecast_on: string, reason: string, state = "HICCUP_STATE_PUBLISHED") => ({ id, milestone_name: id, forecast_on, reason, state, slip_days: 3 });

const FOUND = {
  changes: [
    { id: "priced", title: "Press archive", state: "CHANGE_STATE_OFFERED", has_price: true, expires_on: "2026-12-01" },
    { id: "free", title: "Other photos", state: "CHANGE_STATE_OFFERED", has_price: false },
    { id: "asked", title: "Newsletter", state: "CHANGE_STATE_SUBMITTED", has_price: false, client_name: "Hartmann" },
  ],
  conversations: [
    { id: "new", topic: "Photos", unread_count: 2, waits_for_staff: false },
    { id: "old", topic: "Texts", unread_count: 0, waits_for_staff: true },
  ],
  hiccups: [hiccup("Launch", "2026-12-30", "", "HICCUP_STATE_OPEN"), hiccup("Beta", "2026-12-21", "Colours")],
} as unknown as Found;

const ids = (viewer: Parameters<typeof project>[0]): string[] => needsOf(project(viewer), FOUND).map(({ kind, id }) => `${kind} ${id}`);

test("a contact without the right to approve is only told of unread messages", () => {
  expect(ids({})).toEqual(["read new"]);
});

test("a priced offer waits only for somebody who sees money", () => {
  expect(ids({ capabilities: ["CAPABILITY_APPROVE"] })).toEqual(["decide free", "read new"]);
  expect(ids({ capabilities: ["CAPABILITY_APPROVE"], level: "LEVEL_COMMERCIAL" })).toEqual(["decide priced", "decide free", "read new"]);
});

test("staff is told of unexplained slips, waiting clients and wishes to estimate", () => {
  expect(ids({ is_staff: true, level: "LEVEL_STAFF" })).toEqual(["explain Launch", "answer old", "estimate asked"]);
});

test("a reason that explains several slips is said once, with its milestones by date", () => {
  const groups = byReason([hiccup("Launch", "2026-12-30", "Colours"), hiccup("Texts", "2026-12-01", "Late"), hiccup("Beta", "2026-12-21", "Colours")] as never);
  expect(groups.map(([reason, moved]) => [reason, moved.map(({ id }) => id)])).toEqual([["Colours", ["Beta", "Launch"]], ["Late", ["Texts"]]]);
});

import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { Overview } from "./Overview";

const VIEWER = { is_staff: false, level: "LEVEL_COMMERCIAL", capabilities: ["CAPABILITY_APPROVE", "CAPABILITY_MESSAGE", "CAPABILITY_REQUEST_CHANGE"] };
const PROJECT = {
  id: "p", name: "Relaunch", health: "HEALTH_LATE", health_reason: "", percent_complete: 26, promised_finish_on: "2026-12-24", forecast_finish_on: "2026-12-30", slip_days: 4,
  next_milestone: { name: "Design approved", promised_on: "2026-11-26", forecast_on: "2026-12-02", slip_days: 4 }, viewer: VIEWER,
};
const HICCUP = { id: "h", milestone_name: "Launch", state: "HICCUP_STATE_PUBLISHED", promised_on: "2026-12-24", forecast_on: "2026-12-30", slip_days: 4, reason: "The colours came later." };
const OFFER = { id: "c", title: "Press archive", state: "CHANGE_STATE_OFFERED", has_price: true, expires_on: "2026-12-05" };

const asked: string[] = [];
let answers: Record<string, object>;

beforeEach(() => {
  asked.length = 0;
  answers = { "": PROJECT, hiccups: { hiccups: [HICCUP] }, changes: { changes: [OFFER] }, conversations: { conversations: [] }, "response-times": { sentence: "Usually answers within 1 working hour." } };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const part = new URL((input as Request).url).pathname.split("/")[4] ?? "";
    asked.push(part);
    const body = answers[part];
    return body ? Response.json(body) : Response.json({ status: 500, detail: "No.", reason: "BROKEN", instance: `req-${part}` }, { status: 500 });
  });
});
afterEach(() => vi.restoreAllMocks());

test("the overview says how it stands, what is next, what waits, what moved and why, and how soon one is answered", async () => {
  show(<Overview projectId="p" />);
  expect(await screen.findByRole("heading", { level: 1, name: "Relaunch" })).toBeTruthy();
  expect(screen.getByText(/30 December, 4 working days later than promised/)).toBeTruthy();
  expect(screen.getByText("Design approved")).toBeTruthy();
  const offer = await screen.findByRole("link", { name: "Decide about “Press archive”" });
  expect(offer.getAttribute("href")).toBe("/projects/p/changes/c");
  expect(await screen.findByText("The colours came later.")).toBeTruthy();
  expect(await screen.findByText("Usually answers within 1 working hour.")).toBeTruthy();
});

test("a part that fails leaves the rest standing and can be asked again", async () => {
  delete answers["hiccups"];
  const { user } = show(<Overview projectId="p" />);
  const alert = await screen.findByRole("alert");
  expect(within(alert).getByText("What slipped could not be loaded.")).toBeTruthy();
  expect(screen.getByText("Design approved")).toBeTruthy();
  answers["hiccups"] = { hiccups: [HICCUP] };
  await user.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("The colours came later.")).toBeTruthy();
});

test("who sees the summary only is asked for nothing that the level hides", async () => {
  answers[""] = { ...PROJECT, viewer: { is_staff: false, level: "LEVEL_SUMMARY", capabilities: [] } };
  show(<Overview projectId="p" />);
  expect(await screen.findByText(/Nothing needs you/)).toBeTruthy();
  expect(await screen.findByText("Usually answers within 1 working hour.")).toBeTruthy();
  expect([...asked].sort()).toEqual(["", "response-times"]);
  expect(screen.queryByRole("link", { name: "Open the timeline" })).toBeNull();
});

test("a project that is not shared is the page of an absent id", async () => {
  vi.mocked(globalThis.fetch).mockImplementation(async () => Response.json({ status: 404, detail: "No.", reason: "NOT_FOUND" }, { status: 404 }));
  show(<Overview projectId="p" />);
  expect(await screen.findByRole("heading", { name: "This page does not exist" })).toBeTruthy();
});

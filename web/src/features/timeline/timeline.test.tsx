import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { Timeline } from "./Timeline";

const ROW = {
  id: ["launch"], name: ["Launch"], wbs: ["1"], depth: [0], kind: ["milestone"], state: ["late"], state_word: ["late"],
  promised_start: [3], promised_finish: [3], planned_start: [3], planned_finish: [3], forecast_start: [8], forecast_finish: [8],
  slip_days: [3], slip_label: ["+3 d"], slip_width: [20], name_label: ["Launch"], name_x: [0], wbs_width: [0],
  label: ["Launch, 9 Dec"], label_width: [60], label_x: [100], sentence: ["Launch: promised 4 December, now 9 December"],
};
const TIMELINE = {
  title: "Launch moves 3 working days to 9 December.", name: "Relaunch", language: "en", zoom: "weeks", origin_on: "2026-12-01", days: 20,
  px_per_day: 800, names_width: 200, state_x: 0, tier_height: 20, marks_height: 20, row_height: 26, font_size: 12, rows: ROW,
};

const asked: URL[] = [];
let reply: (url: URL) => Response;

beforeEach(() => {
  asked.length = 0;
  reply = () => Response.json(TIMELINE);
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const url = new URL((input as Request).url);
    asked.push(url);
    return reply(url);
  });
});
afterEach(() => vi.restoreAllMocks());

test("the heading is the conclusion, and the legend is there to teach", async () => {
  reply = () => Response.json({ ...TIMELINE, legend: { key: ["slip"], shape: ["slip"], word: ["Slip"], word_width: [20], text: ["hatched"], text_width: [40] } });
  show(<Timeline projectId="p" />);
  expect(await screen.findByRole("heading", { level: 1, name: TIMELINE.title })).toBeTruthy();
  expect(screen.getByRole("treegrid", { name: TIMELINE.title })).toBeTruthy();
  expect(screen.getByText("hatched")).toBeTruthy();
});

test("zooming in asks for the next finer layout, and the whole plan can be had back", async () => {
  const { user } = show(<Timeline projectId="p" />);
  await user.click(await screen.findByRole("button", { name: "Zoom in" }));
  await waitFor(() => expect(asked.at(-1)?.searchParams.get("zoom")).toBe("days"));
  expect(screen.getByText("By days")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Show the whole plan" }));
  expect(screen.getByText("The whole plan")).toBeTruthy();
});

test("the same plan can be read as a table of dates", async () => {
  const { user } = show(<Timeline projectId="p" />);
  await user.click(await screen.findByRole("button", { name: "Show as table" }));
  expect(screen.getByRole("treegrid", { name: TIMELINE.title })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Zoom in" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show as picture" }));
  expect(screen.getByRole("button", { name: "Zoom in" })).toBeTruthy();
});

test("a plan without visible rows says so instead of showing an empty picture", async () => {
  reply = () => Response.json({ ...TIMELINE, rows: undefined });
  show(<Timeline projectId="p" />);
  expect(await screen.findByText("Nothing of the plan can be seen yet")).toBeTruthy();
  expect(screen.queryByRole("treegrid")).toBeNull();
});

test("a failure names what failed and what to quote", async () => {
  reply = () => Response.json({ title: "Broken", status: 500, detail: "No.", reason: "BROKEN", instance: "req-7" }, { status: 500 });
  show(<Timeline projectId="p" />);
  expect(await screen.findByText("The timeline could not be loaded.")).toBeTruthy();
  expect(screen.getByText("req-7")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

test("on a narrow page time runs down, with the reason of a slip in words", async () => {
  vi.spyOn(globalThis, "matchMedia").mockImplementation((query) => ({ matches: true, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList);
  reply = () => Response.json({ ...TIMELINE, rows: { ...ROW, critical: [0], progress: [0], reason: ["The texts came later."], reason_label: [""] } });
  show(<Timeline projectId="p" />);
  expect(await screen.findByRole("heading", { level: 2, name: "December 2026" })).toBeTruthy();
  expect(screen.getByText("The texts came later.")).toBeTruthy();
  expect(screen.queryByRole("treegrid")).toBeNull();
});

test("where the picture fails, the dates are still offered as a table", async () => {
  const task = { id: "launch", wbs: "1", name: "Launch", depth: 0, forecast_start_on: "2026-12-09", promised_finish_on: "2026-12-04", forecast_finish_on: "2026-12-09", slip_days: 3 };
  reply = ({ pathname }) => (pathname.endsWith("/tasks") ? Response.json({ tasks: [task] }) : Response.json({ title: "Broken", status: 500, detail: "No.", reason: "BROKEN" }, { status: 500 }));
  show(<Timeline projectId="p" />);
  expect(await screen.findByText("The timeline could not be loaded.")).toBeTruthy();
  expect(await screen.findByRole("grid", { name: "The dates of the plan" })).toBeTruthy();
  expect(screen.getByText("4 Dec")).toBeTruthy();
});

import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "@/testing/render";
import type { Report } from "./queries";
import { ReportList } from "./ReportList";

const report = (part: Partial<Report>): Report => ({ id: "r1", title: "Report of May", state: "REPORT_STATE_RENDERING", percent_done: 40, step: "Laying out the pages", level: "LEVEL_TIMELINE", language: "en", ...part });
const list = (part: Partial<Report>) => show(<ReportList projectId="p1" reports={[report(part)]} />);

test("what is being made shows its real progress and the step, and can be stopped", () => {
  list({});
  expect(screen.getByRole("progressbar", { name: "Laying out the pages" }).getAttribute("aria-valuenow")).toBe("40");
  expect(screen.getByRole("button", { name: "Stop Report of May" })).toBeTruthy();
  expect(screen.queryByRole("link")).toBeNull();
});

test("a queued report claims no progress", () => {
  list({ state: "REPORT_STATE_QUEUED", percent_done: 0, step: "" });
  expect(screen.getByRole("progressbar", { name: "Waiting for its turn" }).getAttribute("aria-valuenow")).toBeNull();
});

test("a finished report is downloaded from its project, with its pages and size said", () => {
  list({ state: "REPORT_STATE_READY", percent_done: 100, page_count: 7, size_bytes: 49_000 });
  expect(screen.getByRole("link", { name: "Download PDF" }).getAttribute("href")).toBe("/v1/projects/p1/reports/r1/file");
  expect(screen.getByText(/7 pages · 49 kB · timeline/)).toBeTruthy();
});

test("a failed report says why, and offers nothing to download", () => {
  list({ state: "REPORT_STATE_FAILED", failure: "The plan was too large." });
  expect(screen.getByText(/The plan was too large/)).toBeTruthy();
  expect(screen.queryByRole("link")).toBeNull();
});

import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { OpenHiccup } from "./OpenHiccup";
import type { Hiccup } from "./queries";

const HICCUP: Hiccup = { id: "h1", milestone_id: "m1", milestone_name: "Launch", state: "HICCUP_STATE_OPEN", promised_on: "2026-05-12", forecast_on: "2026-05-15", slip_days: 3 };

function answering(): { path: string; body: unknown }[] {
  const sent: { path: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push({ path: new URL(request.url).pathname, body: await request.json() });
    return new Response(JSON.stringify({ ...HICCUP, state: "HICCUP_STATE_PUBLISHED" }), { headers: { "Content-Type": "application/json" } });
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

test("the reason is published as it was written, and its draft is gone", async () => {
  const sent = answering();
  const { user } = show(<OpenHiccup projectId="p1" hiccup={HICCUP} mayPublish />);
  await user.type(screen.getByRole("textbox", { name: "Reason" }), "The texts came later.");
  await user.click(screen.getByRole("button", { name: "Publish" }));
  await waitFor(() => expect(sent).toEqual([{ path: "/v1/projects/p1/hiccups/h1:publish", body: { reason: "The texts came later." } }]));
  await waitFor(() => expect(localStorage.getItem("inloop.draft.hiccup:h1")).toBeNull());
});

test("an empty reason is not published", async () => {
  const sent = answering();
  const { user } = show(<OpenHiccup projectId="p1" hiccup={HICCUP} mayPublish />);
  await user.click(screen.getByRole("button", { name: "Publish" }));
  expect(screen.getByRole("link", { name: "Write what clients are told." })).toBeTruthy();
  expect(sent).toEqual([]);
});

test("who may not publish reads who can, without a form", () => {
  show(<OpenHiccup projectId="p1" hiccup={HICCUP} mayPublish={false} />);
  expect(screen.queryByRole("button", { name: "Publish" })).toBeNull();
  expect(screen.getByText(/Managers and owners/)).toBeTruthy();
});

import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { AnswersSentence } from "./AnswersWithin";
import { Messages } from "./Messages";
import type { Message } from "./queries";

const message = (id: string, part: Partial<Message> = {}): Message => ({ id, conversation_id: "c1", author_name: "Jonas", from_staff: true, is_mine: false, body: id, posted_at: "2026-05-14T08:00:00Z", attachments: [], ...part });

const calls: { path: string; body: unknown }[] = [];
afterEach(() => {
  calls.length = 0;
  vi.unstubAllGlobals();
});

function answering(pages: Record<string, object>): void {
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    calls.push({ path: url.pathname, body: request.method === "POST" ? await request.json() : null });
    return Response.json(request.method === "POST" ? {} : (pages[url.searchParams.get("page_token") ?? ""] ?? {}));
  });
}

test("messages stand oldest first, earlier ones come on request, and the newest is marked as read once", async () => {
  answering({ "": { messages: [message("third"), message("second")], page: { next_page_token: "t" } }, t: { messages: [message("first")], page: {} } });
  const { user } = show(<Messages place={{ projectId: "p1", conversationId: "c1" }} />);
  await screen.findByText("third");
  await user.click(screen.getByRole("button", { name: "Show earlier messages" }));
  await screen.findByText("first");
  expect(screen.getAllByRole("listitem").map((item) => item.textContent?.match(/first|second|third/)?.[0])).toEqual(["first", "second", "third"]);
  await waitFor(() => expect(calls.filter(({ path }) => path.endsWith(":mark-read"))).toEqual([{ path: "/v1/projects/p1/conversations/c1:mark-read", body: { message_id: "third" } }]));
});

test("only files that were released can be opened", async () => {
  const file = { media_type: "image/jpeg", size_bytes: 2000, sha256: "" };
  const attachments: Message["attachments"] = [
    { id: "a1", file_name: "clean.jpg", state: "ATTACHMENT_STATE_CLEAN", ...file },
    { id: "a2", file_name: "scanning.jpg", state: "ATTACHMENT_STATE_SCANNING", ...file },
    { id: "a3", file_name: "refused.jpg", state: "ATTACHMENT_STATE_REFUSED", ...file },
  ];
  answering({ "": { messages: [message("m", { attachments })], page: {} } });
  show(<Messages place={{ projectId: "p1", conversationId: "c1" }} />);
  const link = await screen.findByRole("link", { name: "clean.jpg" });
  expect(link.getAttribute("href")).toBe("/v1/projects/p1/attachments/a1/content");
  expect(screen.getAllByRole("link")).toHaveLength(1);
  expect(screen.getByText(/held back by the virus check/)).toBeTruthy();
});

test("the text of a message cannot bring markup of its own", async () => {
  answering({ "": { messages: [message("m", { body: "<img src=x onerror=alert(1)> **bold**" })], page: {} } });
  const { container } = show(<Messages place={{ projectId: "p1", conversationId: "c1" }} />);
  await screen.findByText("bold");
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toContain("<img src=x onerror=alert(1)>");
});

test("the promise of an answer is what was measured, rounded up, else what was agreed", () => {
  const counts = { answered_count: 0, waiting_count: 0, sentence: "" };
  const { rerender, container } = show(<AnswersSentence times={{ ...counts, median_minutes: 61, target_minutes: 240 }} />);
  expect(container.textContent).toBe("Usually answers within 2 working hours.");
  rerender(<AnswersSentence times={{ ...counts, target_minutes: 240 }} />);
  expect(container.textContent).toBe("An answer is promised within 4 working hours.");
});

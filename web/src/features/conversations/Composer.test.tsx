import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { UploadOptions } from "@/api/uploads";
import { show } from "@/testing/render";
import { Composer } from "./Composer";

interface Running extends UploadOptions {
  finish: (id: string) => void;
  fail: (error: Error) => void;
}
const running: Running[] = [];

vi.mock("@/api/uploads", () => ({
  upload: (_file: File, options: UploadOptions) =>
    new Promise<string>((finish, fail) => {
      running.push({ ...options, finish, fail });
      options.signal.addEventListener("abort", () => fail(new DOMException("stopped", "AbortError")));
    }),
}));

const posted: unknown[] = [];
const place = { projectId: "p1", conversationId: "c1" };

beforeEach(() => {
  running.length = 0;
  posted.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    posted.push(await request.json());
    return Response.json({ id: "m1", conversation_id: "c1", author_name: "Eva", from_staff: false, is_mine: true, body: "", attachments: [] });
  });
});
afterEach(() => void vi.unstubAllGlobals());

async function composing() {
  const shown = show(<Composer place={place} mayAttach />);
  const file = new File([new Uint8Array(2_000_000)], "hall.jpg");
  const attach = async (): Promise<void> => {
    await shown.user.upload(shown.container.querySelector<HTMLInputElement>('input[type="file"]') as HTMLInputElement, file);
  };
  return { ...shown, attach };
}

test("a message waits for its file, goes out once with it, and leaves an empty draft", async () => {
  const { user, attach } = await composing();
  await user.type(screen.getByLabelText("Your message"), "Here it is");
  await attach();
  await waitFor(() => expect(running).toHaveLength(1));
  expect(running[0]?.metadata).toEqual({ conversation_id: "c1" });
  await user.click(screen.getByRole("button", { name: "Send message" }));
  expect(screen.getByText(/goes out as soon as/)).toBeTruthy();
  expect(posted).toEqual([]);
  running[0]?.finish("a1");
  await waitFor(() => expect(posted).toEqual([{ body: "Here it is", attachment_ids: ["a1"] }]));
  await waitFor(() => expect((screen.getByLabelText("Your message") as HTMLTextAreaElement).value).toBe(""));
  expect(screen.queryByText(/hall.jpg/)).toBeNull();
});

test("progress is shown in bytes; a pause stops the sending and resuming starts it again", async () => {
  const { user, attach } = await composing();
  await attach();
  await waitFor(() => expect(running).toHaveLength(1));
  running[0]?.onProgress(500_000, 2_000_000);
  const bar = await screen.findByRole("progressbar", { name: "Sending hall.jpg" });
  await waitFor(() => expect(bar.getAttribute("aria-valuenow")).toBe("25"));
  await user.click(screen.getByRole("button", { name: "Pause hall.jpg" }));
  expect(running[0]?.signal.aborted).toBe(true);
  await user.click(screen.getByRole("button", { name: "Resume hall.jpg" }));
  await waitFor(() => expect(running).toHaveLength(2));
  expect(screen.queryByRole("button", { name: "Resume hall.jpg" })).toBeNull();
});

test("a cancelled file is gone and does not hold the message back", async () => {
  const { user, attach } = await composing();
  await user.type(screen.getByLabelText("Your message"), "Without it");
  await attach();
  await user.click(screen.getByRole("button", { name: "Send message" }));
  await user.click(screen.getByRole("button", { name: "Cancel hall.jpg" }));
  expect(running[0]?.signal.aborted).toBe(true);
  await waitFor(() => expect(posted).toEqual([{ body: "Without it", attachment_ids: [] }]));
});

test("a file that failed says so, holds the message back, and can go on", async () => {
  const { user, attach } = await composing();
  await user.type(screen.getByLabelText("Your message"), "With it");
  await attach();
  await waitFor(() => expect(running).toHaveLength(1));
  running[0]?.fail(new Error("line broke"));
  expect(await screen.findByText(/hall.jpg could not be sent/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Send message" }));
  expect(posted).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Resume hall.jpg" }));
  await waitFor(() => expect(running).toHaveLength(2));
  running[1]?.finish("a2");
  await waitFor(() => expect(posted).toEqual([{ body: "With it", attachment_ids: ["a2"] }]));
});

test("an empty message is not sent, and what was written survives leaving the page", async () => {
  const first = await composing();
  await first.user.click(screen.getByRole("button", { name: "Send message" }));
  expect(screen.getByText("Write something or attach a file.")).toBeTruthy();
  expect(posted).toEqual([]);
  await first.user.type(screen.getByLabelText("Your message"), "kept");
  first.unmount();
  await composing();
  expect((screen.getByLabelText("Your message") as HTMLTextAreaElement).value).toBe("kept");
});

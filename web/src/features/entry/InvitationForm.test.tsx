import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { InvitationForm } from "./InvitationForm";
import { tokenOf } from "./queries";

const look = { email: "eva@seemann.example", name: "Eva", workspace_name: "Nordlicht", has_account: false };
const calls: { path: string; body: unknown }[] = [];
let refuse: string | null = null;

beforeEach(() => {
  calls.length = 0;
  refuse = null;
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    calls.push({ path, body: await request.json() });
    if (path === refuse) return Response.json({ status: 409, reason: "INVITATION_CLOSED", detail: "It was accepted already." }, { status: 409 });
    return Response.json(path.endsWith(":accept") ? { account_id: "a", project_id: "p", email: look.email } : { account_id: "a" });
  });
});
afterEach(() => void vi.unstubAllGlobals());

test("a new account accepts with a name and a password, and is signed in with the address that was invited", async () => {
  const onDone = vi.fn();
  const { user } = show(<InvitationForm token="t0" look={look} onDone={onDone} />);
  await user.type(screen.getByLabelText("Password"), "a long enough one");
  await user.click(screen.getByRole("button", { name: "Accept the invitation" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  expect(calls).toEqual([
    { path: "/v1/invitations:accept", body: { token: "t0", name: "Eva", password: "a long enough one" } },
    { path: "/v1/sessions", body: { email: look.email, password: "a long enough one" } },
  ]);
});

test("an account that exists proves itself and keeps its name", async () => {
  const { user } = show(<InvitationForm token="t0" look={{ ...look, has_account: true }} onDone={() => undefined} />);
  expect(screen.queryByLabelText("Your name")).toBeNull();
  await user.type(screen.getByLabelText("Your present password"), "the one I have");
  await user.click(screen.getByRole("button", { name: "Accept the invitation" }));
  await waitFor(() => expect(calls[0]?.body).toEqual({ token: "t0", password: "the one I have" }));
});

test("a refusal is said, nobody is signed in, and the password stays in its field", async () => {
  refuse = "/v1/invitations:accept";
  const onDone = vi.fn();
  const { user } = show(<InvitationForm token="t0" look={look} onDone={onDone} />);
  await user.type(screen.getByLabelText("Password"), "a long enough one");
  await user.click(screen.getByRole("button", { name: "Accept the invitation" }));
  expect(await screen.findByText("It was accepted already.")).toBeTruthy();
  expect(calls).toHaveLength(1);
  expect(onDone).not.toHaveBeenCalled();
  expect((screen.getByLabelText("Password") as HTMLInputElement).value).toBe("a long enough one");
});

test("the token is what stands behind the hash", () => {
  expect(tokenOf("#abc_-9")).toBe("abc_-9");
  expect(tokenOf("")).toBe("");
});

import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { ClientCard } from "./ClientCard";
import type { Client, Contact, Grant } from "./queries";

const person = (id: string, name: string, state: Contact["state"]): Contact => ({ id, client_id: "k1", name, email: `${id}@k.example`, language: "en", time_zone: "UTC", state, workspace_id: "w1" });
const client: Client = { id: "k1", name: "Kaiser", contacts: [person("a", "Ann", "CONTACT_STATE_ACTIVE"), person("b", "Ben", "CONTACT_STATE_ADDED"), person("c", "Cleo", "CONTACT_STATE_INVITED")] };
const grant = (id: string, part: Partial<Grant>): Grant => ({ id, project_id: "p1", client_id: "k1", client_name: "Kaiser", level: "LEVEL_TIMELINE", capabilities: ["CAPABILITY_MESSAGE"], preset: "PRESET_COLLABORATOR", ...part });
const own = grant("g1", { contact_id: "a", contact_name: "Ann" });
const general = grant("g2", { level: "LEVEL_SUMMARY", preset: "PRESET_OBSERVER", capabilities: [] });

const calls: { path: string; body: unknown }[] = [];
beforeEach(() => {
  calls.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    calls.push({ path: new URL(request.url).pathname, body: text ? JSON.parse(text) : null });
    return Response.json({});
  });
});
afterEach(() => void vi.unstubAllGlobals());

const card = (grants: Grant[], mayChange = true) => show(<ClientCard projectId="p1" workspaceId="w1" client={client} grants={grants} invitations={[]} mayChange={mayChange} />);
const row = (name: string) => within(screen.getByRole("listitem", { name }));

test("a contact's own grant counts before the client's, and the row says which it is", () => {
  card([own, general]);
  expect(row("Ann").getByText("Collaborator")).toBeTruthy();
  expect(row("Ben").getByText("Observer")).toBeTruthy();
  expect(row("Ben").getByText(/as everybody of the client/)).toBeTruthy();
});

test("whoever sees nothing cannot be invited, whoever signs in need not be, and an invitation can be sent again", () => {
  card([own]);
  expect(row("Ben").queryByRole("button", { name: /Invite/ })).toBeNull();
  expect(row("Ann").queryByRole("button", { name: /Invite/ })).toBeNull();
  card([general]);
  expect(screen.getByRole("button", { name: "Invite Ben" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Invite Cleo again" })).toBeTruthy();
});

test("access is withdrawn only after the question is answered", async () => {
  const { user } = card([own, general]);
  await user.click(screen.getByRole("button", { name: "Withdraw access of Ann" }));
  const dialog = within(screen.getByRole("alertdialog"));
  expect(dialog.getByText(/keeps what everybody of the client may see/)).toBeTruthy();
  expect(calls).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Withdraw now" }));
  await waitFor(() => expect(calls.map(({ path }) => path)).toEqual(["/v1/projects/p1/grants/g1:withdraw"]));
});

test("a preset is given to one contact when it is saved, not while choosing", async () => {
  const { user } = card([]);
  await user.click(screen.getByRole("button", { name: "Change access of Ben" }));
  await user.click(screen.getByRole("radio", { name: /Sponsor/ }));
  expect(calls).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Save access" }));
  await waitFor(() => expect(calls).toEqual([{ path: "/v1/projects/p1/grants", body: { client_id: "k1", contact_id: "b", preset: "PRESET_SPONSOR" } }]));
});

test("a member of staff sees who sees what, and nothing to press", () => {
  card([own, general], false);
  expect(row("Ann").getByText("Collaborator")).toBeTruthy();
  expect(screen.queryAllByRole("button")).toEqual([]);
});

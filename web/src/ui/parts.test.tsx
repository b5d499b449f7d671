import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { Answer, type Asked } from "./Answer";
import { Button, LinkButton } from "./Button";
import { Choice } from "./Choice";
import { DateField } from "./DateField";
import { Dialog } from "./Dialog";
import { Disclosure } from "./Disclosure";
import { Form } from "./Form";
import { Menu } from "./Menu";
import { NumberField } from "./NumberField";
import { ProgressBar } from "./ProgressBar";
import { Select } from "./Select";
import { Status } from "./Status";
import { Table } from "./Table";
import { Tabs } from "./Tabs";
import { TextField } from "./TextField";
import { Checkbox, Switch } from "./Toggle";
import { WasBecomes } from "./WasBecomes";

test("a refused form puts the focus on its summary, and a link there leads to the field", async () => {
  const onSubmit = vi.fn();
  const form = (errors: Record<string, string>) => (
    <Form onSubmit={onSubmit} errors={errors}>
      <TextField name="email" label="E-mail" defaultValue="kept" />
      <NumberField name="days" label="Days" defaultValue={3} />
      <Button type="submit">Send</Button>
    </Form>
  );
  const { rerender, user } = show(form({}));
  await user.click(screen.getByRole("button", { name: "Send" }));
  expect((onSubmit.mock.calls[0]?.[0] as FormData).get("email")).toBe("kept");
  rerender(form({ email: "Is not an address.", days: "Must be at most 2." }));
  const summary = screen.getByRole("group", { name: "There are 2 problems" });
  expect(document.activeElement).toBe(summary);
  await user.click(within(summary).getByRole("link", { name: "Must be at most 2." }));
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Days" }));
  await user.click(within(summary).getByRole("link", { name: "Is not an address." }));
  const email = screen.getByLabelText("E-mail");
  expect(document.activeElement).toBe(email);
  expect(email.getAttribute("aria-invalid")).toBe("true");
  expect((email as HTMLInputElement).value).toBe("kept");
});

test("every kind of field sends its value under its name", async () => {
  const sent = vi.fn();
  const { user } = show(
    <Form onSubmit={(values) => sent(Object.fromEntries(values))}>
      <Choice name="rhythm" label="Rhythm" options={[{ id: "daily", label: "Daily" }, { id: "weekly", label: "Weekly", description: "On Friday" }]} />
      <Select name="zone" label="Zone" options={[{ id: "utc", label: "UTC" }, { id: "berlin", label: "Berlin" }]} defaultValue="berlin" />
      <Checkbox name="agreed" label="I have read it" value="yes" />
      <Switch name="sms" label="By SMS" value="on" defaultSelected />
      <Button type="submit">Save</Button>
    </Form>,
  );
  await user.click(screen.getByRole("radio", { name: /Weekly/ }));
  await user.click(screen.getByRole("checkbox", { name: "I have read it" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(sent).toHaveBeenCalledWith({ rhythm: "weekly", zone: "berlin", agreed: "yes", sms: "on" });
});

test("a date is typed in parts and handed on as an ISO date", async () => {
  const onChange = vi.fn();
  const { user } = show(<DateField name="due" label="Due" value="2026-05-14" onChange={onChange} />);
  await user.click(screen.getByRole("spinbutton", { name: /day/i }));
  await user.keyboard("{ArrowUp}");
  expect(onChange).toHaveBeenLastCalledWith("2026-05-15");
});

test("a dialog takes the focus and Esc closes it", async () => {
  const onOpenChange = vi.fn();
  const { user } = show(<Dialog title="Approve the change" isOpen onOpenChange={onOpenChange}>Launch moves to 14 May.</Dialog>);
  expect(screen.getByRole("dialog", { name: "Approve the change" }).contains(document.activeElement)).toBe(true);
  await user.keyboard("{Escape}");
  expect(onOpenChange).toHaveBeenCalledWith(false);
});

test("a menu opens by keyboard and does what was chosen", async () => {
  const onAction = vi.fn();
  const { user } = show(<Menu label="More" choices={[{ id: "a", label: "Rename" }, { id: "b", label: "Archive", onAction }]} />);
  await user.tab();
  await user.keyboard("{Enter}");
  await user.click(screen.getByRole("menuitem", { name: "Archive" }));
  expect(onAction).toHaveBeenCalledTimes(1);
});

test("a link travels without loading the page anew", async () => {
  const { user, visited } = show(<LinkButton href="/projects/p1">Open</LinkButton>);
  await user.click(screen.getByRole("link", { name: "Open" }));
  expect(visited).toEqual(["/projects/p1"]);
});

test("a disclosure closes with Esc and gives the focus back", async () => {
  const { user } = show(<Disclosure label="Project A">{() => <a href="/b">Project B</a>}</Disclosure>);
  const button = screen.getByRole("button", { name: "Project A" });
  await user.click(button);
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("link", { name: "Project B" }));
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("link")).toBeNull();
  expect(document.activeElement).toBe(button);
});

test("a table names its rows by the first column and says when it is empty", () => {
  const columns = [{ id: "name", header: "Name", cell: (row: { name: string }) => row.name }];
  const { rerender } = show(<Table label="Clients" columns={columns} rows={[{ name: "Acme" }]} rowId={(row) => row.name} rowText={(row) => row.name} empty="Invite the first client." />);
  expect(screen.getByRole("rowheader", { name: "Acme" })).toBeTruthy();
  rerender(<Table label="Clients" columns={columns} rows={[]} rowId={(row) => row.name} rowText={(row) => row.name} empty="Invite the first client." />);
  expect(screen.getByText("Invite the first client.")).toBeTruthy();
});

test("tabs switch by arrow key", async () => {
  const { user } = show(<Tabs label="Views" tabs={[{ id: "chart", label: "Chart", content: "a picture" }, { id: "table", label: "Table", content: "a table" }]} />);
  await user.tab();
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("tabpanel").textContent).toBe("a table");
});

test("progress is said in words and numbers", () => {
  show(<ProgressBar label="brief.pdf" share={0.5} note="10 of 20 MB" />);
  const bar = screen.getByRole("progressbar", { name: "brief.pdf" });
  expect(bar.getAttribute("aria-valuenow")).toBe("50");
  expect(bar.getAttribute("aria-valuetext")).toBe("10 of 20 MB");
});

test("a state is a word and a shape, not only a colour", () => {
  const { container } = show(<Status of="late">3 days late</Status>);
  expect(container.textContent).toBe("3 days late");
  expect(container.querySelector("svg path")).not.toBeNull();
});

test("the fall-out table says was, becomes and the difference of every row", () => {
  const year = new Date().getFullYear();
  show(<WasBecomes caption="Launch moves 3 days." rows={[{ id: "m", name: "Launch", was: `${year}-05-11`, becomes: `${year}-05-14`, days: 3 }, { id: "n", name: "Review", was: `${year}-03-01`, becomes: `${year}-03-01`, days: 0 }]} />);
  const rows = screen.getAllByRole("row").slice(1).map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows).toEqual([["Launch", "11 May", "14 May", "+3 d"], ["Review", "1 Mar", "1 Mar", "same"]]);
});

const asked = (part: Partial<Asked<string>>): Asked<string> => ({ data: undefined, error: null, isFetching: false, dataUpdatedAt: 0, refetch: () => undefined, ...part });
const answerOf = (of: Asked<string>) => show(<Answer of={of} failed="The timeline could not be loaded." safe="Nothing is lost." absent="block">{(data) => <p>{data}</p>}</Answer>);

test("an error says what failed, what is safe and which request, and offers to try again", async () => {
  const refetch = vi.fn();
  const { user } = answerOf(asked({ error: { status: 503, requestId: "r-9" }, refetch }));
  expect(screen.getByRole("alert").textContent).toMatch(/could not be loaded\..*Nothing is lost\..*r-9/);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(refetch).toHaveBeenCalled();
});

test("when an answer cannot be renewed the last copy stays and says how old it is", () => {
  answerOf(asked({ data: "Launch: 14 May", error: { status: 0 }, dataUpdatedAt: Date.UTC(2026, 4, 1, 9) }));
  expect(screen.getByText("Launch: 14 May")).toBeTruthy();
  expect(screen.getByText(/last copy, from 1 May/)).toBeTruthy();
});

test("what the reader may not know is absent, without a hint that something is missing", () => {
  const { container } = answerOf(asked({ error: { status: 404 } }));
  expect(container.textContent).toBe("");
});

/** The parts of src/ui in a real browser, for parts.spec.ts only; not part of the client. */
import { type ReactNode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { showLocale } from "@/i18n/locale";
import { WordsProvider } from "@/i18n/words";
import { AriaProvider } from "@/ui/AriaProvider";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { DateField } from "@/ui/DateField";
import { Dialog } from "@/ui/Dialog";
import { Facts } from "@/ui/Facts";
import { FileDrop } from "@/ui/FileDrop";
import { Form } from "@/ui/Form";
import { Columns, Row, Stack } from "@/ui/Layout";
import { Menu } from "@/ui/Menu";
import { NumberField } from "@/ui/NumberField";
import { PageHeader } from "@/ui/PageHeader";
import { ProgressBar } from "@/ui/ProgressBar";
import { Select } from "@/ui/Select";
import { DeniedLine, EmptyState, ErrorState } from "@/ui/States";
import { Status } from "@/ui/Status";
import { Table } from "@/ui/Table";
import { Tabs } from "@/ui/Tabs";
import { TextAreaField } from "@/ui/TextField";
import { Checkbox, Switch } from "@/ui/Toggle";
import { type TreeRow, TreeTable } from "@/ui/TreeTable";
import { WasBecomes } from "@/ui/WasBecomes";
import "@/tokens/base.css";

const PHASES = 40;
const TASKS = 49;

interface Task {
  name: string;
  days: number;
}

function plan(): TreeRow<Task>[] {
  return Array.from({ length: PHASES }, (_, phase) => ({
    id: `p${phase}`,
    text: `Phase ${phase + 1}`,
    item: { name: `Phase ${phase + 1}`, days: TASKS },
    children: Array.from({ length: TASKS }, (__, task) => ({
      id: `p${phase}t${task}`,
      text: `Task ${phase + 1}.${task + 1}`,
      item: { name: `Task ${phase + 1}.${task + 1}`, days: task },
      children: [],
    })),
  }));
}

function Tree(): ReactNode {
  const rows = useMemo(plan, []);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set(["p0"]));
  const columns = useMemo(
    () => [
      { id: "name", header: "Task", cell: (task: Task) => task.name },
      { id: "days", header: "Days", width: 120, align: "end" as const, cell: (task: Task) => String(task.days) },
    ],
    [],
  );
  return (
    <div style={{ height: 360 }}>
      <TreeTable label="Plan" columns={columns} rows={rows} expanded={expanded} onExpand={setExpanded} rowHeight={36} />
    </div>
  );
}

function Parts(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState("");
  const [due, setDue] = useState<string | null>("2026-05-14");
  return (
    <Stack gap={6}>
      <PageHeader title="Launch moves 3 days to 14 May" lead="The texts came later than agreed." actions={<Menu label="More" choices={[{ id: "a", label: "Rename", onAction: () => setChosen("Rename") }, { id: "b", label: "Archive", onAction: () => setChosen("Archive") }]} />} />
      <p data-testid="chosen">{chosen}</p>
      <Row>
        <Status of="done" /> <Status of="plan" chip /> <Status of="late">3 days late</Status> <Status of="waits" chip />
        <Button look="primary" onPress={() => setOpen(true)}>Approve</Button>
        <Button>Later</Button>
        <Button look="danger" icon="close">Withdraw</Button>
      </Row>
      <Columns>
        <Card title="Waiting for you" tone="waits"><p>A change waits for your answer.</p></Card>
        <Card title="Next" kicker="Milestone"><p>Design signed off, 12 May.</p></Card>
        <Card title="Progress" tone="plain"><ProgressBar label="Working time" share={0.42} /></Card>
      </Columns>
      <Banner tone="late">This is the last copy.</Banner>
      <WasBecomes caption="Launch moves 3 days to 14 May." rows={[{ id: "1", name: "Launch", was: "2026-05-11", becomes: "2026-05-14", days: 3 }, { id: "2", name: "Texts", was: "2026-05-02", becomes: "2026-05-02", days: 0 }]} />
      <Facts facts={[{ term: "Price", value: "1,200 €" }, { term: "Signed by", value: "Ada" }]} />
      <Form onSubmit={() => undefined} errors={{}}>
        <TextAreaField name="why" label="Why" description="In your own words." optional />
        <NumberField name="days" label="More days" unit="days" defaultValue={5} />
        <DateField name="due" label="Due" value={due} onChange={setDue} />
        <Select name="zone" label="Zone" options={[{ id: "a", label: "Berlin" }, { id: "b", label: "London" }]} defaultValue="a" />
        <Choice name="rhythm" label="Rhythm" options={[{ id: "d", label: "Daily" }, { id: "w", label: "Weekly", description: "Fridays at 9" }]} defaultValue="w" />
        <Checkbox name="ok" label="I have read it" />
        <Switch name="sms" label="By SMS" defaultSelected />
        <FileDrop label="Drop files here" onFiles={() => undefined} mostBytes={20_000_000} />
      </Form>
      <Tabs label="Views" tabs={[{ id: "t", label: "Table", content: <Table label="Clients" columns={[{ id: "n", header: "Name", cell: (row: { n: string }) => row.n, isSortable: true }, { id: "m", header: "Messages", align: "end", cell: () => "4" }]} rows={[{ n: "Acme" }, { n: "Borealis" }]} rowId={(row) => row.n} rowText={(row) => row.n} empty="None" /> }, { id: "e", label: "Empty", content: <EmptyState title="Nothing needs you.">Next: 12 May.</EmptyState> }]} />
      <ErrorState what="The timeline could not be loaded." safe="Nothing is lost." onRetry={() => undefined} requestId="0199" />
      <DeniedLine>Ada or Grace can approve this.</DeniedLine>
      <Tree />
      <Dialog title="Approve the change" isOpen={isOpen} onOpenChange={setOpen} footer={<Button look="primary" onPress={() => setOpen(false)}>Approve</Button>}>
        <p>Launch moves 3 days.</p>
      </Dialog>
    </Stack>
  );
}

await showLocale("en");
createRoot(document.getElementById("root") as HTMLElement).render(
  <WordsProvider>
    <AriaProvider locale="en-GB" go={() => undefined}>
      <div style={{ padding: 32, maxWidth: 1100 }}>
        <Parts />
      </div>
    </AriaProvider>
  </WordsProvider>,
);

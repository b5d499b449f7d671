import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Button } from "@/ui/Button";
import { DateField } from "@/ui/DateField";
import { Dialog } from "@/ui/Dialog";
import { Form, FormActions } from "@/ui/Form";
import { NumberField } from "@/ui/NumberField";
import { type Option, Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { useCreateProject } from "./queries";

const FIELDS = ["name", "start_on", "tolerance_days"] as const;

export function NewProjectDialog({ workspaces, onClose }: { workspaces: readonly Option[]; onClose: () => void }): ReactNode {
  const say = useWords();
  const router = useRouter();
  const [workspaceId, setWorkspaceId] = useState(workspaces[0]?.id ?? "");
  const [name, setName] = useState("");
  const [startOn, setStartOn] = useState<string | null>(null);
  const [tolerance, setTolerance] = useState(0);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const creating = useCreateProject((projectId) => {
    onClose();
    router.history.push(places.plan(projectId));
  });
  const { errors, failure } = refusal(creating.error, FIELDS);
  const submit = (): void => {
    const lacks = { ...(name.trim() ? {} : { name: say("plan.nameMissing") }), ...(startOn ? {} : { start_on: say("plan.startMissing") }) };
    setMissing(lacks);
    if (startOn && Object.keys(lacks).length === 0) creating.mutate({ workspaceId, name: name.trim(), startOn, toleranceDays: Number.isNaN(tolerance) ? 0 : tolerance });
  };
  return (
    <Dialog title={say("nav.newProject")} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form errors={Object.keys(missing).length > 0 ? missing : errors} failure={failure} onSubmit={submit}>
        {workspaces.length > 1 && <Select name="workspace" label={say("plan.workspace")} options={workspaces} value={workspaceId} onChange={setWorkspaceId} />}
        <TextField name="name" label={say("plan.projectName")} value={name} onChange={setName} maxLength={120} />
        <DateField name="start_on" label={say("plan.projectStart")} value={startOn} onChange={setStartOn} />
        <NumberField name="tolerance_days" label={say("plan.tolerance")} description={say("plan.toleranceHelp")} value={tolerance} onChange={setTolerance} minValue={0} maxValue={365} />
        <FormActions>
          <Button type="submit" look="primary" isPending={creating.isPending}>
            {say("plan.create")}
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

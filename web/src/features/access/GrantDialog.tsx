import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { DateField } from "@/ui/DateField";
import { Dialog } from "@/ui/Dialog";
import { Form, FormActions } from "@/ui/Form";
import { toast } from "@/ui/Toasts";
import { type Grant, useSetGrant } from "./queries";

const PRESETS = ["PRESET_OBSERVER", "PRESET_STAKEHOLDER", "PRESET_COLLABORATOR", "PRESET_SPONSOR"] as const;

export interface GrantDialogProps {
  projectId: string;
  clientId: string;
  /** Unset: all contacts of the client. */
  contactId?: string;
  /** Whose access this is. */
  name: string;
  grant: Grant | undefined;
  onClose: () => void;
}

/** Takes effect when it is saved, never while choosing. */
export function GrantDialog({ projectId, clientId, contactId, name, grant, onClose }: GrantDialogProps): ReactNode {
  const say = useWords();
  const [preset, setPreset] = useState<(typeof PRESETS)[number] | null>(PRESETS.find((one) => one === grant?.preset) ?? null);
  const [expiresOn, setExpiresOn] = useState<string | null>(grant?.expires_on ?? null);
  const set = useSetGrant(projectId, () => {
    toast(say("access.saved", { name }));
    onClose();
  });
  const submit = (): void => {
    if (preset) set.mutate({ client_id: clientId, preset, ...(contactId ? { contact_id: contactId } : {}), ...(expiresOn ? { expires_on: expiresOn } : {}) });
  };
  return (
    <Dialog title={say("access.changeTitle", { name })} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form {...refusal(set.error, ["preset", "expires_on"])} onSubmit={submit}>
        <Choice
          name="preset"
          label={say("access.presetLabel")}
          value={preset}
          onChange={setPreset}
          options={PRESETS.map((id) => ({ id, label: say(`access.preset.${id}`), description: say(`access.more.${id}`) }))}
        />
        <DateField name="expires_on" label={say("access.expires")} description={say("access.expiresHelp")} optional value={expiresOn} onChange={setExpiresOn} />
        <FormActions>
          <Button type="submit" look="primary" isPending={set.isPending} isDisabled={!preset}>
            {say("access.save")}
          </Button>
          <Button onPress={onClose}>{say("access.keep")}</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

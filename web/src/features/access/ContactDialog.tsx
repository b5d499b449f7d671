import { type ReactNode } from "react";
import { refusal } from "@/api/problems";
import { useLanguage } from "@/i18n/language";
import { LOCALES } from "@/i18n/locale";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Form, FormActions } from "@/ui/Form";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/Toasts";
import { type Client, useAddClient, useAddContact } from "./queries";

/** A person of a client; nobody is told yet. */
export function ContactDialog({ workspaceId, client, onClose }: { workspaceId: string; client: Client; onClose: () => void }): ReactNode {
  const say = useWords();
  const language = useLanguage();
  const add = useAddContact(workspaceId, client.id, ({ name }) => {
    toast(say("access.contactAdded", { name }));
    onClose();
  });
  const submit = (values: FormData): void => {
    const text = (name: string): string => String(values.get(name)).trim();
    add.mutate({ name: text("name"), email: text("email"), language: text("language") });
  };
  return (
    <Dialog title={say("access.addContactTo", { client: client.name })} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form {...refusal(add.error, ["name", "email", "language"])} onSubmit={submit}>
        <p>{say("access.contactLead")}</p>
        <TextField name="name" label={say("access.name")} autoComplete="off" maxLength={120} />
        <TextField name="email" label={say("access.email")} type="email" inputMode="email" autoComplete="off" />
        <Select name="language" label={say("access.language")} defaultValue={language} options={LOCALES.map((id) => ({ id, label: say(`language.${id}`) }))} />
        <FormActions>
          <Button type="submit" look="primary" isPending={add.isPending}>
            {say("access.addContact")}
          </Button>
          <Button onPress={onClose}>{say("access.keep")}</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** A client company. */
export function ClientDialog({ workspaceId, onClose }: { workspaceId: string; onClose: () => void }): ReactNode {
  const say = useWords();
  const add = useAddClient(workspaceId, ({ name }) => {
    toast(say("access.clientAdded", { name }));
    onClose();
  });
  return (
    <Dialog title={say("access.addClient")} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form {...refusal(add.error, ["name"])} onSubmit={(values) => add.mutate({ name: String(values.get("name")).trim() })}>
        <TextField name="name" label={say("access.clientName")} autoComplete="off" maxLength={120} />
        <FormActions>
          <Button type="submit" look="primary" isPending={add.isPending}>
            {say("access.addClient")}
          </Button>
          <Button onPress={onClose}>{say("access.keep")}</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

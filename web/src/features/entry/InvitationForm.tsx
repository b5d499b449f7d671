import type { ReactNode } from "react";
import { refusal } from "@/api/problems";
import { useWords, Words } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { PasswordField, TextField } from "@/ui/TextField";
import { type InvitationLook, useAccept } from "./queries";

const FIELDS = ["name", "password"] as const;

/** A new account gets a name and a password; an existing one proves that it is the same person. */
export function InvitationForm({ token, look, onDone }: { token: string; look: InvitationLook; onDone: () => void }): ReactNode {
  const say = useWords();
  const accept = useAccept(onDone);
  const submit = (values: FormData): void => {
    const password = String(values.get("password"));
    accept.mutate(look.has_account ? { token, password } : { token, name: String(values.get("name")).trim(), password });
  };
  return (
    <Form {...refusal(accept.error, FIELDS)} onSubmit={submit}>
      <p>
        <Words id="invitation.as" values={{ email: look.email }} parts={[<strong key="email" />]} />
      </p>
      <input type="email" name="email" autoComplete="username" value={look.email} readOnly hidden />
      {look.has_account ? (
        <PasswordField name="password" label={say("invitation.presentPassword")} description={say("invitation.presentPasswordHelp")} />
      ) : (
        <>
          <TextField name="name" label={say("invitation.name")} defaultValue={look.name} autoComplete="name" />
          <PasswordField name="password" label={say("invitation.password")} description={say("password.rule")} isNew />
        </>
      )}
      <FormActions>
        <Button type="submit" look="primary" wide isPending={accept.isPending}>
          {say("invitation.submit")}
        </Button>
      </FormActions>
    </Form>
  );
}

import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { PasswordField } from "@/ui/TextField";
import { toast } from "@/ui/Toasts";
import { useChangePassword } from "./queries";

const FIELDS = ["old_password", "new_password"] as const;

/** The fields are emptied once the change has worked, and only then. */
export function PasswordForm(): ReactNode {
  const say = useWords();
  const [times, setTimes] = useState(0);
  const change = useChangePassword(() => {
    setTimes((before) => before + 1);
    toast(say("account.passwordChanged"));
  });
  const submit = (values: FormData): void => change.mutate({ old_password: String(values.get("old_password")), new_password: String(values.get("new_password")) });
  return (
    <Form key={times} {...refusal(change.error, FIELDS)} label={say("account.password")} onSubmit={submit}>
      <PasswordField name="old_password" label={say("account.oldPassword")} />
      <PasswordField name="new_password" label={say("account.newPassword")} description={say("password.rule")} isNew />
      <FormActions>
        <Button type="submit" look="primary" isPending={change.isPending}>
          {say("account.changePassword")}
        </Button>
      </FormActions>
    </Form>
  );
}

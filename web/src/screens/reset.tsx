import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { refusal } from "@/api/problems";
import { tokenOf, useReset } from "@/features/entry/queries";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Button, LinkButton } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { PageHeader } from "@/ui/PageHeader";
import { PasswordField } from "@/ui/TextField";

/** Question: which password from now on? */
export function Screen(): ReactNode {
  const say = useWords();
  const token = tokenOf(useLocation().hash);
  const reset = useReset();
  if (reset.isSuccess) {
    return (
      <>
        <PageHeader title={say("reset.done")} lead={say("reset.doneLead")} />
        <LinkButton href={places.signIn()} look="primary">
          {say("signIn.title")}
        </LinkButton>
      </>
    );
  }
  if (token === "") {
    return (
      <>
        <PageHeader title={say("reset.void")} lead={say("reset.voidLead")} />
        <LinkButton href={places.forgot()}>{say("reset.again")}</LinkButton>
      </>
    );
  }
  const refused = refusal(reset.error, ["new_password"]);
  return (
    <>
      <PageHeader title={say("reset.title")} lead={say("reset.lead")} />
      <Form {...refused} onSubmit={(values) => reset.mutate({ token, new_password: String(values.get("new_password")) })}>
        <PasswordField name="new_password" label={say("reset.password")} description={say("password.rule")} isNew />
        <FormActions>
          <Button type="submit" look="primary" isPending={reset.isPending}>
            {say("reset.submit")}
          </Button>
          {refused.failure && <LinkButton href={places.forgot()}>{say("reset.again")}</LinkButton>}
        </FormActions>
      </Form>
    </>
  );
}

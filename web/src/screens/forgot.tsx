import type { ReactNode } from "react";
import { refusal } from "@/api/problems";
import { useAskForReset } from "@/features/entry/queries";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Button, LinkButton } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { PageHeader } from "@/ui/PageHeader";
import { TextField } from "@/ui/TextField";

/** Question: how do I get in without my password? The answer never tells whether an address is known. */
export function Screen(): ReactNode {
  const say = useWords();
  const ask = useAskForReset();
  const up = { href: places.signIn(), label: say("signIn.title") };
  if (ask.isSuccess) {
    return (
      <>
        <PageHeader title={say("forgot.sent")} lead={say("forgot.sentLead", { email: ask.variables.email })} />
        <LinkButton href={places.signIn()}>{say("forgot.back")}</LinkButton>
      </>
    );
  }
  return (
    <>
      <PageHeader title={say("forgot.title")} lead={say("forgot.lead")} up={up} />
      <Form {...refusal(ask.error, ["email"])} onSubmit={(values) => ask.mutate({ email: String(values.get("email")).trim() })}>
        <TextField name="email" label={say("signIn.email")} type="email" autoComplete="username" inputMode="email" />
        <FormActions>
          <Button type="submit" look="primary" wide isPending={ask.isPending}>
            {say("forgot.submit")}
          </Button>
        </FormActions>
      </Form>
    </>
  );
}

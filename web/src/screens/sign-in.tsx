import { useRouter, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { refusal } from "@/api/problems";
import { useSignIn } from "@/api/session";
import { useWords } from "@/i18n/words";
import { places, safeReturn } from "@/places/places";
import { Button } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { Link } from "@/ui/Link";
import { PageHeader } from "@/ui/PageHeader";
import { PasswordField, TextField } from "@/ui/TextField";

const FIELDS = ["email", "password"] as const;

/** Question: how do I start? */
export function Screen(): ReactNode {
  const say = useWords();
  const router = useRouter();
  const { then } = useSearch({ strict: false }) as { then?: string };
  const signIn = useSignIn(() => router.history.replace(safeReturn(then)));
  return (
    <>
      <PageHeader title={say("signIn.title")} lead={say("signIn.lead")} />
      <Form
        {...refusal(signIn.error, FIELDS)}
        onSubmit={(values) => signIn.mutate({ email: String(values.get("email")), password: String(values.get("password")) })}
      >
        <TextField name="email" label={say("signIn.email")} type="email" autoComplete="username" inputMode="email" />
        <PasswordField name="password" label={say("signIn.password")} />
        <p>
          <Link href={places.forgot()}>{say("signIn.forgot")}</Link>
        </p>
        <FormActions>
          <Button type="submit" look="primary" wide isPending={signIn.isPending}>
            {say("signIn.submit")}
          </Button>
        </FormActions>
      </Form>
    </>
  );
}

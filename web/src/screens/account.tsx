import type { ReactNode } from "react";
import { useMe } from "@/api/me";
import { PasswordForm } from "@/features/account/PasswordForm";
import { Sessions } from "@/features/account/Sessions";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Facts } from "@/ui/Facts";
import { Columns, Prose, Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";

/** Question: who am I here, and where am I signed in? */
export function Screen(): ReactNode {
  const say = useWords();
  const me = useMe();
  return (
    <>
      <PageHeader title={say("account.title")} />
      <Stack gap={6}>
        <Answer of={me} failed={say("account.failed")}>
          {({ name, email }) => <Facts facts={[{ term: say("account.name"), value: name }, { term: say("account.email"), value: email }]} />}
        </Answer>
        <Columns least="wide">
          <Card title={say("sessions.title")}>
            <Sessions />
          </Card>
          <Card title={say("account.password")}>
            <Prose tone="muted">{say("account.passwordLead")}</Prose>
            <PasswordForm />
          </Card>
        </Columns>
      </Stack>
    </>
  );
}

import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Table } from "@/ui/Table";
import { grantWords } from "./GrantSentence";
import type { Grant } from "./queries";

/** Every grant of the project in one list. */
export function WhoSeesWhat({ grants }: { grants: readonly Grant[] }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const who = (grant: Grant): string => grant.contact_name ?? say("access.everybodyOf", { client: grant.client_name });
  return (
    <Table
      label={say("access.who")}
      rows={grants}
      rowId={({ id }) => id}
      rowText={who}
      empty={say("access.nobody")}
      columns={[
        { id: "who", header: say("access.column.who"), cell: who },
        { id: "client", header: say("access.column.client"), cell: ({ client_name }) => client_name },
        { id: "sees", header: say("access.column.sees"), cell: (grant) => grantWords(say, grant).level },
        { id: "as", header: say("access.column.as"), cell: (grant) => grantWords(say, grant).name },
        { id: "until", header: say("access.column.until"), cell: ({ expires_on }) => (expires_on ? format.date(expires_on) : say("access.noEnd")) },
      ]}
    />
  );
}

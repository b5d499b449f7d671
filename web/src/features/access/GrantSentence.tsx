import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { type Say, useWords } from "@/i18n/words";
import { Prose } from "@/ui/Layout";
import type { Grant } from "./queries";

/** "Collaborator: timeline; may write messages and attach files." */
export function grantWords(say: Say, grant: Grant): { name: string; level: string; may: string[] } {
  return {
    name: say(`access.preset.${grant.preset}`),
    level: say(`access.level.${grant.level}`),
    may: grant.capabilities.map((capability) => say(`access.may.${capability}`)),
  };
}

export function GrantSentence({ grant, isDefault }: { grant: Grant | undefined; isDefault?: boolean }): ReactNode {
  const say = useWords();
  const format = useFormat();
  if (!grant) return <Prose tone="muted">{say("access.none")}</Prose>;
  const words = grantWords(say, grant);
  return (
    <Prose>
      <p>
        <strong>{words.name}</strong>: {words.level}
        {isDefault && ` (${say("access.asClient")})`}
        {grant.expires_on && ` · ${say("access.until", { on: format.date(grant.expires_on) })}`}
      </p>
      {words.may.length > 0 && <Prose tone="small">{say("access.mayList", { list: format.list(words.may) })}</Prose>}
    </Prose>
  );
}

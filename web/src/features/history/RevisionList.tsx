import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Table } from "@/ui/Table";
import type { Revision } from "./queries";

interface RevisionListProps {
  revisions: readonly Revision[];
  /** At most two revisions to compare; one alone is compared with the present plan. */
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

export const idOf = ({ revision, at }: Revision): string => (revision === undefined ? (at ?? "") : String(revision));

/** Who changed the plan, when, and what was done; newest first. */
export function RevisionList({ revisions, chosen, onChoose }: RevisionListProps): ReactNode {
  const say = useWords();
  const format = useFormat();
  const choose = (next: ReadonlySet<string>): void => {
    const added = [...next].filter((id) => !chosen.has(id));
    const kept = [...chosen].filter((id) => next.has(id));
    onChoose(new Set([...kept, ...added].slice(-2)));
  };
  return (
    <Table
      label={say("history.title")}
      rows={revisions}
      rowId={idOf}
      rowText={({ sentence }) => sentence}
      empty={say("history.empty")}
      selected={chosen}
      onSelect={choose}
      columns={[
        { id: "what", header: say("history.what"), cell: ({ sentence, kind }) => sentence || (kind === "REVISION_KIND_UNSPECIFIED" ? "" : say(`history.kind.${kind}`)) },
        { id: "kind", header: say("history.kind"), cell: ({ kind }) => (kind === "REVISION_KIND_UNSPECIFIED" ? "" : say(`history.kind.${kind}`)) },
        { id: "who", header: say("history.who"), cell: ({ author }) => author || "–" },
        { id: "when", header: say("history.when"), align: "end", cell: ({ at }) => (at ? format.instant(at) : "–") },
        { id: "revision", header: say("history.revision"), align: "end", cell: ({ revision }) => (revision === undefined ? "–" : format.number(revision)) },
      ]}
    />
  );
}

import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { type Fact, Facts } from "@/ui/Facts";
import css from "./changes.module.css";
import type { Change } from "./queries";
import { type Task, wishWords } from "./wish";

/** What is asked, why, by whom, at which price and until when. */
export function ChangeFacts({ change, tasks }: { change: Change; tasks: readonly Pick<Task, "id" | "name">[] }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const price = change.price ? format.money(change.price) : change.has_price ? say("changes.priceHidden") : change.offered_at ? say("changes.free") : null;
  const facts: (Fact | null)[] = [
    { term: say("changes.what"), value: <ul className={css["words"]}>{wishWords(say, change.edits, tasks).map((words) => <li key={words}>{words}</li>)}</ul> },
    change.reason ? { term: say("changes.why"), value: <span className={css["reason"]}>{change.reason}</span> } : null,
    { term: say("changes.asked"), value: [change.asked_by, change.submitted_at && format.instant(change.submitted_at)].filter(Boolean).join(", ") },
    change.client_name ? { term: say("changes.client"), value: change.client_name } : null,
    price ? { term: say("changes.price"), value: price } : null,
    change.offer_note ? { term: say("changes.note"), value: <span className={css["reason"]}>{change.offer_note}</span> } : null,
    change.expires_on ? { term: say("changes.expires"), value: format.date(change.expires_on, "long") } : null,
    change.settled_at ? { term: say("changes.settled"), value: [change.settled_by, format.instant(change.settled_at)].filter(Boolean).join(", ") } : null,
    change.approved_hash ? { term: say("changes.signed"), value: <code className={css["hash"]}>{change.approved_hash}</code> } : null,
  ];
  return <Facts facts={facts.filter((fact) => fact !== null)} />;
}

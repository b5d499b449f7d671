import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Card } from "@/ui/Card";
import { Prose } from "@/ui/Layout";
import { Status } from "@/ui/Status";
import type { Hiccup } from "./queries";
import { Slip } from "./Slip";

/** What clients were told, and when; or that the promise holds again. */
export function ToldHiccup({ hiccup }: { hiccup: Hiccup }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const told = hiccup.published_at ? [say("hiccups.told", { at: format.instant(hiccup.published_at) }), hiccup.published_by].filter(Boolean).join(", ") : say("hiccups.neverTold");
  return (
    <Card title={hiccup.milestone_name} level={3} tone="plain" action={hiccup.state === "HICCUP_STATE_RESOLVED" ? <Status of="done">{say("hiccups.resolved")}</Status> : undefined}>
      <Slip of={hiccup} />
      {hiccup.reason && <Prose>{hiccup.reason}</Prose>}
      <Prose tone="small">{told}</Prose>
    </Card>
  );
}

import type { ReactNode } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Card } from "@/ui/Card";
import { Fallout } from "@/ui/Fallout";
import { type Edit, movesDates } from "./edits";
import { useFollows } from "./queries";

/** What the edits would do, before they are saved. */
export function Follows({ projectId, edits }: { projectId: string; edits: readonly Edit[] }): ReactNode {
  const say = useWords();
  const follows = useFollows(projectId, edits);
  if (!movesDates(edits)) return null;
  const { failure } = refusal(follows.error, []);
  return (
    <Card title={say("plan.follows")} level={3} tone="plain">
      <div aria-live="polite" aria-busy={follows.isFetching}>
        {failure ? <Banner tone="late">{failure}</Banner> : follows.data ? <Fallout of={follows.data} /> : <p>{say("plan.followsAsked")}</p>}
      </div>
    </Card>
  );
}

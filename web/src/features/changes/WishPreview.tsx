import type { ReactNode } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Card } from "@/ui/Card";
import { Fallout } from "@/ui/Fallout";
import { Prose } from "@/ui/Layout";
import css from "./changes.module.css";
import { useWishPreview } from "./queries";
import type { Edit } from "./wish";

/** What the wish would do to the dates, while it is being written. Nothing is asked for yet. */
export function WishPreview({ projectId, edits }: { projectId: string; edits: readonly Edit[] }): ReactNode {
  const say = useWords();
  const preview = useWishPreview(projectId, edits);
  const { failure } = refusal(preview.error, []);
  const isComplete = edits.length > 0;
  return (
    <Card title={say("changes.preview")}>
      <div className={css["settling"]} aria-live="polite" aria-busy={preview.isFetching}>
        {!isComplete && <Prose tone="muted">{say("changes.previewEmpty")}</Prose>}
        {isComplete && failure && <Banner tone="late">{failure}</Banner>}
        {isComplete && !failure && !preview.data && <Prose tone="muted">{say("changes.previewAsked")}</Prose>}
        {isComplete && !failure && preview.data && <Fallout of={preview.data} />}
      </div>
    </Card>
  );
}

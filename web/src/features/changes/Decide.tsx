import { type ReactNode, useState } from "react";
import { may, sees } from "@/api/levels";
import type { Viewer } from "@/api/me";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Fallout } from "@/ui/Fallout";
import { Prose, Row } from "@/ui/Layout";
import { DeniedLine } from "@/ui/States";
import css from "./changes.module.css";
import { type Change, useApprove, useDecline } from "./queries";

interface DecideProps {
  projectId: string;
  change: Change;
  viewer: Viewer | undefined;
  /** Reads the change again: the plan has moved. */
  onStale: () => void;
}

/**
 * The picture that is signed, and the decision. The picture stays as it was read until the reader asks for the newer
 * one, so that nobody approves what appeared under the pointer.
 */
export function Decide({ projectId, change, viewer, onStale }: DecideProps): ReactNode {
  const say = useWords();
  const now = change.fallout;
  const [shown, setShown] = useState(now);
  const approve = useApprove(projectId, change.id);
  const decline = useDecline(projectId, change.id);
  if (!now || !shown) return null;
  const hasMoved = shown.shown_hash !== now.shown_hash;
  const isStale = approve.error?.reason === "PLAN_MOVED_ON";
  const { failure } = refusal((isStale ? null : approve.error) ?? decline.error, []);
  const showNow = (): void => {
    approve.reset();
    setShown(now);
  };
  const sign = (): void => approve.mutate(shown.shown_hash, { onError: ({ reason }) => reason === "PLAN_MOVED_ON" && onStale() });
  const isOpen = change.state === "CHANGE_STATE_OFFERED";
  return (
    <Card title={say("changes.does")}>
      {(hasMoved || isStale) && (
        <Banner tone="late" live action={hasMoved && <Button onPress={showNow}>{say("changes.showNow")}</Button>}>
          {say("changes.movedOn")}
        </Banner>
      )}
      <Fallout of={shown} />
      {failure && <Banner tone="danger" live>{failure}</Banner>}
      {isOpen && mayDecide(change, viewer) && !hasMoved && !isStale && (
        <>
          <Prose tone="small">
            {say("changes.signs")} <code className={css["hash"]}>{shown.shown_hash}</code>
          </Prose>
          <Row>
            <Button look="primary" icon="check" onPress={sign} isPending={approve.isPending} isDisabled={decline.isPending}>
              {say("changes.approve")}
            </Button>
            <Button onPress={() => decline.mutate(null)} isPending={decline.isPending} isDisabled={approve.isPending}>
              {say("changes.decline")}
            </Button>
          </Row>
        </>
      )}
      {isOpen && <WhoDecides change={change} viewer={viewer} />}
    </Card>
  );
}

/** A price is approved by somebody who sees it. */
const mayDecide = (change: Change, viewer: Viewer | undefined): boolean => may(viewer, "CAPABILITY_APPROVE") && (!change.has_price || sees(viewer, "LEVEL_COMMERCIAL"));

function WhoDecides({ change, viewer }: { change: Change; viewer: Viewer | undefined }): ReactNode {
  const say = useWords();
  if (mayDecide(change, viewer)) return viewer?.is_staff ? <Prose tone="small">{say("changes.onBehalf")}</Prose> : null;
  return <DeniedLine>{change.has_price ? say("changes.whoPriced") : say("changes.whoDecides")}</DeniedLine>;
}

import type { ReactNode } from "react";
import { useProjects } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { type MessageId, useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Button } from "@/ui/Button";
import { Prose, Row, Stack } from "@/ui/Layout";
import { EmptyState } from "@/ui/States";
import { type State, Status } from "@/ui/Status";
import css from "./Deliveries.module.css";
import { type Delivery, useDeliveries } from "./queries";

const LOOKS: Record<Delivery["state"], State> = {
  DELIVERY_STATE_UNSPECIFIED: "plan",
  DELIVERY_STATE_DUE: "plan",
  DELIVERY_STATE_IN_DIGEST: "plan",
  DELIVERY_STATE_SENT: "done",
  DELIVERY_STATE_NOT_SENT: "waits",
  DELIVERY_STATE_UNKNOWN: "late",
};

/** What kind of matter, as notify calls it. */
const TOPICS: Record<string, MessageId> = {
  invitation: "delivery.topic.invitation",
  "password-reset": "delivery.topic.passwordReset",
  hiccup: "delivery.topic.hiccup",
  message: "delivery.topic.message",
  "change-asked": "delivery.topic.changeAsked",
  "change-offered": "delivery.topic.changeOffered",
  "change-settled": "delivery.topic.changeSettled",
  "report-ready": "delivery.topic.reportReady",
};

/** Why so, or why not, as notify calls it; what is new to this client is shown as it came. */
const REASONS: Record<string, MessageId> = {
  rhythm: "delivery.reason.rhythm",
  accepted: "delivery.reason.accepted",
  "no-access": "delivery.reason.noAccess",
  "milestones-only": "delivery.reason.milestonesOnly",
  "over-budget": "delivery.reason.overBudget",
  "quiet-hours": "delivery.reason.quietHours",
  "read-already": "delivery.reason.readAlready",
  "link-void": "delivery.reason.linkVoid",
  "nothing-left": "delivery.reason.nothingLeft",
  "refused-by-mail-server": "delivery.reason.refused",
  "mail-not-taken": "delivery.reason.refused",
  "connection-broke": "delivery.reason.unknown",
  "sender-died": "delivery.reason.unknown",
};

/** "Why was I told, or not?" Every matter with how it ended and why. */
export function Deliveries(): ReactNode {
  const say = useWords();
  const deliveries = useDeliveries();
  return (
    <Answer of={deliveries} failed={say("delivery.failed")}>
      {({ pages }) => {
        const all = pages.flatMap((page) => page.deliveries);
        if (all.length === 0) return <EmptyState title={say("delivery.empty")}>{say("delivery.emptyMore")}</EmptyState>;
        return (
          <Stack gap={4}>
            <ul className={css["list"]} aria-label={say("delivery.title")}>
              {all.map((delivery) => (
                <Line key={delivery.id} delivery={delivery} />
              ))}
            </ul>
            {deliveries.hasNextPage && (
              <div>
                <Button onPress={() => void deliveries.fetchNextPage()} isPending={deliveries.isFetchingNextPage}>
                  {say("delivery.earlier")}
                </Button>
              </div>
            )}
          </Stack>
        );
      }}
    </Answer>
  );
}

function Line({ delivery }: { delivery: Delivery }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const projects = useProjects();
  const topic = TOPICS[delivery.topic];
  const reason = REASONS[delivery.reason];
  const project = projects.data?.projects.find(({ id }) => id === delivery.project_id)?.name;
  const at = delivery.settled_at ?? delivery.due_at ?? delivery.planned_at;
  return (
    <li className={css["line"]}>
      <Row spread align="baseline">
        <span className={css["what"]}>{[topic ? say(topic) : delivery.topic, project].filter(Boolean).join(" · ")}</span>
        {at && <time dateTime={at}>{format.instant(at)}</time>}
      </Row>
      <Row>
        <Status of={LOOKS[delivery.state]}>{say(`delivery.state.${delivery.state}`)}</Status>
        <Prose tone="muted">{reason ? say(reason) : delivery.reason}</Prose>
      </Row>
    </li>
  );
}

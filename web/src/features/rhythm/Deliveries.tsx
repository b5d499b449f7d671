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

const TOPICS: Record<string, MessageId> = {
  access: "delivery.topic.access",
  project: "delivery.topic.project",
  plan: "delivery.topic.plan",
  hiccups: "delivery.topic.hiccups",
  changes: "delivery.topic.changes",
  messages: "delivery.topic.messages",
  reports: "delivery.topic.reports",
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
        <Prose tone="muted">{delivery.reason}</Prose>
      </Row>
    </li>
  );
}

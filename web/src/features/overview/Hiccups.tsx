import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import { sees } from "@/api/levels";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Prose, Row, Stack } from "@/ui/Layout";
import { MovedBy } from "@/ui/WasBecomes";
import { type Hiccup, useHiccups } from "./queries";

/** What slipped and why, as it was published; absent below TIMELINE. */
export function PublishedHiccups({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const isSeen = sees(project.viewer, "LEVEL_TIMELINE");
  const hiccups = useHiccups(project.id, isSeen);
  if (!isSeen) return null;
  return (
    <Answer of={hiccups} failed={say("overview.hiccups.failed")} absent="block">
      {(all) => {
        const told = all.filter(({ state }) => state !== "HICCUP_STATE_OPEN");
        return (
          <Card title={say("overview.hiccups.title")}>
            {told.length === 0 ? (
              <p>{say("overview.hiccups.none")}</p>
            ) : (
              <Stack as="ul" gap={5}>
                {told.map((hiccup) => (
                  <li key={hiccup.id}>
                    <Told hiccup={hiccup} />
                  </li>
                ))}
              </Stack>
            )}
          </Card>
        );
      }}
    </Answer>
  );
}

function Told({ hiccup }: { hiccup: Hiccup }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { milestone_name: name, promised_on: promised, forecast_on: forecast, slip_days: slip, reason, state, published_at: at } = hiccup;
  return (
    <Stack gap={1}>
      <Row gap={2} align="baseline">
        <strong>{say("overview.hiccups.moved", { name, promised: format.date(promised), on: format.date(forecast) })}</strong>
        <MovedBy days={slip} />
      </Row>
      <Prose>{reason || say("overview.hiccups.noReason")}</Prose>
      {at && (
        <Prose tone="small">
          {say(state === "HICCUP_STATE_RESOLVED" ? "overview.hiccups.resolved" : "overview.hiccups.told", { at: format.instant(at) })}
        </Prose>
      )}
    </Stack>
  );
}

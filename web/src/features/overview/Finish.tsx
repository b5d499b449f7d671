import type { ReactNode } from "react";
import { sees } from "@/api/levels";
import type { Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Card } from "@/ui/Card";
import { type Fact, Facts } from "@/ui/Facts";
import { Row } from "@/ui/Layout";
import { Link } from "@/ui/Link";
import { ProgressBar } from "@/ui/ProgressBar";
import { MovedBy } from "@/ui/WasBecomes";
import { NextMilestone } from "./NextMilestone";

/** Promised and forecast finish, the next milestone, how much is done. */
export function Finish({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { id, viewer, promised_finish_on: promised, forecast_finish_on: forecast, slip_days: slip, status_on: on, percent_complete: percent } = project;
  const facts: Fact[] = [
    { term: say("overview.finish.next"), value: <NextMilestone of={project} /> },
    { term: say("overview.finish.promised"), value: promised ? format.date(promised, "long") : say("overview.finish.noPromise") },
    {
      term: say("overview.finish.forecast"),
      value: forecast ? (
        <Row gap={2} align="baseline">
          <span>{format.date(forecast, "long")}</span>
          {slip !== undefined && slip !== 0 && <MovedBy days={slip} />}
        </Row>
      ) : (
        say("overview.finish.noForecast")
      ),
    },
    ...(on ? [{ term: say("overview.finish.asOf"), value: format.date(on) }] : []),
  ];
  return (
    <Card title={say("overview.finish.title")} action={sees(viewer, "LEVEL_ROADMAP") && <Link href={places.timeline(id)}>{say("overview.finish.timeline")}</Link>}>
      <Facts facts={facts} />
      <ProgressBar label={say("overview.finish.done")} share={percent / 100} note={format.percent(percent / 100)} />
    </Card>
  );
}

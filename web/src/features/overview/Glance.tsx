import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { MovedBy } from "@/ui/WasBecomes";
import css from "./overview.module.css";

/** Promised and forecast finish, the next milestone, how much is done: four facts side by side. */
export function Glance({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { promised_finish_on: promised, forecast_finish_on: forecast, slip_days, next_milestone: next, percent_complete } = project;
  return (
    <dl className={css["glance"]}>
      <div className={css["next"]}>
        <dt>{say("glance.next")}</dt>
        <dd>
          {next ? (
            <>
              <strong>{next.name}</strong>
              <span>{format.date(next.forecast_on, "long")}</span>
              <Against promised={next.promised_on} days={next.slip_days} />
            </>
          ) : (
            say("glance.noNext")
          )}
        </dd>
      </div>
      <div>
        <dt>{say("glance.forecast")}</dt>
        <dd>
          <strong>{forecast ? format.date(forecast) : say("glance.unknown")}</strong>
          <Against promised={promised} days={slip_days} />
        </dd>
      </div>
      <div>
        <dt>{say("glance.done")}</dt>
        <dd>
          <strong>{format.percent(percent_complete / 100)}</strong>
          <span className={css["share"]} aria-hidden="true">
            <svg viewBox="0 0 100 1" preserveAspectRatio="none">
              <rect width={percent_complete} height="1" />
            </svg>
          </span>
        </dd>
      </div>
    </dl>
  );
}

/** "promised 17 Dec, +9 d"; nothing where nothing was promised. */
function Against({ promised, days }: { promised: string | undefined; days: number | undefined }): ReactNode {
  const say = useWords();
  const format = useFormat();
  if (!promised) return <span className={css["more"]}>{say("glance.unpromised")}</span>;
  return (
    <span className={css["more"]}>
      {say("glance.promised", { on: format.date(promised) })}
      {days ? (
        <>
          {" "}
          <MovedBy days={days} />
        </>
      ) : null}
    </span>
  );
}

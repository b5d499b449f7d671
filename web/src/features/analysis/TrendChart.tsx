import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Prose } from "@/ui/Layout";
import { EmptyState } from "@/ui/States";
import css from "./analysis.module.css";
import { type Trend, useTrend } from "./queries";

const WIDTH = 640;
const HEIGHT = 220;
const EDGE = 10;
const DAY_MS = 24 * 3600_000;
const STROKES = ["", "6 4", "2 3", "10 4 2 4", "1 4", "12 3"] as const;

const dayOf = (on: string): number => Date.parse(`${on}T00:00:00Z`) / DAY_MS;

/** Where the points of each milestone stand: across when it was forecast, upwards what was forecast. */
export function linesOf(trends: readonly Trend[]): { id: string; points: [number, number][] }[] {
  const all = trends.flatMap(({ points }) => points);
  const [across, up] = [all.map(({ recorded_on }) => dayOf(recorded_on)), all.map(({ forecast_on }) => dayOf(forecast_on))];
  const scale = (values: readonly number[], room: number) => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return (value: number): number => EDGE + ((value - least) / Math.max(1, most - least)) * (room - 2 * EDGE);
  };
  const [x, y] = [scale(across, WIDTH), scale(up, HEIGHT)];
  return trends.map(({ milestone_id, points }) => ({ id: milestone_id, points: points.map((point) => [x(dayOf(point.recorded_on)), HEIGHT - y(dayOf(point.forecast_on))]) }));
}

/** Milestone trend: a level line keeps its date, a rising one slips. The same as a list in words. */
export function TrendChart({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const trend = useTrend(projectId);
  return (
    <Answer of={trend} failed={say("analysis.trendFailed")} absent="block">
      {({ milestones }) => {
        const shown = milestones.filter(({ points }) => points.length > 0);
        return (
          <Card title={say("analysis.trend")}>
            {shown.length === 0 ? <EmptyState title={say("analysis.trendEmpty")} /> : <Picture trends={shown} />}
          </Card>
        );
      }}
    </Answer>
  );
}

function Picture({ trends }: { trends: readonly Trend[] }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const lines = linesOf(trends);
  const told = ({ points, promised_on }: Trend): string => {
    const first = promised_on ?? points[0]?.forecast_on ?? "";
    const last = points.at(-1)?.forecast_on ?? first;
    return first === last ? say("analysis.trendKept", { on: format.date(last) }) : say("analysis.trendMoved", { from: format.date(first), to: format.date(last) });
  };
  return (
    <>
      <Prose tone="muted">{say("analysis.trendLead")}</Prose>
      <svg className={css["trend"]} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {lines.map(({ id, points }, index) => (
          <g key={id} className={css[`line${index % 4}`]}>
            <polyline points={points.map((point) => point.join()).join(" ")} strokeDasharray={STROKES[index % STROKES.length]} />
            {points.map(([x, y]) => (
              <circle key={`${x} ${y}`} cx={x} cy={y} r="3.5" />
            ))}
          </g>
        ))}
      </svg>
      <ul className={css["trendWords"]}>
        {trends.map((one, index) => (
          <li key={one.milestone_id}>
            <svg className={css[`line${index % 4}`]} viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">
              <line x1="0" y1="4" x2="28" y2="4" strokeDasharray={STROKES[index % STROKES.length]} />
            </svg>
            <span>
              {one.name}: {told(one)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

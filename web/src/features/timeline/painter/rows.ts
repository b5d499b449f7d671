/** Paints one row of a scene: its promise, its forecast, its words beside the bar and in the column of names. */
import { floorDiv, rect, text, type SceneElement } from "./elements.ts";
import * as marks from "./marks.ts";
import { ABSENT, at, NEAR_CRITICAL, type Scene } from "./scene.ts";
import { stateColour, type Theme } from "./theme.ts";

const ICON_ROOM = 1400;
const GAP = 600;
const BASELINE = 425;

/** Where a milestone of that day stands, from the left edge of the time area. */
export const centreOf = (scene: Scene, day: number): number => day * scene.px_per_day + floorDiv(scene.px_per_day, 2);

/** The signs of a row in the time area that begins at x0, round the middle line cy. */
export const bars = (scene: Scene, row: number, x0: number, cy: number, theme: Theme): SceneElement[] =>
  at(scene.rows.kind, row) === "milestone" ? milestone(scene, row, x0, cy, theme) : work(scene, row, x0, cy, theme);

function milestone(scene: Scene, row: number, x0: number, cy: number, theme: Theme): SceneElement[] {
  const { rows } = scene;
  const fill = stateColour(theme, at(rows.state, row));
  const promised = at(rows.promised_start, row);
  const forecast = at(rows.forecast_start, row);
  const promisedX = x0 + centreOf(scene, promised);
  const forecastX = x0 + centreOf(scene, forecast);
  const painted: SceneElement[] = [];
  if (promised !== ABSENT && forecast > promised && at(rows.slip_days, row) > 0) {
    const [width, top] = [forecastX - promisedX, cy - marks.BAND_HALF];
    painted.push(rect(promisedX, top, width, 2 * marks.BAND_HALF, { fill }));
    painted.push(marks.hatch(promisedX, width, top, 2 * marks.BAND_HALF, theme.paper));
  }
  if (promised !== ABSENT) painted.push(marks.promisedPoint(promisedX, cy, theme));
  if (forecast !== ABSENT) {
    painted.push(marks.point(forecastX, cy, fill));
    if (at(rows.critical, row)) painted.push(beneath(scene, row)(forecastX - marks.FORECAST_RADIUS, 2 * marks.FORECAST_RADIUS, cy, theme));
  }
  return painted;
}

/** What marks how critical a row is. */
const beneath = ({ rows }: Scene, row: number) => (at(rows.critical, row) === NEAR_CRITICAL ? marks.dashes : marks.underline);

function work(scene: Scene, row: number, x0: number, cy: number, theme: Theme): SceneElement[] {
  const { rows, px_per_day: scale } = scene;
  const painted: SceneElement[] = [];
  const promised = at(rows.promised_start, row);
  if (at(rows.forecast_start, row) !== ABSENT) painted.push(...forecast(scene, row, x0, cy, theme));
  if (promised !== ABSENT) {
    const width = marks.widthOf(promised * scale, at(rows.promised_finish, row) * scale);
    painted.push(marks.frame(x0 + promised * scale, width, cy, theme));
  }
  return painted;
}

function forecast(scene: Scene, row: number, x0: number, cy: number, theme: Theme): SceneElement[] {
  const { rows, px_per_day: scale } = scene;
  const fill = stateColour(theme, at(rows.state, row));
  const [start, finish, promisedEnd] = [at(rows.forecast_start, row), at(rows.forecast_finish, row), at(rows.promised_finish, row)];
  const [x, width] = [x0 + start * scale, marks.widthOf(start * scale, finish * scale)];
  const isPhase = at(rows.kind, row) === "summary";
  const painted = [isPhase ? marks.bracket(x, width, cy, fill) : marks.bar(x, width, cy, fill)];
  const slip = Math.max(promisedEnd, start);
  if (at(rows.slip_days, row) > 0 && promisedEnd !== ABSENT && slip < finish) {
    const height = marks.BAR_HALF * 2 - (isPhase ? 400 : 0);
    painted.push(marks.hatch(x0 + slip * scale, (finish - slip) * scale, cy - marks.BAR_HALF, height, theme.paper));
  }
  const percent = at(rows.progress, row);
  if (percent > 0 && percent < marks.WHOLE && width >= marks.LEAST_STRIPED) {
    painted.push(marks.progress(x, width, cy - (isPhase ? 200 : 0), percent, theme));
  }
  if (at(rows.critical, row)) painted.push(beneath(scene, row)(x, width, cy, theme));
  return painted;
}

/** The state's shape, the date, the slip and its reason, beside the bar. */
export function label(scene: Scene, row: number, x0: number, cy: number, theme: Theme): SceneElement[] {
  const { rows } = scene;
  const y = cy + BASELINE;
  if (at(rows.label_x, row) === ABSENT) return [];
  const [slip, reason] = [at(rows.slip_label, row), at(rows.reason_label, row)];
  const labelRoom = at(rows.label_width, row) * 100;
  const slipRoom = slip ? at(rows.slip_width, row) * 100 + GAP : 0;
  let x = x0 + at(rows.label_x, row) * 100;
  const painted = [
    rect(x - 100, cy - 800, ICON_ROOM + labelRoom + slipRoom + 200, 1600, { fill: theme.paper, "fill-opacity": "0.8" }),
    marks.stateIcon(at(rows.state, row), x, cy, theme),
  ];
  x += ICON_ROOM;
  painted.push(text(x, y, at(rows.label, row), theme.ink));
  x += labelRoom + GAP;
  if (slip) painted.push(text(x, y, slip, theme.late, { "font-weight": "700" }));
  x += slipRoom;
  if (reason) painted.push(text(x, y, reason, theme.muted));
  return painted;
}

/** WBS, name and state in the column of names. */
export function names(scene: Scene, row: number, cy: number, theme: Theme): SceneElement[] {
  const { rows } = scene;
  const y = cy + BASELINE;
  const x = at(rows.name_x, row) * 100;
  const stateX = scene.state_x * 100;
  const wbs = at(rows.wbs, row);
  const weight = at(rows.kind, row) === "summary" ? "700" : undefined;
  return [
    ...(wbs ? [text(x, y, wbs, theme.muted)] : []),
    text(x + at(rows.wbs_width, row) * 100, y, at(rows.name_label, row), theme.ink, { "font-weight": weight }),
    marks.stateIcon(at(rows.state, row), stateX, cy, theme),
    text(stateX + ICON_ROOM, y, at(rows.state_word, row), theme.ink),
  ];
}

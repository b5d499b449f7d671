/**
 * The signs of the Gantt, each drawn round a middle line. All positions are hundredths of a pixel.
 * libs/gantt/src/inloop_gantt/marks.py draws the same.
 */
import { element, floorDiv, path, rect, shape, stroke, type SceneElement } from "./elements.ts";
import { stateColour, type Theme } from "./theme.ts";

export const FRAME_HALF = 800;
export const BAR_HALF = 500;
export const BAND_HALF = 300;
export const PROMISE_RADIUS = 1000;
export const FORECAST_RADIUS = 650;
/** Percent: a finished bar needs no stripe. */
export const WHOLE = 100;
/** A stripe in a bar narrower than this would look like a hole. */
export const LEAST_STRIPED = 800;
const FOOT = 500;
const LEAST_BAR = 200;
const HATCH_STEP = 500;

/** Width of a bar; never so narrow that it could not be seen. */
export const widthOf = (start: number, finish: number): number => Math.max(finish - start, LEAST_BAR);

/** The promise of a piece of work: an outline. */
export const frame = (x: number, width: number, cy: number, theme: Theme): SceneElement =>
  rect(x, cy - FRAME_HALF, width, 2 * FRAME_HALF, { rx: 250, fill: "none", stroke: theme.muted, "stroke-width": 125 });

/** The forecast of a piece of work: solid. */
export const bar = (x: number, width: number, cy: number, fill: string): SceneElement =>
  rect(x, cy - BAR_HALF, width, 2 * BAR_HALF, { rx: 150, fill });

/** The forecast of a phase: a bar with feet. */
export function bracket(x: number, width: number, cy: number, fill: string): SceneElement {
  const foot = Math.min(FOOT, floorDiv(width, 2));
  const [top, low, end] = [cy - BAR_HALF, cy + BAR_HALF, x + width];
  const waist = low - 400;
  return shape(path("M", x, top, "H", end, "V", low, "L", end - foot, waist, "H", x + foot, "L", x, low, "Z"), fill);
}

/** How much is done: a stripe inside the bar. */
export const progress = (x: number, width: number, cy: number, percent: number, theme: Theme): SceneElement =>
  rect(x + 200, cy - 150, Math.max(floorDiv((width - 400) * percent, 100), 100), 300, { fill: theme.paper });

/** Diagonal strokes across a box, as one path: no pattern, so no id that two pictures on a page could share. */
export function hatch(x: number, width: number, top: number, height: number, colour: string): SceneElement {
  const steps: (string | number)[] = [];
  for (let along = HATCH_STEP / 2; along < width + height; along += HATCH_STEP) {
    const left = Math.max(along - height, 0);
    const right = Math.min(along, width);
    steps.push("M", x + left, top + along - left, "L", x + right, top + along - right);
  }
  return stroke(path(...steps), colour, 175);
}

/** The path of a diamond. */
export const diamond = (cx: number, cy: number, radius: number): string =>
  path("M", cx, cy - radius, "L", cx + radius, cy, "L", cx, cy + radius, "L", cx - radius, cy, "Z");

/** The promise of a milestone: a hollow diamond. */
export const promisedPoint = (cx: number, cy: number, theme: Theme): SceneElement =>
  shape(diamond(cx, cy, PROMISE_RADIUS), theme.paper, { stroke: theme.muted, "stroke-width": 125 });

/** The forecast of a milestone: a solid diamond. */
export const point = (cx: number, cy: number, fill: string): SceneElement => shape(diamond(cx, cy, FORECAST_RADIUS), fill);

/** The mark of the critical path: a line beneath. */
export const underline = (x: number, width: number, cy: number, theme: Theme): SceneElement =>
  rect(x, cy + 950, width, 175, { fill: theme.ink });

/** The mark of what is nearly on the critical path: a dashed line beneath. */
export const dashes = (x: number, width: number, cy: number, theme: Theme): SceneElement =>
  stroke(path("M", x, cy + 1038, "H", x + width), theme.ink, 175, { "stroke-dasharray": "3 2" });

/** The shape of a state in a box ten pixels wide from x: tick, disc, triangle, diamond. */
export function stateIcon(state: string, x: number, cy: number, theme: Theme): SceneElement {
  const colour = stateColour(theme, state);
  if (state === "done") return stroke(path("M", x + 100, cy, "L", x + 400, cy + 325, "L", x + 900, cy - 350), colour, 200);
  if (state === "late") return shape(path("M", x + 500, cy - 425, "L", x + 950, cy + 375, "H", x + 50, "Z"), colour);
  if (state === "waits") return shape(diamond(x + 500, cy, 450), colour);
  return element("circle", { cx: x + 500, cy, r: 375, fill: colour });
}

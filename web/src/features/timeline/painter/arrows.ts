/** Paints dependencies: along the lines between rows, so that no arrow runs through the words beside a bar. */
import { floorDiv, path, shape, stroke, type SceneElement } from "./elements.ts";
import * as marks from "./marks.ts";
import { centreOf } from "./rows.ts";
import { ABSENT, at, type Scene } from "./scene.ts";
import type { Theme } from "./theme.ts";

const EXIT = 300;
const ENTRY = 500;
const STRAIGHT = 1600;
const HEAD_LENGTH = 450;
const HEAD_HALF = 300;

/** The rows that are painted: the middle line of each, and the lines above the first and below the last. */
export interface Window {
  readonly middles: ReadonlyMap<number, number>;
  readonly first: number;
  readonly last: number;
  readonly top: number;
  readonly bottom: number;
  readonly halfRow: number;
}

/** The edge of the window towards a row before or after it; undefined for one folded away in between. */
function beyond(window: Window, row: number): number | undefined {
  if (row < window.first) return window.top;
  return row > window.last ? window.bottom : undefined;
}

/** All links that touch the window, or those of the rows in `only`; ends outside run to its edge. */
export function arrows(scene: Scene, window: Window, x0: number, theme: Theme, only?: ReadonlySet<number>): SceneElement[] {
  const { links, rows } = scene;
  return links.kind.flatMap((kind, index) => {
    const [predecessor, successor] = [at(links.predecessor, index), at(links.successor, index)];
    if (only && !only.has(predecessor) && !only.has(successor)) return [];
    if (at(rows.forecast_start, predecessor) === ABSENT || at(rows.forecast_start, successor) === ABSENT) return [];
    return arrow(scene, window, x0, theme, predecessor, successor, kind);
  });
}

/** Where a row's bar ends on that side, and how far inside an arrow may land (from the left of the time area). */
function edge(scene: Scene, row: number, isFinish: boolean): [number, number] {
  const { rows, px_per_day: scale } = scene;
  if (at(rows.kind, row) === "milestone") {
    const radius = marks.FORECAST_RADIUS;
    return [centreOf(scene, at(rows.forecast_start, row)) + (isFinish ? radius : -radius), radius];
  }
  const start = at(rows.forecast_start, row) * scale;
  const width = marks.widthOf(start, at(rows.forecast_finish, row) * scale);
  return [isFinish ? start + width : start, Math.min(ENTRY, floorDiv(width, 2))];
}

function arrow(
  scene: Scene, window: Window, x0: number, theme: Theme, predecessor: number, successor: number, kind: string,
): SceneElement[] {
  const [fromY, toY] = [window.middles.get(predecessor), window.middles.get(successor)];
  if (fromY === undefined && toY === undefined) return [];
  const startY = fromY ?? beyond(window, predecessor);
  const endY = toY ?? beyond(window, successor);
  if (startY === undefined || endY === undefined) return [];
  const out = kind[0] === "F" ? 1 : -1;
  const into = kind[1] === "S" ? 1 : -1;
  const leave = x0 + edge(scene, predecessor, kind[0] === "F")[0];
  const [side, inside] = edge(scene, successor, kind[1] === "F");
  const land = x0 + side + into * inside;
  const down = endY > startY ? 1 : -1;
  const turn = leave + out * EXIT;
  const reach = at(scene.rows.kind, successor) === "milestone" ? marks.PROMISE_RADIUS : marks.FRAME_HALF;
  const tip = toY === undefined ? endY : endY - down * (reach + 75);
  const lane = toY === undefined ? endY : endY - down * window.halfRow;
  let line: string;
  if (fromY === undefined) line = path("M", turn, startY, "V", lane, "H", land, "V", tip);
  else if (Math.abs(land - turn) <= STRAIGHT) line = short(leave, land, startY, tip, out, down);
  else line = path("M", leave, startY, "H", turn, "V", lane, "H", land, "V", tip);
  const drawn = stroke(line, theme.muted, 100);
  if (toY === undefined) return [drawn];
  const base = tip - down * HEAD_LENGTH;
  return [drawn, shape(path("M", land - HEAD_HALF, base, "H", land + HEAD_HALF, "L", land, tip, "Z"), theme.muted)];
}

/** Straight down where the arrow lands right behind the bar it leaves, or under its end. */
const short = (leave: number, land: number, startY: number, tip: number, out: number, down: number): string =>
  (land - leave) * out > 0 ? path("M", leave, startY, "H", land, "V", tip) : path("M", land, startY + down * marks.BAR_HALF, "V", tip);

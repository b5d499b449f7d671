/** The TypeScript painter: a scene to elements. It decides nothing, so it must equal libs/gantt/src/inloop_gantt/svg.py. */
import { arrows, type Window } from "./arrows.ts";
import { element, floorDiv, group, path, rect, stroke, text, type SceneElement } from "./elements.ts";
import * as rowsPainter from "./rows.ts";
import { at, type Scene } from "./scene.ts";
import { TOKENS, type Theme } from "./theme.ts";

const SMALL = 1100;

export interface PaintOptions {
  /** Ascending indexes of the rows to paint (folded ones left out); all rows without it. */
  readonly rows?: readonly number[];
  /** Scales the whole to that many pixels; without it the picture has the scene's own size. */
  readonly width?: number;
  readonly theme?: Theme;
  /** Limits the arrows to those that touch these rows; all arrows without it. */
  readonly arrowsFor?: readonly number[];
  /** False where the names are in cells of the page. */
  readonly hasNames?: boolean;
  /** False where the scale stands elsewhere. */
  readonly hasHead?: boolean;
  /** A decoration has no background and no name: the words are beside it, in the page. */
  readonly isDecoration?: boolean;
}

interface Picture {
  readonly scene: Scene;
  readonly rows: readonly number[];
  readonly theme: Theme;
  readonly hasNames: boolean;
  readonly hasHead: boolean;
  readonly x0: number;
  readonly scaleHeight: number;
  readonly top: number;
  readonly rowHeight: number;
  readonly bottom: number;
  readonly right: number;
}

/** The picture of some rows as one `<svg>` element. */
export function paint(scene: Scene, options: PaintOptions = {}): SceneElement {
  const picture = measure(scene, options);
  const { theme, right, bottom, top, rowHeight, rows } = picture;
  const isDecoration = options.isDecoration ?? false;
  const shown = options.width === undefined ? right : options.width * 100;
  const only = options.arrowsFor && new Set(options.arrowsFor);
  const children = [
    ...(isDecoration ? [] : [rect(0, 0, right, bottom, { fill: theme.paper })]),
    ...ground(picture),
    ...head(picture),
    ...lines(picture),
    group(arrows(scene, windowOf(picture), picture.x0, theme, only)),
    ...rows.flatMap((row, slot) => paintRow(picture, row, top + slot * rowHeight + floorDiv(rowHeight, 2))),
  ];
  const attrs = {
    xmlns: "http://www.w3.org/2000/svg",
    width: shown,
    height: floorDiv(bottom * shown, right),
    viewBox: path(0, 0, right, bottom),
    "font-family": theme.font,
    "font-size": scene.font_size * 100,
    role: isDecoration ? undefined : "img",
    "aria-label": isDecoration ? undefined : scene.title,
    "aria-hidden": isDecoration ? "true" : undefined,
  };
  return element("svg", attrs, children);
}

/** Width of the time area in pixels, for a scroller that needs to know it before anything is painted. */
export const timeWidth = (scene: Scene): number => (scene.days * scene.px_per_day) / 100;

/** Height of the head in pixels: the scale's two lines and the words of today and status. */
export const headHeight = (scene: Scene): number => 2 * scene.tier_height + scene.marks_height;

function measure(scene: Scene, options: PaintOptions): Picture {
  const rows = options.rows ?? scene.rows.id.map((_, row) => row);
  const { theme = TOKENS, hasNames = true, hasHead = true } = options;
  const x0 = hasNames ? scene.names_width * 100 : 0;
  const scaleHeight = hasHead ? 2 * scene.tier_height * 100 : 0;
  const top = scaleHeight + (hasHead ? scene.marks_height * 100 : 0);
  const rowHeight = scene.row_height * 100;
  const [bottom, right] = [top + rows.length * rowHeight, x0 + scene.days * scene.px_per_day];
  return { scene, rows, theme, hasNames, hasHead, x0, scaleHeight, top, rowHeight, bottom, right };
}

function windowOf({ rows, top, bottom, rowHeight }: Picture): Window {
  const halfRow = floorDiv(rowHeight, 2);
  const middles = new Map(rows.map((row, slot) => [row, top + slot * rowHeight + halfRow]));
  return { middles, first: rows[0] ?? 0, last: rows.at(-1) ?? -1, top, bottom, halfRow };
}

const xOf = ({ x0, scene }: Picture, day: number): number => x0 + day * scene.px_per_day;

function ground(picture: Picture): SceneElement[] {
  const { scene, theme, rows, top, bottom, right, rowHeight } = picture;
  const { shades, ticks } = scene;
  const painted = shades.start.map((start, index) => {
    const width = (at(shades.finish, index) - start) * scene.px_per_day;
    return rect(xOf(picture, start), top, width, bottom - top, { fill: theme.line, "fill-opacity": "0.16" });
  });
  const upright = ticks.start.flatMap((start, index) =>
    at(ticks.tier, index) === 1 && start > 0 ? ["M", xOf(picture, start), top, "V", bottom] : [],
  );
  if (upright.length > 0) painted.push(stroke(path(...upright), theme.line, 50, { "stroke-opacity": "0.4" }));
  const level = rows.flatMap((_, slot) => ["M", 0, top + (slot + 1) * rowHeight, "H", right]);
  if (level.length > 0) painted.push(stroke(path(...level), theme.line, 50, { "stroke-opacity": "0.5" }));
  return painted;
}

function head(picture: Picture): SceneElement[] {
  if (!picture.hasHead) return [];
  const { scene, theme, x0, top, right, scaleHeight } = picture;
  const { ticks } = scene;
  const tierHeight = scene.tier_height * 100;
  const steps: (string | number)[] = [];
  const words: SceneElement[] = [];
  ticks.start.forEach((start, index) => {
    const [tier, label] = [at(ticks.tier, index), at(ticks.label, index)];
    const [x, y] = [xOf(picture, start), tier * tierHeight];
    steps.push("M", x, y, "V", y + tierHeight);
    if (label) words.push(text(x + 300, y + 1400, label, theme.ink, { "font-weight": tier === 0 ? "700" : undefined }));
  });
  steps.push("M", x0, tierHeight, "H", right, "M", 0, top, "H", right);
  return [
    rect(0, 0, right, scaleHeight, { fill: theme.raised }),
    stroke(path(...steps), theme.line, 50),
    group(words, { "font-size": SMALL }),
  ];
}

function lines(picture: Picture): SceneElement[] {
  const { scene, theme, x0, bottom, scaleHeight } = picture;
  const painted = picture.hasNames ? [stroke(path("M", x0, 0, "V", bottom), theme.line, 100)] : [];
  for (let index = scene.lines.key.length - 1; index >= 0; index--) {
    const isToday = at(scene.lines.key, index) === "today";
    const colour = isToday ? theme.accent : theme.muted;
    const line = path("M", xOf(picture, at(scene.lines.day, index)), scaleHeight, "V", bottom);
    painted.push(stroke(line, colour, isToday ? 200 : 125, { "stroke-dasharray": isToday ? undefined : "4 3" }));
    if (picture.hasHead) painted.push(...flag(picture, index, colour, isToday));
  }
  return painted;
}

function flag({ scene, theme, x0, scaleHeight }: Picture, index: number, colour: string, isToday: boolean): SceneElement[] {
  const [x, y] = [x0 + at(scene.lines.label_x, index) * 100, scaleHeight + 150];
  const [fill, ink] = isToday ? [colour, theme.paper] : [theme.paper, theme.ink];
  return [
    rect(x, y, at(scene.lines.label_width, index) * 100, 1700, { rx: 300, fill, stroke: colour, "stroke-width": 100 }),
    text(x + 600, y + 1250, at(scene.lines.label, index), ink, { "font-size": SMALL }),
  ];
}

function paintRow({ scene, theme, x0, hasNames }: Picture, row: number, cy: number): SceneElement[] {
  return [
    ...rowsPainter.bars(scene, row, x0, cy, theme),
    ...rowsPainter.label(scene, row, x0, cy, theme),
    ...(hasNames ? rowsPainter.names(scene, row, cy, theme) : []),
  ];
}

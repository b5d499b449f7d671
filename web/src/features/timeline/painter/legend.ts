/** Paints the legend of a scene: each sign as it stands in the picture, its name and what it says. */
import { element, floorDiv, path, rect, shape, stroke, text, type SceneElement } from "./elements.ts";
import * as marks from "./marks.ts";
import { at, type Scene } from "./scene.ts";
import { TOKENS, type Theme } from "./theme.ts";

const ROW = 2400;
const SIGN = 3600;
const GAP = 1000;

export interface LegendOptions {
  /** In pixels. */
  readonly width: number;
  readonly theme?: Theme;
}

/** All entries in as many columns as fit into the width (at least one), read downwards. */
export function paintLegend(scene: Scene, { width, theme = TOKENS }: LegendOptions): SceneElement {
  const { legend, font_size } = scene;
  const count = legend.key.length;
  const wordRoom = Math.max(0, ...legend.word_width) * 100 + GAP;
  const entry = SIGN + GAP + wordRoom + Math.max(0, ...legend.text_width) * 100 + 2 * GAP;
  const columns = Math.max(floorDiv(width * 100, entry), 1);
  const perColumn = Math.max(Math.ceil(count / columns), 1);
  const children = legend.shape.flatMap((sign, index) => {
    const x = floorDiv(index, perColumn) * floorDiv(width * 100, columns);
    const cy = (index % perColumn) * ROW + ROW / 2;
    const words = x + SIGN + GAP;
    return [
      ...swatch(sign, x, cy, theme),
      text(words, cy + 425, at(legend.word, index), theme.ink, { "font-weight": "700" }),
      text(words + wordRoom, cy + 425, at(legend.text, index), theme.ink),
    ];
  });
  const height = perColumn * ROW;
  const attrs = {
    xmlns: "http://www.w3.org/2000/svg",
    width: width * 100,
    height,
    viewBox: path(0, 0, width * 100, height),
    "font-family": theme.font,
    "font-size": font_size * 100,
    role: "img",
    "aria-label": legend.word.map((word, index) => `${word}: ${at(legend.text, index)}`).join("; "),
  };
  return element("svg", attrs, children);
}

/** One sign by itself, 36 by 24 pixels, for a legend whose words are in the page; throws for an unknown sign. */
export function paintSwatch(sign: string, theme: Theme = TOKENS): SceneElement {
  const attrs = {
    xmlns: "http://www.w3.org/2000/svg",
    width: SIGN,
    height: ROW,
    viewBox: path(0, 0, SIGN, ROW),
    "aria-hidden": "true",
  };
  return element("svg", attrs, swatch(sign, 0, ROW / 2, theme));
}

/** The sign in a box 36 pixels wide from x, round the middle line cy; throws for an unknown sign. */
function swatch(sign: string, x: number, cy: number, theme: Theme): SceneElement[] {
  if (sign.startsWith("state-")) return [marks.stateIcon(sign.slice("state-".length), x + 1300, cy, theme)];
  const upright = path("M", x + 1800, cy - 1000, "V", cy + 1000);
  switch (sign) {
    case "promise": case "forecast": case "progress": case "slip": case "summary": case "critical": case "near":
      return barSwatch(sign, x + 100, cy, theme);
    case "milestone":
      return [marks.promisedPoint(x + 1800, cy, theme), marks.point(x + 1800, cy, theme.plan)];
    case "link": {
      const tip = path("M", x + 2950, cy - 300, "L", x + 3400, cy, "L", x + 2950, cy + 300, "Z");
      return [stroke(path("M", x + 200, cy, "H", x + 3000), theme.muted, 100), shape(tip, theme.muted)];
    }
    case "today":
      return [stroke(upright, theme.accent, 200)];
    case "status":
      return [stroke(upright, theme.muted, 125, { "stroke-dasharray": "4 3" })];
    case "shade":
      return [rect(x + 100, cy - 800, 3400, 1600, { fill: theme.line, "fill-opacity": "0.16" })];
    default:
      throw new Error(`There is no sign called ${sign}.`);
  }
}

function barSwatch(sign: string, x: number, cy: number, theme: Theme): SceneElement[] {
  const width = 3400;
  if (sign === "promise") return [marks.frame(x, width, cy, theme)];
  if (sign === "summary") return [marks.bracket(x, width, cy, theme.plan)];
  const painted = [marks.bar(x, width, cy, sign === "slip" ? theme.late : theme.plan)];
  if (sign === "slip") painted.push(marks.hatch(x, width, cy - marks.BAR_HALF, 2 * marks.BAR_HALF, theme.paper));
  if (sign === "progress") painted.push(marks.progress(x, width, cy, 60, theme));
  if (sign === "critical") painted.push(marks.underline(x, width, cy, theme));
  if (sign === "near") painted.push(marks.dashes(x, width, cy, theme));
  return painted;
}

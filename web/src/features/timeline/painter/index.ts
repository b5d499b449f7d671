/** The Gantt's painter: `paint` and `paintLegend` make plain data, `toDom` makes nodes of it. Nothing in here knows React. */
export { toDom, toSvgString, type SceneElement } from "./elements.ts";
export { paintLegend, paintSwatch, type LegendOptions } from "./legend.ts";
export { headHeight, paint, timeWidth, type PaintOptions } from "./paint.ts";
export { ABSENT, sceneFrom, type Scene } from "./scene.ts";
export { TOKENS, type Theme } from "./theme.ts";

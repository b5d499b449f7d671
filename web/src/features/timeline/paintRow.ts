/** One row of the picture, as it stands in its cell. */
import { paint, type Scene, type SceneElement } from "./painter";

/**
 * Row `row`, with those parts of the arrows of the focused row that pass through it: all ends of the arrows are painted
 * with it, one below the other, and the cell shows only its own strip.
 */
export function paintRow(scene: Scene, row: number, ends: readonly number[], focused: number | null): SceneElement {
  const rows = [...new Set([...ends, row])].sort((one, other) => one - other);
  const picture = paint(scene, { rows, hasNames: false, hasHead: false, isDecoration: true, arrowsFor: focused === null ? [] : [focused] });
  const [width, height] = [(scene.days * scene.px_per_day) / 100, scene.row_height];
  const viewBox = `0 ${rows.indexOf(row) * height} ${width} ${height}`;
  return { ...picture, attrs: { ...picture.attrs, height: height * 100, viewBox } };
}

/** The scale and the words of today and the status date. */
export const paintHead = (scene: Scene): SceneElement => paint(scene, { rows: [], hasNames: false, isDecoration: true });

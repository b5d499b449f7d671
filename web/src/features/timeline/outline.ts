/** The rows of a scene as a tree that folds, and the dates behind its days. */
import type { TreeRow } from "@/ui/TreeTable";
import { ABSENT, type Scene } from "./painter";

/** Beyond this many rows a plan opens on its phases. */
const MOST_OPEN = 40;

const DAY_MS = 24 * 3600_000;

/** Rows by depth; `item` is the index of the row in the scene's columns. */
export function treeOf({ rows }: Scene): TreeRow<number>[] {
  const top: TreeRow<number>[] = [];
  const path: TreeRow<number>[] = [];
  rows.id.forEach((id, index) => {
    const node: TreeRow<number> = { id, text: rows.name[index] ?? "", item: index, children: [] };
    path.length = Math.min(path.length, rows.depth[index] ?? 0);
    const parent = path.at(-1);
    (parent ? (parent.children as TreeRow<number>[]) : top).push(node);
    path.push(node);
  });
  return top;
}

/** What is unfolded at first: everything in a short plan, nothing below the phases in a long one. */
export function firstOpen({ rows }: Scene): ReadonlySet<string> {
  const isShort = rows.id.length <= MOST_OPEN;
  return new Set(isShort ? rows.id.filter((_, index) => rows.kind[index] === "summary") : []);
}

/** Indexes of the rows that no folded phase hides, ascending. */
export function unfolded(tree: readonly TreeRow<number>[], open: ReadonlySet<string>): number[] {
  return tree.flatMap((row) => [row.item, ...(open.has(row.id) ? unfolded(row.children, open) : [])]);
}

/** Rows at the other ends of the arrows of a row, and the row itself: what has to be drawn with it. */
export function arrowEnds({ links }: Scene, row: number): number[] {
  const ends = links.kind.flatMap((_, index) => {
    const [from, to] = [links.predecessor[index] ?? ABSENT, links.successor[index] ?? ABSENT];
    return from === row || to === row ? [from, to] : [];
  });
  return [...new Set([row, ...ends])].sort((one, other) => one - other);
}

/** Day of the scene → ISO date; null where there is none. */
export function dateOf(scene: Scene, day: number | undefined): string | null {
  if (day === undefined || day === ABSENT) return null;
  return new Date(Date.parse(`${scene.origin_on}T00:00:00Z`) + day * DAY_MS).toISOString().slice(0, 10);
}

export interface Dates {
  startOn: string | null;
  promisedOn: string | null;
  /** Last day of work as forecast. */
  finishOn: string | null;
}

/** A finish of the scene is the day after the last day of work, except that of a milestone. */
export function datesOf(scene: Scene, row: number): Dates {
  const { rows } = scene;
  const lastOf = (day: number | undefined): number | undefined => (day === undefined || day === ABSENT || rows.kind[row] === "milestone" ? day : day - 1);
  return {
    startOn: dateOf(scene, rows.forecast_start[row]),
    promisedOn: dateOf(scene, lastOf(rows.promised_finish[row])),
    finishOn: dateOf(scene, lastOf(rows.forecast_finish[row])),
  };
}

/** Today in the plan, where it lies within it. */
export function todayOf({ lines }: Scene): number | undefined {
  const index = lines.key.indexOf("today");
  return index < 0 ? undefined : lines.day[index];
}

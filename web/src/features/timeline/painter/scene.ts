/**
 * The scene as the server lays it out (libs/gantt/src/inloop_gantt/scene.py, which explains the units): parallel columns,
 * whole days from `origin_on`, `px_per_day` in hundredths of a pixel, -1 for "no such position".
 */
export const ABSENT = -1;
/** `critical`: a longer delay moves the finish. */
export const NEAR_CRITICAL = 2;

type Numbers = readonly number[];
type Words = readonly string[];

export interface RowColumns {
  readonly id: Words;
  readonly name: Words;
  readonly wbs: Words;
  readonly depth: Numbers;
  readonly kind: Words;
  readonly state: Words;
  readonly state_word: Words;
  readonly critical: Numbers;
  readonly promised_start: Numbers;
  readonly promised_finish: Numbers;
  readonly planned_start: Numbers;
  readonly planned_finish: Numbers;
  readonly forecast_start: Numbers;
  readonly forecast_finish: Numbers;
  readonly progress: Numbers;
  readonly slip_days: Numbers;
  readonly slip_label: Words;
  readonly slip_width: Numbers;
  readonly name_label: Words;
  readonly name_x: Numbers;
  readonly wbs_width: Numbers;
  readonly label: Words;
  readonly label_width: Numbers;
  readonly label_x: Numbers;
  readonly reason: Words;
  readonly reason_label: Words;
  readonly sentence: Words;
}

export interface LinkColumns {
  readonly predecessor: Numbers;
  readonly successor: Numbers;
  readonly kind: Words;
}

export interface TickColumns {
  readonly tier: Numbers;
  readonly start: Numbers;
  readonly finish: Numbers;
  readonly label: Words;
}

export interface ShadeColumns {
  readonly start: Numbers;
  readonly finish: Numbers;
}

export interface LineColumns {
  readonly key: Words;
  readonly day: Numbers;
  readonly label: Words;
  readonly label_width: Numbers;
  readonly label_x: Numbers;
}

export interface LegendColumns {
  readonly key: Words;
  readonly shape: Words;
  readonly word: Words;
  readonly word_width: Numbers;
  readonly text: Words;
  readonly text_width: Numbers;
}

export interface Scene {
  readonly title: string;
  readonly name: string;
  readonly language: string;
  readonly zoom: string;
  readonly origin_on: string;
  readonly days: number;
  readonly px_per_day: number;
  readonly names_width: number;
  readonly state_x: number;
  readonly tier_height: number;
  readonly marks_height: number;
  readonly row_height: number;
  readonly font_size: number;
  readonly rows: RowColumns;
  readonly links: LinkColumns;
  readonly ticks: TickColumns;
  readonly shades: ShadeColumns;
  readonly lines: LineColumns;
  readonly legend: LegendColumns;
}

const COLUMNS = {
  rows: [
    "id", "name", "wbs", "depth", "kind", "state", "state_word", "critical", "promised_start", "promised_finish",
    "planned_start", "planned_finish", "forecast_start", "forecast_finish", "progress", "slip_days", "slip_label", "slip_width",
    "name_label", "name_x", "wbs_width", "label", "label_width", "label_x", "reason", "reason_label", "sentence",
  ],
  links: ["predecessor", "successor", "kind"],
  ticks: ["tier", "start", "finish", "label"],
  shades: ["start", "finish"],
  lines: ["key", "day", "label", "label_width", "label_x"],
  legend: ["key", "shape", "word", "word_width", "text", "text_width"],
} as const;

const SENTENCES = ["title", "name", "language", "zoom", "origin_on"] as const;
const SIZES = ["days", "px_per_day", "names_width", "state_x", "tier_height", "marks_height", "row_height", "font_size"] as const;

type Json = Readonly<Record<string, unknown>>;

/**
 * A scene from an answer of the server, in which an empty list or a zero may be left out.
 * Throws when the columns of a group differ in length: no row may borrow another's bar.
 */
export function sceneFrom(answer: unknown): Scene {
  const data = (answer ?? {}) as Json;
  const scene: Record<string, unknown> = {};
  for (const key of SENTENCES) scene[key] = data[key] ?? "";
  for (const key of SIZES) scene[key] = data[key] ?? 0;
  for (const [name, columns] of Object.entries(COLUMNS)) scene[name] = group(name, (data[name] ?? {}) as Json, columns);
  return scene as unknown as Scene;
}

function group(name: string, data: Json, columns: readonly string[]): Json {
  const found = Object.fromEntries(columns.map((column) => [column, (data[column] ?? []) as readonly unknown[]]));
  const lengths = new Set(Object.values(found).map((column) => column.length));
  if (lengths.size > 1) throw new Error(`The scene's ${name} have columns of different lengths.`);
  return found;
}

/** An entry of a column; throws beyond its end, where a picture would silently be wrong. */
export function at<T>(column: readonly T[], index: number): T {
  if (index < 0 || index >= column.length) throw new Error(`The scene has no entry ${index}.`);
  return column[index] as T;
}

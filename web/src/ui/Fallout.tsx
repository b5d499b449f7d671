import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { Prose, Stack } from "./Layout";
import { type Moved, WasBecomes } from "./WasBecomes";

interface MovedRow {
  id: string;
  name: string;
  before_on?: string;
  after_on?: string;
  moves_days?: number;
}

/** The part of the API's Fallout that is shown. */
export interface FalloutShown {
  sentence: string;
  milestones: readonly MovedRow[];
  tasks: readonly MovedRow[];
}

/** Work that moves beyond this many rows is only counted: milestones are what people decide by. */
const MOST_TASKS = 12;

const moved = (row: MovedRow): Moved => ({ id: row.id, name: row.name, was: row.before_on ?? null, becomes: row.after_on ?? null, days: row.moves_days ?? null });

/** What edits do: the sentence first, then milestones, then the work that moves. */
export function Fallout({ of }: { of: FalloutShown }): ReactNode {
  const say = useWords();
  const milestoneIds = new Set(of.milestones.map(({ id }) => id));
  const tasks = of.tasks.filter(({ id }) => !milestoneIds.has(id));
  return (
    <Stack gap={5}>
      {of.milestones.length > 0 ? <WasBecomes caption={of.sentence} rows={of.milestones.map(moved)} /> : <Prose tone="lead">{of.sentence}</Prose>}
      {tasks.length > 0 && <WasBecomes caption={say("fallout.tasks")} rows={tasks.slice(0, MOST_TASKS).map(moved)} />}
      {tasks.length > MOST_TASKS && <Prose tone="muted">{say("fallout.more", { count: tasks.length - MOST_TASKS })}</Prose>}
    </Stack>
  );
}

import type { Say } from "@/i18n/words";
import type { Option } from "@/ui/Select";
import type { Level, Task } from "./edits";

const SEEN_FROM = ["LEVEL_ROADMAP", "LEVEL_TIMELINE", "LEVEL_DETAIL", "LEVEL_COMMERCIAL", "LEVEL_STAFF"] as const satisfies readonly Level[];

/** From which level a row is seen; STAFF is called internal. */
export const levelOptions = (say: Say): Option<Level>[] => SEEN_FROM.map((level) => ({ id: level, label: say(`plan.level.${level}`) }));

export const levelWord = (say: Say, level: Task["visible_from"]): string => {
  const known = SEEN_FROM.find((one) => one === level);
  return known ? say(`plan.level.${known}`) : "";
};

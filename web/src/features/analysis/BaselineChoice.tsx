import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Select } from "@/ui/Select";
import type { Baseline } from "./queries";

interface BaselineChoiceProps {
  baselines: readonly Baseline[];
  value: number;
  onChange: (number: number) => void;
}

/** Which baseline the dates of today are compared with; nothing to choose where there is one alone. */
export function BaselineChoice({ baselines, value, onChange }: BaselineChoiceProps): ReactNode {
  const say = useWords();
  const format = useFormat();
  if (baselines.length < 2) return null;
  const options = baselines.map(({ number, name, is_promise, saved_at }) => ({
    id: String(number),
    label: is_promise ? say("analysis.promiseOf", { name }) : name,
    ...(saved_at ? { description: format.instant(saved_at) } : {}),
  }));
  return <Select name="baseline" label={say("analysis.baseline")} options={options} value={String(value)} onChange={(id) => onChange(Number(id))} />;
}

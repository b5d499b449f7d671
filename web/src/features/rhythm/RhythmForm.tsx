import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { browserZone, makeFormat, useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Form, FormActions } from "@/ui/Form";
import { Columns, Prose } from "@/ui/Layout";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { Switch } from "@/ui/Toggle";
import { type Choices, choicesOf, isInQuietHours, KINDS, nextDigests, wishOf, zonesWith } from "./choices";
import { type Rhythm, useChooseRhythm } from "./queries";

const FIELDS = ["kind", "at", "weekday", "time_zone", "quiet_from", "quiet_until"] as const;
const WEEKDAYS = ["1", "2", "3", "4", "5", "6", "7"] as const;

export interface RhythmFormProps {
  rhythm: Rhythm;
  /** Words of the button. */
  submit: string;
  onDone: () => void;
  /** Beside the button: another way on. */
  besides?: ReactNode;
}

/** The next digests are shown before anything is saved. */
export function RhythmForm({ rhythm, submit, onDone, besides }: RhythmFormProps): ReactNode {
  const say = useWords();
  const [choices, setChoices] = useState<Choices>(() => choicesOf(rhythm, browserZone()));
  const choose = useChooseRhythm(onDone);
  const set = (part: Partial<Choices>): void => setChoices((before) => ({ ...before, ...part }));
  return (
    <Form {...refusal(choose.error, FIELDS)} label={say("rhythm.form")} onSubmit={() => choose.mutate(wishOf(choices))}>
      <Choice
        name="kind"
        label={say("rhythm.kind")}
        value={choices.kind}
        onChange={(kind) => set({ kind })}
        options={KINDS.map((id) => ({ id, label: say(`rhythm.kind.${id}`), description: say(`rhythm.more.${id}`) }))}
      />
      <Times choices={choices} set={set} />
      <Quiet choices={choices} set={set} />
      <Preview choices={choices} />
      <FormActions>
        <Button type="submit" look="primary" isPending={choose.isPending}>
          {submit}
        </Button>
        {besides}
      </FormActions>
    </Form>
  );
}

interface PartProps {
  choices: Choices;
  set: (part: Partial<Choices>) => void;
}

/** Day names as the language writes them; 1 is Monday. */
function useDayName(): (weekday: number) => string {
  const { locale } = useFormat();
  return (weekday) => new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, weekday));
}

function Times({ choices, set }: PartProps): ReactNode {
  const say = useWords();
  const dayName = useDayName();
  const hasDigest = choices.kind === "RHYTHM_KIND_DAILY" || choices.kind === "RHYTHM_KIND_WEEKLY";
  return (
    <Columns gap={4}>
      {choices.kind === "RHYTHM_KIND_WEEKLY" && (
        <Select
          name="weekday"
          label={say("rhythm.weekday")}
          value={String(choices.weekday) as (typeof WEEKDAYS)[number]}
          onChange={(day) => set({ weekday: Number(day) })}
          options={WEEKDAYS.map((id) => ({ id, label: dayName(Number(id)) }))}
        />
      )}
      {hasDigest && <TextField name="at" type="time" label={say("rhythm.at")} value={choices.at} onChange={(at) => set({ at })} />}
      <Select name="time_zone" label={say("rhythm.zone")} value={choices.zone} onChange={(zone) => set({ zone })} options={zonesWith(choices.zone).map((id) => ({ id, label: id.replaceAll("_", " ") }))} />
    </Columns>
  );
}

function Quiet({ choices, set }: PartProps): ReactNode {
  const say = useWords();
  return (
    <>
      <Switch name="quiet" label={say("rhythm.quiet")} description={say("rhythm.quietHelp")} isSelected={choices.isQuiet} onChange={(isQuiet) => set({ isQuiet })} />
      {choices.isQuiet && (
        <Columns gap={4}>
          <TextField name="quiet_from" type="time" label={say("rhythm.quietFrom")} value={choices.quietFrom} onChange={(quietFrom) => set({ quietFrom })} />
          <TextField name="quiet_until" type="time" label={say("rhythm.quietUntil")} value={choices.quietUntil} onChange={(quietUntil) => set({ quietUntil })} />
        </Columns>
      )}
    </>
  );
}

/** What would come in the next seven days. */
function Preview({ choices }: { choices: Choices }): ReactNode {
  const say = useWords();
  const { locale } = useFormat();
  const digests = nextDigests(choices, new Date());
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: choices.zone });
  const format = makeFormat(locale, choices.zone);
  const sentence =
    choices.kind === "RHYTHM_KIND_AT_ONCE" || choices.kind === "RHYTHM_KIND_MILESTONES"
      ? say(`rhythm.preview.${choices.kind}`)
      : say("rhythm.preview.digests", { count: digests.length, first: day.format(digests[0] ?? new Date()), time: format.time(digests[0] ?? new Date()) });
  return (
    <div role="status">
      <Prose tone="muted">{sentence}</Prose>
      {digests.length > 0 && isInQuietHours(choices) && <Banner tone="late">{say("rhythm.quietClash")}</Banner>}
    </div>
  );
}

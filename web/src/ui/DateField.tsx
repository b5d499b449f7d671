import { type CalendarDate, parseDate } from "@internationalized/date";
import type { ReactNode } from "react";
import {
  Button, Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell,
  DateInput, DatePicker, DateSegment, Dialog, Group, Heading, Popover,
} from "react-aria-components";
import { useWords } from "@/i18n/words";
import { classes } from "./classes";
import css from "./DateField.module.css";
import { FieldHelp, FieldLabel, FieldProblem, fieldProps, type FieldWords } from "./Field";
import fieldCss from "./Field.module.css";
import { Icon } from "./Icon";

export interface DateFieldProps extends FieldWords {
  /** ISO date, "2026-05-14", or null while it is empty. */
  value: string | null;
  onChange: (on: string | null) => void;
  least?: string;
  most?: string;
  isDisabled?: boolean;
}

const parsed = (on: string | null | undefined): CalendarDate | null => (on ? parseDate(on.slice(0, 10)) : null);

/** A date without a time zone, typed in the order of the reader's language or picked from a calendar. */
export function DateField({ name, label, description, optional, error, value, onChange, least, most, isDisabled }: DateFieldProps): ReactNode {
  return (
    <DatePicker
      {...fieldProps({ name, error })}
      isRequired={!optional}
      isDisabled={isDisabled}
      value={parsed(value)}
      minValue={parsed(least)}
      maxValue={parsed(most)}
      onChange={(date) => onChange(date ? date.toString() : null)}
    >
      <FieldLabel label={label} optional={optional} />
      <FieldHelp>{description}</FieldHelp>
      <Group className={classes(fieldCss["input"], fieldCss["group"])}>
        <DateInput className={css["segments"]}>{(segment) => <DateSegment segment={segment} className={css["segment"]} />}</DateInput>
        <Button className={fieldCss["inside"]}>
          <Icon name="down" />
        </Button>
      </Group>
      <FieldProblem error={error} />
      <Popover className={css["popover"]}>
        <Dialog className={css["dialog"]}>
          <MonthPicker />
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

function MonthPicker(): ReactNode {
  const say = useWords();
  return (
    <Calendar>
      <header className={css["head"]}>
        <Button slot="previous" aria-label={say("date.previousMonth")} className={classes(css["turn"], css["back"])}>
          <Icon name="right" />
        </Button>
        <Heading className={css["month"]} />
        <Button slot="next" aria-label={say("date.nextMonth")} className={css["turn"]}>
          <Icon name="right" />
        </Button>
      </header>
      <CalendarGrid>
        <CalendarGridHeader>{(day) => <CalendarHeaderCell className={css["weekday"]}>{day}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>{(date) => <CalendarCell date={date} className={css["day"]} />}</CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}

import type { ReactNode } from "react";
import { Button, Group, Input, NumberField as AriaNumberField, type NumberFieldProps as AriaNumberFieldProps } from "react-aria-components";
import { classes } from "./classes";
import { FieldHelp, FieldLabel, FieldProblem, fieldProps, type FieldWords } from "./Field";
import css from "./Field.module.css";
import { Icon } from "./Icon";

export interface NumberFieldProps extends FieldWords, Omit<AriaNumberFieldProps, "className" | "style" | "children" | "name" | "isInvalid"> {
  /** A word behind the number: "days", "€". */
  unit?: string;
}

/** Typed, or stepped by the buttons and the arrow keys; `value` may be NaN while it is empty. */
export function NumberField({ name, label, description, optional, error, unit, ...rest }: NumberFieldProps): ReactNode {
  return (
    <AriaNumberField {...rest} {...fieldProps({ name, error })} isRequired={!optional}>
      <FieldLabel label={label} optional={optional} />
      <FieldHelp>{description}</FieldHelp>
      <Group className={classes(css["input"], css["group"])}>
        <Input className={css["input"]} />
        {unit && (
          <span className={css["unit"]} aria-hidden="true">
            {unit}
          </span>
        )}
        <Button slot="decrement" className={css["inside"]}>
          <Icon name="minus" />
        </Button>
        <Button slot="increment" className={css["inside"]}>
          <Icon name="plus" />
        </Button>
      </Group>
      <FieldProblem error={error} />
    </AriaNumberField>
  );
}

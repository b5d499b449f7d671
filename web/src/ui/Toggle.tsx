/** Checkbox: a statement that is sent with the form. Switch: takes effect at once. */
import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField, SwitchButton, SwitchField } from "react-aria-components";
import { FieldHelp, FieldProblem, fieldProps, type FieldWords } from "./Field";
import { Icon } from "./Icon";
import css from "./Toggle.module.css";

export interface ToggleProps extends Omit<FieldWords, "optional"> {
  isSelected?: boolean;
  defaultSelected?: boolean;
  onChange?: (isSelected: boolean) => void;
  isDisabled?: boolean;
  value?: string;
}

export function Checkbox({ name, label, description, error, ...rest }: ToggleProps): ReactNode {
  return (
    <CheckboxField {...rest} {...fieldProps({ name, error })}>
      <CheckboxButton className={css["line"]}>
        <span className={css["box"]} aria-hidden="true">
          <Icon name="check" />
        </span>
        <span>{label}</span>
      </CheckboxButton>
      <FieldHelp>{description}</FieldHelp>
      <FieldProblem error={error} />
    </CheckboxField>
  );
}

export function Switch({ name, label, description, error, ...rest }: ToggleProps): ReactNode {
  return (
    <SwitchField {...rest} {...fieldProps({ name, error })}>
      <SwitchButton className={css["line"]}>
        <span className={css["track"]} aria-hidden="true" />
        <span>{label}</span>
      </SwitchButton>
      <FieldHelp>{description}</FieldHelp>
      <FieldProblem error={error} />
    </SwitchField>
  );
}

import type { ReactNode } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import css from "./Choice.module.css";
import { FieldHelp, FieldLabel, FieldProblem, fieldProps, type FieldWords } from "./Field";
import type { Option } from "./Select";

export interface ChoiceProps<Id extends string> extends FieldWords {
  options: readonly Option<Id>[];
  value?: Id | null;
  defaultValue?: Id;
  onChange?: (id: Id) => void;
  isDisabled?: boolean;
}

/** Two to five alternatives, all readable at once, each with a sentence if it needs one. */
export function Choice<Id extends string>({ name, label, description, optional, error, options, onChange, ...rest }: ChoiceProps<Id>): ReactNode {
  return (
    <RadioGroup {...rest} {...fieldProps({ name, error })} isRequired={!optional} onChange={(id) => onChange?.(id as Id)}>
      <FieldLabel label={label} optional={optional} />
      <FieldHelp>{description}</FieldHelp>
      <div className={css["options"]}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} className={css["option"]}>
            <span className={css["dot"]} aria-hidden="true" />
            <span>
              <span className={css["label"]}>{option.label}</span>
              {option.description && <span className={css["more"]}>{option.description}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <FieldProblem error={error} />
    </RadioGroup>
  );
}

import type { ReactNode } from "react";
import { Button, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue, Text } from "react-aria-components";
import { FieldHelp, FieldLabel, FieldProblem, fieldProps, type FieldWords } from "./Field";
import { Icon } from "./Icon";
import css from "./Select.module.css";

export interface Option<Id extends string = string> {
  id: Id;
  label: string;
  description?: string;
}

export interface SelectProps<Id extends string> extends FieldWords {
  options: readonly Option<Id>[];
  value?: Id | null;
  defaultValue?: Id | null;
  onChange?: (id: Id) => void;
  isDisabled?: boolean;
}

/** One of a list. For two to five things worth reading use `Choice`. */
export function Select<Id extends string>({ name, label, description, optional, error, options, onChange, ...rest }: SelectProps<Id>): ReactNode {
  return (
    <AriaSelect {...rest} {...fieldProps({ name, error })} isRequired={!optional} onChange={(key) => key !== null && onChange?.(String(key) as Id)}>
      <FieldLabel label={label} optional={optional} />
      <FieldHelp>{description}</FieldHelp>
      <Button className={css["button"]}>
        <SelectValue className={css["value"]} />
        <Icon name="down" />
      </Button>
      <FieldProblem error={error} />
      <Popover className={css["popover"]}>
        <ListBox items={options} className={css["list"]}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={css["item"]}>
              <Text slot="label">{option.label}</Text>
              {option.description && (
                <Text slot="description" className={css["more"]}>
                  {option.description}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

import { type ReactNode, useState } from "react";
import { Button, Group, Input, TextArea, TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components";
import { useWords } from "@/i18n/words";
import { classes } from "./classes";
import { FieldHelp, FieldLabel, FieldProblem, fieldProps, type FieldWords } from "./Field";
import css from "./Field.module.css";

export interface TextFieldProps extends FieldWords, Omit<AriaTextFieldProps, "className" | "style" | "children" | "name" | "isInvalid"> {
  placeholder?: string;
}

export function TextField({ name, label, description, optional, error, placeholder, ...rest }: TextFieldProps): ReactNode {
  return (
    <AriaTextField {...rest} {...fieldProps({ name, error })} isRequired={!optional}>
      <FieldLabel label={label} optional={optional && rest.type !== "search"} />
      <FieldHelp>{description}</FieldHelp>
      <Input className={css["input"]} placeholder={placeholder} />
      <FieldProblem error={error} />
    </AriaTextField>
  );
}

/** Several lines; grows with its text. */
export function TextAreaField({ name, label, description, optional, error, placeholder, ...rest }: TextFieldProps): ReactNode {
  return (
    <AriaTextField {...rest} {...fieldProps({ name, error })} isRequired={!optional}>
      <FieldLabel label={label} optional={optional} />
      <FieldHelp>{description}</FieldHelp>
      <TextArea className={css["input"]} placeholder={placeholder} />
      <FieldProblem error={error} />
    </AriaTextField>
  );
}

/** A password that can be shown while it is typed; pasting and password managers work. */
export function PasswordField({ name, label, description, error, isNew, ...rest }: Omit<TextFieldProps, "optional" | "type" | "autoComplete" | "placeholder"> & { isNew?: boolean }): ReactNode {
  const say = useWords();
  const [isShown, setShown] = useState(false);
  return (
    <AriaTextField {...rest} {...fieldProps({ name, error })} isRequired type={isShown ? "text" : "password"} autoComplete={isNew ? "new-password" : "current-password"}>
      <FieldLabel label={label} />
      <FieldHelp>{description}</FieldHelp>
      <Group className={classes(css["input"], css["group"])}>
        <Input className={css["input"]} spellCheck="false" autoCapitalize="none" />
        <Button className={css["inside"]} aria-pressed={isShown} aria-label={say("field.showPassword")} onPress={() => setShown(!isShown)}>
          {isShown ? say("field.hide") : say("field.show")}
        </Button>
      </Group>
      <FieldProblem error={error} />
    </AriaTextField>
  );
}

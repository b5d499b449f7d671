/** What every field shares: label, help, error. Internal to ui. */
import type { ReactNode } from "react";
import { FieldError, Label, Text } from "react-aria-components";
import { useWords } from "@/i18n/words";
import css from "./Field.module.css";
import { Icon } from "./Icon";

export interface FieldWords {
  /** Key of this field in the values and errors of its form. */
  name: string;
  label: string;
  /** Help that stays: format, why we ask. */
  description?: ReactNode;
  /** May stay empty; said in words, required is not. */
  optional?: boolean;
  /** An error of this field alone; those of a Form arrive by name. */
  error?: string;
}

export function FieldLabel({ label, optional }: { label: string; optional?: boolean }): ReactNode {
  const say = useWords();
  return (
    <Label className={css["label"]}>
      {label}
      {optional && <span className={css["optional"]}> {say("field.optional")}</span>}
    </Label>
  );
}

export function FieldHelp({ children }: { children?: ReactNode }): ReactNode {
  if (!children) return null;
  return (
    <Text slot="description" className={css["description"]}>
      {children}
    </Text>
  );
}

export function FieldProblem({ error }: { error?: string }): ReactNode {
  return (
    <FieldError className={css["error"]}>
      {({ validationErrors }) => (
        <>
          <Icon name="warning" />
          <span>{error ?? validationErrors.join(" ")}</span>
        </>
      )}
    </FieldError>
  );
}

/** Props for the outer element of a field: found by the form's error summary. */
export const fieldProps = ({ name, error }: Pick<FieldWords, "name" | "error">) => ({
  name,
  className: css["field"],
  "data-field": name,
  ...(error ? { isInvalid: true } : {}),
});

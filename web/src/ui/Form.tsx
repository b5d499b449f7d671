import { type FormEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { Form as AriaForm } from "react-aria-components";
import { useWords } from "@/i18n/words";
import css from "./Form.module.css";

/** Field name → what is wrong with it, as a sentence. */
export type FieldErrors = Readonly<Record<string, string>>;

export interface FormProps {
  /** Called with what was typed; the form never reloads the page and never empties its fields. */
  onSubmit: (values: FormData) => void;
  /** A new object for each refusal; shown at the top as links and beside each field. */
  errors?: FieldErrors;
  /** A refusal that belongs to no field. */
  failure?: ReactNode;
  label?: string;
  children: ReactNode;
}

const FOCUSABLE = 'input:not([type="hidden"]):not([tabindex="-1"]), textarea, select, button, [tabindex="0"]';

/** Form with an error summary: after a refusal the focus is on the summary, its links lead to the fields. */
export function Form({ onSubmit, errors = {}, failure, label, children }: FormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  const goTo = (name: string): void => {
    const field = form.current?.querySelector(`[data-field="${CSS.escape(name)}"]`);
    field?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
  };
  return (
    <AriaForm ref={form} className={css["form"]} aria-label={label} validationBehavior="aria" validationErrors={{ ...errors }} onSubmit={submit}>
      <ErrorSummary errors={errors} failure={failure} onGo={goTo} />
      {children}
    </AriaForm>
  );
}

function ErrorSummary({ errors, failure, onGo }: { errors: FieldErrors; failure: ReactNode; onGo: (name: string) => void }): ReactNode {
  const say = useWords();
  const box = useRef<HTMLDivElement>(null);
  const heading = useId();
  const lines = Object.entries(errors);
  const isShown = lines.length > 0 || Boolean(failure);
  useEffect(() => {
    if (isShown) box.current?.focus();
  }, [errors, failure, isShown]);
  if (!isShown) return null;
  return (
    <div ref={box} tabIndex={-1} role="group" aria-labelledby={heading} className={css["summary"]}>
      <h2 id={heading} className={css["heading"]}>
        {say("form.problem", { count: Math.max(1, lines.length) })}
      </h2>
      {failure && <div>{failure}</div>}
      {lines.length > 0 && (
        <ul className={css["list"]}>
          {lines.map(([name, text]) => (
            <li key={name}>
              <a
                href={`#${name}`}
                onClick={(event) => {
                  event.preventDefault();
                  onGo(name);
                }}
              >
                {text}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The buttons at the end of a form: the main one first. */
export function FormActions({ children }: { children: ReactNode }): ReactNode {
  return <div className={css["actions"]}>{children}</div>;
}

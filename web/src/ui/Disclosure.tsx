/** A button that shows a panel of links or choices beneath it. Light enough for the shell; for real menus use Menu. */
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { classes } from "./classes";
import css from "./Disclosure.module.css";
import { Icon, type IconName } from "./Icon";

export interface DisclosureProps {
  /** What the button says; beside an icon, or alone. */
  label: ReactNode;
  icon?: IconName;
  /** The name for assistive technology when `label` alone does not say it. */
  name?: string;
  /** Which way the panel opens. */
  side?: "below" | "above";
  className?: string;
  children: (close: () => void) => ReactNode;
}

/** Esc, a press outside, or leaving with Tab closes it; Esc returns the focus to the button. */
export function Disclosure({ label, icon, name, side = "below", className, children }: DisclosureProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const outer = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();
  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: Event): void => {
      if (!outer.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [isOpen]);
  const closeAndReturn = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div ref={outer} className={css["outer"]} onKeyDown={(event) => event.key === "Escape" && isOpen && closeAndReturn()}>
      <button ref={button} type="button" className={classes(css["button"], className)} aria-label={name} aria-expanded={isOpen} aria-controls={isOpen ? panel : undefined} onClick={() => setOpen(!isOpen)}>
        {icon && <Icon name={icon} />}
        <span className={css["label"]}>{label}</span>
        <Icon name="down" />
      </button>
      {isOpen && (
        <div id={panel} className={classes(css["panel"], css[side])}>
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}

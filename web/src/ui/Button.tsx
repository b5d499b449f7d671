import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps, Link as AriaLink } from "react-aria-components";
import css from "./Button.module.css";
import { classes } from "./classes";
import { Icon, type IconName } from "./Icon";

/** primary: the one thing to do here; quiet: everything else; plain: without a box; danger: cannot be undone. */
export type Look = "primary" | "quiet" | "plain" | "danger";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "style" | "children"> {
  children: ReactNode;
  look?: Look;
  icon?: IconName;
  /** Fills the width of its place. */
  wide?: boolean;
}

/** While `isPending` the words stay, the button is announced as busy and cannot be pressed. */
export function Button({ look = "quiet", icon, wide, children, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={classes(css["button"], css[look], wide && css["wide"])}>
      {icon && <Icon name={icon} />}
      <span className={css["words"]}>{children}</span>
      {rest.isPending && <span className={css["busy"]} aria-hidden="true" />}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, "className" | "style" | "children" | "aria-label"> {
  label: string;
  icon: IconName;
}

export function IconButton({ label, icon, ...rest }: IconButtonProps): ReactNode {
  return (
    <AriaButton {...rest} aria-label={label} className={classes(css["button"], css["plain"], css["square"])}>
      <Icon name={icon} />
    </AriaButton>
  );
}

/** Goes somewhere, looks like a button. */
export function LinkButton({ href, look = "quiet", icon, children }: { href: string; look?: Look; icon?: IconName; children: ReactNode }): ReactNode {
  return (
    <AriaLink href={href} className={classes(css["button"], css[look])}>
      {icon && <Icon name={icon} />}
      <span className={css["words"]}>{children}</span>
    </AriaLink>
  );
}

import type { ReactNode } from "react";
import { Link as AriaLink, type LinkProps as AriaLinkProps } from "react-aria-components";
import { classes } from "./classes";
import css from "./Link.module.css";

export interface LinkProps extends Omit<AriaLinkProps, "className" | "style" | "children"> {
  /** From `places`, or an outside address. */
  href: string;
  children: ReactNode;
  /** inline: in a sentence, underlined; quiet: a name in a list, underlined when pointed at. */
  look?: "inline" | "quiet";
}

export function Link({ look = "inline", children, ...rest }: LinkProps): ReactNode {
  return (
    <AriaLink {...rest} className={classes(css["link"], css[look])}>
      {children}
    </AriaLink>
  );
}

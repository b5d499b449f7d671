/** Arrangement without words: a screen is built from these and needs no style sheet of its own. */
import type { ReactNode } from "react";
import { classes } from "./classes";
import css from "./Layout.module.css";

type Gap = 1 | 2 | 3 | 4 | 5 | 6 | 7;
const gapClass = (gap: Gap): string | undefined => css[`gap${gap}`];

/** One below the other. `as="ul"` for lists; children are then <li>. */
export function Stack({ gap = 4, as: Tag = "div", children }: { gap?: Gap; as?: "div" | "ul" | "ol" | "section"; children: ReactNode }): ReactNode {
  return <Tag className={classes(css["stack"], gapClass(gap))}>{children}</Tag>;
}

/** Side by side, wrapping. `spread` pushes the last one to the far side. */
export function Row({ gap = 3, spread, align = "center", children }: { gap?: Gap; spread?: boolean; align?: "center" | "start" | "baseline" | "end"; children: ReactNode }): ReactNode {
  return <div className={classes(css["row"], gapClass(gap), css[align], spread && css["spread"])}>{children}</div>;
}

/** As many equal columns as fit, each at least `least` wide. */
export function Columns({ least = "narrow", gap = 5, children }: { least?: "narrow" | "wide"; gap?: Gap; children: ReactNode }): ReactNode {
  return <div className={classes(css["columns"], css[least], gapClass(gap))}>{children}</div>;
}

/** Main part and a side part (a third); below each other on a phone. */
export function MainAside({ main, aside }: { main: ReactNode; aside: ReactNode }): ReactNode {
  return (
    <div className={css["mainAside"]}>
      <div className={css["main"]}>{main}</div>
      <div className={css["aside"]}>{aside}</div>
    </div>
  );
}

/** Text no wider than can be read well. tone: muted for what may be skipped, lead for the conclusion. */
export function Prose({ tone, children }: { tone?: "muted" | "lead" | "small"; children: ReactNode }): ReactNode {
  return <div className={classes(css["prose"], tone && css[tone])}>{children}</div>;
}

/** Read by assistive technology only. */
export function Unseen({ as: Tag = "span", children }: { as?: "span" | "h2" | "h3" | "div"; children: ReactNode }): ReactNode {
  return <Tag className={css["unseen"]}>{children}</Tag>;
}

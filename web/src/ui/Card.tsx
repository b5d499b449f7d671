import { type ReactNode, useId } from "react";
import { classes } from "./classes";
import css from "./Card.module.css";

export interface CardProps {
  title?: string;
  /** Small words above the title: what kind of thing this is. */
  kicker?: string;
  /** Beside the title: a link or a button. */
  action?: ReactNode;
  /** raised: a panel on the page (default); plain: only a line around it. waits: needs the reader. */
  tone?: "raised" | "plain" | "waits";
  level?: 2 | 3;
  children: ReactNode;
}

/** A region with a heading. Without a title it is a box only. */
export function Card({ title, kicker, action, tone = "raised", level = 2, children }: CardProps): ReactNode {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={classes(css["card"], css[tone])} aria-labelledby={title ? id : undefined}>
      {(title || action) && (
        <header className={css["head"]}>
          <div>
            {kicker && <p className={css["kicker"]}>{kicker}</p>}
            {title && <Heading id={id}>{title}</Heading>}
          </div>
          {action}
        </header>
      )}
      {children}
    </section>
  );
}

import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "./Link";
import css from "./PageHeader.module.css";

export interface PageHeaderProps {
  /** The answer to the page's question, as a sentence where there is one. Also the title of the document. */
  title: string;
  /** Way back up: the list this thing is in. */
  up?: { href: string; label: string };
  lead?: ReactNode;
  actions?: ReactNode;
}

/** The one h1 of a screen. It takes the focus when the screen is entered, so that the new page is announced. */
export function PageHeader({ title, up, lead, actions }: PageHeaderProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} · Inloop`;
  }, [title]);
  return (
    <header className={css["header"]}>
      {up && (
        <p className={css["up"]}>
          <Link href={up.href}>{up.label}</Link>
        </p>
      )}
      <div className={css["line"]}>
        <h1 ref={heading} tabIndex={-1} className={css["title"]}>
          {title}
        </h1>
        {actions && <div className={css["actions"]}>{actions}</div>}
      </div>
      {lead && <div className={css["lead"]}>{lead}</div>}
    </header>
  );
}

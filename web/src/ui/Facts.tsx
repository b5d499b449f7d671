import type { ReactNode } from "react";
import css from "./Facts.module.css";

export interface Fact {
  term: string;
  value: ReactNode;
  /** A link that changes it. */
  action?: ReactNode;
}

/** Terms and their values: the check page before something is signed, and the receipt after it. */
export function Facts({ facts }: { facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={css["facts"]}>
      {facts.map(({ term, value, action }) => (
        <div key={term} className={css["fact"]}>
          <dt className={css["term"]}>{term}</dt>
          <dd className={css["value"]}>{value}</dd>
          {action && <dd className={css["action"]}>{action}</dd>}
        </div>
      ))}
    </dl>
  );
}

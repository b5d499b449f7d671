import type { ReactNode } from "react";
import css from "./Logo.module.css";

/** The ring that closes, and the name. */
export function Logo(): ReactNode {
  return (
    <span className={css["logo"]}>
      <svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
        <path className={css["ring"]} d="M24 14a10 10 0 1 1-3.300-7.400" />
        <circle className={css["point"]} cx="24" cy="14" r="3.200" />
      </svg>
      <span>Inloop</span>
    </span>
  );
}

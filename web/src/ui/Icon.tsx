/** Our pictures: 20 × 20, drawn with the colour of the text, always hidden from assistive technology. */
import type { ReactNode } from "react";
import css from "./Icon.module.css";

const PATHS = {
  home: "M3 9.5 10 3.5l7 6V16a.5.5 0 0 1-.5.5H12v-5H8v5H3.5A.5.5 0 0 1 3 16z",
  roadmap: "M3 5h8M6 10h9M10 15h7",
  timeline: "M3 3.5v13h14M6.5 6h5v2.5h-5zM9 11h6v2.5H9z",
  change: "M4 7h11l-3-3M16 13H5l3 3",
  conversation: "M3.5 4.5h13v9H9l-3.5 3v-3h-2z",
  report: "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5M7.5 13h5",
  hiccup: "M10 3 18 16.5H2zM10 8v4M10 14.2v.3",
  money: "M3 5.5h14v9H3zM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4M5.5 8v4M14.5 8v4",
  access: "M7 9a3 3 0 1 1 0-6 3 3 0 0 1 0 6M1.5 16.5c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13 9.5a2.5 2.5 0 0 0 0-5M15 12c2 .6 3.5 2.200 3.500 4.500",
  plan: "M3.5 4h3M3.500 10h3M3.500 16h3M9 4h8M9 10h8M9 16h8",
  rhythm: "M2 10h3l2-5 4 10 2.500-7 1.500 2H18",
  account: "M10 10a3.500 3.500 0 1 1 0-7 3.500 3.500 0 0 1 0 7M3.500 17c0-3.300 2.900-5.500 6.500-5.500s6.500 2.200 6.500 5.500",
  more: "M4.500 10h.01M10 10h.01M15.500 10h.01",
  down: "m5 7.500 5 5 5-5",
  right: "m7.500 5 5 5-5 5",
  close: "m5 5 10 10M15 5 5 15",
  check: "m4 10.500 4 4 8-9",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  attach: "m16 9-6.500 6.500a3.500 3.500 0 0 1-5-5L11 4a2.300 2.300 0 0 1 3.300 3.300l-6.500 6.500a1.200 1.200 0 0 1-1.700-1.700L12 6.300",
  warning: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15M10 6.500v4.500M10 13.400v.2",
  offline: "M3 3l14 14M5 9.500a8 8 0 0 1 2.500-1.600M15 9.500a8 8 0 0 0-4-2.200M7.500 12.500a4 4 0 0 1 2.500-1M10 15.500h.01",
  out: "M8 3.500H4v13h4M12 6l4 4-4 4M16 10H7.500",
  undo: "M7 5 3.500 8.500 7 12M3.500 8.500H12a4.500 4.500 0 0 1 0 9H9",
  redo: "m13 5 3.500 3.500L13 12M16.500 8.500H8a4.500 4.500 0 0 0 0 9h3",
  slip: "M3 4h3v5H3zM8.500 7h3v6h-3zM14 10h3v6.500h-3z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className={css["icon"]} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

import type { ReactNode } from "react";
import { IconButton } from "./Button";
import { classes } from "./classes";
import css from "./Banner.module.css";
import { useWords } from "@/i18n/words";

export interface BannerProps {
  tone?: "plain" | "done" | "late" | "danger";
  /** Announced at once when it appears; leave out for what is there from the beginning. */
  live?: boolean;
  action?: ReactNode;
  onClose?: () => void;
  children: ReactNode;
}

/** A message in the flow of the page. */
export function Banner({ tone = "plain", live, action, onClose, children }: BannerProps): ReactNode {
  const say = useWords();
  return (
    <div className={classes(css["banner"], css[tone])} role={live ? "status" : undefined}>
      <div className={css["words"]}>{children}</div>
      {action}
      {onClose && <IconButton icon="close" label={say("action.close")} onPress={onClose} />}
    </div>
  );
}

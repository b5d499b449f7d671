import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "@/i18n/words";
import { IconButton } from "./Button";
import css from "./Dialog.module.css";
import { classes } from "./classes";

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Buttons, the main one first. */
  footer?: ReactNode;
  size?: "small" | "large";
  /** "alertdialog" for a question that must be answered: a press outside does not close it. */
  role?: "dialog" | "alertdialog";
  children: ReactNode;
}

/** Over the page; Esc closes, focus stays inside and returns to where it was. */
export function Dialog({ title, isOpen, onOpenChange, footer, size = "small", role = "dialog", children }: DialogProps): ReactNode {
  const say = useWords();
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={onOpenChange} isDismissable={role === "dialog"} className={css["overlay"]}>
      <Modal className={classes(css["modal"], css[size])}>
        <AriaDialog role={role} className={css["dialog"]}>
          <header className={css["head"]}>
            <Heading slot="title" className={css["title"]}>
              {title}
            </Heading>
            <IconButton icon="close" label={say("action.close")} onPress={() => onOpenChange(false)} />
          </header>
          <div className={css["body"]}>{children}</div>
          {footer && <footer className={css["foot"]}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

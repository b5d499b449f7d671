import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Button, IconButton, type Look } from "./Button";
import type { IconName } from "./Icon";
import css from "./Menu.module.css";

export interface MenuChoice {
  id: string;
  label: string;
  /** A place to go… */
  href?: string;
  /** …or a thing to do. */
  onAction?: () => void;
  tone?: "danger";
  isDisabled?: boolean;
}

export interface MenuProps {
  /** Words of the button; with `icon` alone they are its accessible name. */
  label: string;
  icon?: IconName;
  iconOnly?: boolean;
  look?: Look;
  choices: readonly MenuChoice[];
}

export function Menu({ label, icon, iconOnly, look, choices }: MenuProps): ReactNode {
  return (
    <MenuTrigger>
      {iconOnly ? <IconButton label={label} icon={icon ?? "more"} /> : <Button look={look} icon={icon}>{label}</Button>}
      <Popover className={css["popover"]}>
        <AriaMenu className={css["menu"]} items={choices}>
          {(choice) => (
            <MenuItem id={choice.id} href={choice.href} onAction={choice.onAction} isDisabled={choice.isDisabled} data-tone={choice.tone} className={css["item"]}>
              {choice.label}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

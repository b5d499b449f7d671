/** Short confirmations that need no answer. Anything that must be read or decided is a Banner or a Dialog. */
import { type ReactNode, useSyncExternalStore } from "react";
import { useWords } from "@/i18n/words";
import { IconButton } from "./Button";
import css from "./Toasts.module.css";

interface Toast {
  key: number;
  words: string;
}

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(changed: readonly Toast[]): void {
  toasts = changed;
  listeners.forEach((listener) => listener());
}

const close = (key: number): void => set(toasts.filter((toast) => toast.key !== key));

/** How long a toast stays: long enough to read twice; it also closes by hand. */
const STAYS_MS = 8000;

/** Says that something has been done: `toast(say("changes.sent"))`. */
export function toast(words: string): void {
  const key = next++;
  set([...toasts.slice(-2), { key, words }]);
  setTimeout(() => close(key), STAYS_MS);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Once per page, in the shell. */
export function Toasts(): ReactNode {
  const say = useWords();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={css["region"]} role="status">
      {shown.map(({ key, words }) => (
        <div key={key} className={css["toast"]}>
          <span>{words}</span>
          <IconButton icon="close" label={say("action.close")} onPress={() => close(key)} />
        </div>
      ))}
    </div>
  );
}

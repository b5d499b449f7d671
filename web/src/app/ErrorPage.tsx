/** What is shown when a screen breaks: the rest of the page lives, and the way out is offered. */
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { ErrorState } from "@/ui/States";

export function ErrorPage({ error, reset }: ErrorComponentProps): ReactNode {
  const say = useWords();
  return <ErrorState what={say("error.screen")} safe={say("error.safe")} requestId={asProblem(error).requestId} onRetry={reset} />;
}

/** After an update the old pieces of the client are gone: load the new one, but never in a circle. */
export function reloadAfterUpdate(storage: Storage = sessionStorage, reload: () => void = () => location.reload()): void {
  const KEY = "inloop.reloaded";
  window.addEventListener("vite:preloadError", (event) => {
    if (storage.getItem(KEY)) return;
    storage.setItem(KEY, "1");
    event.preventDefault();
    reload();
  });
  window.addEventListener("load", () => setTimeout(() => storage.removeItem(KEY), 10_000));
}

import { useSyncExternalStore } from "react";

const subscribe = (listener: () => void): (() => void) => {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
};

/** Whether the page is in front of somebody. */
export const useIsSeen = (): boolean => useSyncExternalStore(subscribe, () => document.visibilityState === "visible");

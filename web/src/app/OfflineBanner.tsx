import { type ReactNode, useSyncExternalStore } from "react";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
};

/** True while the device says that it has a network. */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);

export function OfflineBanner(): ReactNode {
  const say = useWords();
  return <div role="status">{useOnline() ? null : <Banner tone="late">{say("state.offline")}</Banner>}</div>;
}

/** What the page has room for. */
import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from "react";

const NARROW = "(max-width: 48rem)";
/** A picture is not asked for anew for every pixel of a window being pulled. */
const STEP_PX = 16;

function subscribe(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** A phone, or a window as narrow. */
export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);

/** Width of an element in pixels, rounded down to a step; null until it is there. */
export function useWidth(of: RefObject<HTMLElement | null>): number | null {
  const [width, setWidth] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return;
    const measure = (): void => setWidth(Math.floor(element.clientWidth / STEP_PX) * STEP_PX);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}

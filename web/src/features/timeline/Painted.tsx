import { type ReactNode, useLayoutEffect, useRef } from "react";
import { type SceneElement, toDom } from "./painter";
import css from "./timeline.module.css";

/** A painted picture as nodes of the page; always hidden from assistive technology, its words stand beside it. */
export function Painted({ of }: { of: SceneElement }): ReactNode {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => place.current?.replaceChildren(toDom(of, document)), [of]);
  return <span ref={place} className={css["painted"]} aria-hidden="true" />;
}

import { cleanup } from "@testing-library/react";
import { i18n } from "@lingui/core";
import { afterEach, beforeAll } from "vitest";
import { messages as first } from "catalog:en";
import { messages as rest } from "catalog:en+";

/** The reader of the tests writes dates as in Britain. */
Object.defineProperty(navigator, "languages", { value: ["en-GB"], configurable: true });

/**
 * A browser says "selectionchange" only when the selection has changed; happy-dom says it at every collapse, and React
 * Aria's date segments collapse the selection whenever they hear it, which never ends.
 */
let selected = "";
const dispatch = document.dispatchEvent.bind(document);
const places = new Map<Node | null, number>();
const numberOf = (node: Node | null): number => places.get(node) ?? places.set(node, places.size).size - 1;
document.dispatchEvent = (event: Event): boolean => {
  if (event.type !== "selectionchange") return dispatch(event);
  const now = getSelection();
  const at = now ? [numberOf(now.anchorNode), now.anchorOffset, numberOf(now.focusNode), now.focusOffset].join() : "";
  if (at === selected) return true;
  selected = at;
  return dispatch(event);
};

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: { ...first, ...rest } }));

afterEach(() => {
  cleanup();
  localStorage.clear();
});

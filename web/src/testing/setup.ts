import { cleanup } from "@testing-library/react";
import { i18n } from "@lingui/core";
import { afterEach, beforeAll } from "vitest";
import { messages as first } from "catalog:en";
import { messages as rest } from "catalog:en+";

/** The reader of the tests writes dates as in Britain. */
Object.defineProperty(navigator, "languages", { value: ["en-GB"], configurable: true });

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: { ...first, ...rest } }));

afterEach(() => {
  cleanup();
  localStorage.clear();
});

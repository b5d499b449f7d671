import { cleanup } from "@testing-library/react";
import { i18n } from "@lingui/core";
import { afterEach, beforeAll } from "vitest";
import { messages } from "catalog:en";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages }));

afterEach(() => {
  cleanup();
  localStorage.clear();
});

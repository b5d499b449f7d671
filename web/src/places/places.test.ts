import { expect, test } from "vitest";
import { places, safeReturn } from "./places";

test("after signing in one returns to a path of ours and never to another site", () => {
  expect(safeReturn("/projects/p1/timeline")).toBe("/projects/p1/timeline");
  for (const hostile of ["https://evil.test", "//evil.test", "/\\evil.test", "javascript:alert(1)", null, ""]) {
    expect(safeReturn(hostile)).toBe("/");
  }
});

test("ids are escaped in addresses", () => {
  expect(places.change("a/b", "c?d")).toBe("/projects/a%2Fb/changes/c%3Fd");
});

import { expect, test } from "vitest";
import { stepOf } from "./UndoRedo";

const press = (key: string, more: Partial<Parameters<typeof stepOf>[0]> = {}) => stepOf({ key, ctrlKey: true, metaKey: false, shiftKey: false, altKey: false, ...more });

test("Ctrl or ⌘ with Z takes back, with Shift or with Y makes again", () => {
  expect(press("z")).toBe("undo");
  expect(press("z", { ctrlKey: false, metaKey: true })).toBe("undo");
  expect(press("Z", { shiftKey: true })).toBe("redo");
  expect(press("y")).toBe("redo");
});

test("other keys mean nothing here", () => {
  expect(press("z", { ctrlKey: false })).toBeNull();
  expect(press("z", { altKey: true })).toBeNull();
  expect(press("y", { shiftKey: true })).toBeNull();
  expect(press("x")).toBeNull();
});

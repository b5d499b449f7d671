import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useDraft, wipeDrafts } from "./drafts";

const EMPTY = { text: "" };

test("a draft survives leaving the page at once, and is gone when it was sent", () => {
  const first = renderHook(() => useDraft("change:p1", EMPTY));
  act(() => first.result.current[1]({ text: "five more days" }));
  first.unmount();
  const second = renderHook(() => useDraft("change:p1", EMPTY));
  expect(second.result.current[0]).toEqual({ text: "five more days" });
  act(() => second.result.current[2]());
  second.unmount();
  expect(renderHook(() => useDraft("change:p1", EMPTY)).result.current[0]).toEqual(EMPTY);
});

test("drafts of one thing do not show up in another", () => {
  const one = renderHook(() => useDraft("message:a", EMPTY));
  act(() => one.result.current[1]({ text: "to a" }));
  one.unmount();
  expect(renderHook(() => useDraft("message:b", EMPTY)).result.current[0]).toEqual(EMPTY);
});

test("signing out wipes drafts and leaves the choices of the device", () => {
  localStorage.setItem("inloop.theme", "dark");
  localStorage.setItem("inloop.draft.message:a", '{"text":"secret"}');
  wipeDrafts();
  expect(Object.keys(localStorage)).toEqual(["inloop.theme"]);
});

test("a draft that cannot be read is dropped instead of breaking the screen", () => {
  localStorage.setItem("inloop.draft.message:a", "{broken");
  expect(renderHook(() => useDraft("message:a", EMPTY)).result.current[0]).toEqual(EMPTY);
});

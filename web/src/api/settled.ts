import { useEffect, useState } from "react";

/** Long enough that a word is typed, short enough that the answer feels live. */
const REST_MS = 350;

/** The value once it has rested, compared by content: what a live preview asks about. */
export function useSettled<Value>(value: Value): Value {
  const text = JSON.stringify(value) ?? "null";
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return JSON.parse(settled) as Value;
}

/** What was typed and not yet sent survives a reload, and is gone after signing out. */
import { useCallback, useEffect, useRef, useState } from "react";

const PREFIX = "inloop.draft.";
const PAUSE_MS = 300;

function read<Value>(key: string): Value | null {
  const text = localStorage.getItem(PREFIX + key);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    localStorage.removeItem(PREFIX + key);
    return null;
  }
}

/** `const [draft, setDraft, dropDraft] = useDraft("change:" + projectId, EMPTY)`; drop it once it is sent. */
export function useDraft<Value>(key: string, initial: Value): [Value, (next: Value) => void, () => void] {
  const [value, setValue] = useState<Value>(() => read<Value>(key) ?? initial);
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; write: () => void } | null>(null);
  const flush = useCallback(() => {
    if (!waiting.current) return;
    clearTimeout(waiting.current.timer);
    waiting.current.write();
    waiting.current = null;
  }, []);
  useEffect(() => {
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [flush]);
  const change = useCallback(
    (next: Value) => {
      setValue(next);
      if (waiting.current) clearTimeout(waiting.current.timer);
      const write = (): void => localStorage.setItem(PREFIX + key, JSON.stringify(next));
      waiting.current = { write, timer: setTimeout(() => { write(); waiting.current = null; }, PAUSE_MS) };
    },
    [key],
  );
  const drop = useCallback(() => {
    if (waiting.current) clearTimeout(waiting.current.timer);
    waiting.current = null;
    localStorage.removeItem(PREFIX + key);
    setValue(initial);
  }, [key, initial]);
  return [value, change, drop];
}

/** Removes every draft of this device. */
export function wipeDrafts(): void {
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .forEach((key) => localStorage.removeItem(key));
}

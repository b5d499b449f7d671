/** Files on their way to a conversation: progress, pause, resume, cancel. */
import { useCallback, useEffect, useRef, useState } from "react";
import { freshId } from "@/api/ids";
import { asProblem, type Problem } from "@/api/problems";
import { upload } from "@/api/uploads";
import type { Place } from "./queries";

export interface Sending {
  key: string;
  file: File;
  sentBytes: number;
  state: "sending" | "paused" | "failed";
  problem?: Problem;
}

/** A file that has arrived and can go with a message. */
export interface Arrived {
  id: string;
  name: string;
  sizeBytes: number;
}

export interface Uploads {
  sending: readonly Sending[];
  add: (files: readonly File[]) => void;
  pause: (key: string) => void;
  /** Goes on where it stopped, after a pause or a failure. */
  resume: (key: string) => void;
  cancel: (key: string) => void;
}

export function useUploads({ projectId, conversationId }: Place, onArrived: (file: Arrived) => void): Uploads {
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const arrived = useRef(onArrived);
  useEffect(() => {
    arrived.current = onArrived;
  });
  useEffect(() => {
    const all = running.current;
    return () => all.forEach((one) => one.abort());
  }, []);
  const change = useCallback((key: string, part: Partial<Sending>) => setSending((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one))), []);
  const drop = useCallback((key: string) => setSending((all) => all.filter((one) => one.key !== key)), []);

  const run = useCallback(
    async (key: string, file: File) => {
      const controller = new AbortController();
      running.current.set(key, controller);
      const { signal } = controller;
      const onProgress = (sentBytes: number): void => {
        if (!signal.aborted) change(key, { sentBytes });
      };
      try {
        const id = await upload(file, { projectId, metadata: { conversation_id: conversationId }, onProgress, signal });
        drop(key);
        arrived.current({ id, name: file.name, sizeBytes: file.size });
      } catch (error) {
        if (!signal.aborted) change(key, { state: "failed", problem: asProblem(error) });
      }
    },
    [projectId, conversationId, change, drop],
  );

  const stop = (key: string): void => running.current.get(key)?.abort();
  return {
    sending,
    add: (files) => {
      const added = files.map((file): Sending => ({ key: freshId(), file, sentBytes: 0, state: "sending" }));
      setSending((all) => [...all, ...added]);
      added.forEach(({ key, file }) => void run(key, file));
    },
    pause: (key) => {
      stop(key);
      change(key, { state: "paused" });
    },
    resume: (key) => {
      const one = sending.find((each) => each.key === key);
      if (!one) return;
      change(key, { state: "sending", problem: undefined });
      void run(key, one.file);
    },
    cancel: (key) => {
      stop(key);
      drop(key);
    },
  };
}

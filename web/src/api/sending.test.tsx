import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { Problem, UNREACHABLE } from "./problems";
import { makeQueryClient, question } from "./questions";
import { invalidateTopics, useSend } from "./sending";

function inside() {
  const client = makeQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  return { client, wrapper };
}

const gone = (): Problem => new Problem(UNREACHABLE, "UNREACHABLE", "", undefined, {}, 0.001);

test("a repeat after a broken line carries the same key, and the next wish another", async () => {
  const keys: string[] = [];
  let failures = 1;
  const send = async (_wish: { text: string }, headers: { "Idempotency-Key": string }): Promise<string> => {
    keys.push(headers["Idempotency-Key"]);
    if (failures-- > 0) throw gone();
    return "sent";
  };
  const { result } = renderHook(() => useSend({ send }), inside());
  await act(() => result.current.mutateAsync({ text: "one" }));
  await act(() => result.current.mutateAsync({ text: "one" }));
  expect(keys).toHaveLength(3);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

test("pressing again by hand after giving up repeats the same wish under the same key", async () => {
  const keys = new Set<string>();
  const send = vi.fn(async (_wish: string, headers: { "Idempotency-Key": string }): Promise<string> => {
    keys.add(headers["Idempotency-Key"]);
    throw gone();
  });
  const { result } = renderHook(() => useSend({ send }), inside());
  await act(() => result.current.mutateAsync("same").catch(() => undefined));
  await act(() => result.current.mutateAsync("same").catch(() => undefined));
  expect(send.mock.calls.length).toBe(6);
  expect(keys.size).toBe(1);
});

test("a refusal is not repeated", async () => {
  const send = vi.fn(async (): Promise<string> => {
    throw new Problem(409, "PLAN_MOVED_ON", "", undefined);
  });
  const { result } = renderHook(() => useSend({ send }), inside());
  await act(() => result.current.mutateAsync("wish").catch(() => undefined));
  expect(send).toHaveBeenCalledTimes(1);
});

test("a topic makes only the questions of its project be asked again", async () => {
  const { client, wrapper } = inside();
  const asked: string[] = [];
  const ask = (name: string) => async (): Promise<string> => {
    asked.push(name);
    return name;
  };
  renderHook(() => {
    useQuery(question(["plan", "p1", "timeline"], ask("p1 timeline")));
    useQuery(question(["plan", "p2", "timeline"], ask("p2 timeline")));
    useQuery(question(["project", null, "list"], ask("list"), { also: ["plan"] }));
    useQuery(question(["messages", "p1", "list"], ask("messages")));
  }, { wrapper });
  await waitFor(() => expect(asked).toHaveLength(4));
  asked.length = 0;
  await act(() => invalidateTopics(client, ["plan"], "p1"));
  expect(asked.sort()).toEqual(["list", "p1 timeline"]);
});

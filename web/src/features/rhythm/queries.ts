/** My rhythm: how often I hear from a project, and what I was told, or not, and why. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type Rhythm = components["schemas"]["Rhythm"];
export type RhythmWish = components["schemas"]["SetMyRhythmRequest"];
export type Delivery = components["schemas"]["Delivery"];

const PAGE = 30;

export const useRhythm = () => useQuery(question(["me", null, "rhythm"], (signal) => answer(api.GET("/v1/me/rhythm", { signal })), { keep: true, also: ["deliveries"] }));

export const useChooseRhythm = (onDone: () => void) =>
  useSend({ send: (body: RhythmWish, header) => answer(api.PUT("/v1/me/rhythm", { body, params: { header } })), changes: ["me", "deliveries"], onDone });

/** Newest first, a page at a time. */
export const useDeliveries = () =>
  useInfiniteQuery({
    queryKey: ["deliveries", null, "mine"],
    queryFn: ({ signal, pageParam }) =>
      answer(api.GET("/v1/me/deliveries", { params: { query: { page_size: PAGE, ...(pageParam ? { page_token: pageParam } : {}) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.page?.next_page_token,
  });

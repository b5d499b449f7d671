/** Budget and rates; who sees and sets them is decided by the server. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type ProjectMoney = components["schemas"]["ProjectMoney"];
export type Rate = components["schemas"]["Rate"];
export type Money = components["schemas"]["MoneyInput"];

export const useMoney = (projectId: string) =>
  useQuery(question(["project", projectId, "money"], (signal) => answer(api.GET("/v1/projects/{project_id}/money", { params: { path: { project_id: projectId } }, signal })), { also: ["changes", "access"] }));

export const useSetBudget = (projectId: string, onDone: () => void) =>
  useSend({
    send: (budget: Money, header) => answer(api.PUT("/v1/projects/{project_id}/budget", { params: { path: { project_id: projectId }, header }, body: { budget } })),
    projectId,
    changes: ["project"],
    onDone,
  });

export interface RateWish {
  name: string;
  bill?: Money;
  cost?: Money;
}

export const useSetRate = (projectId: string, onDone: () => void) =>
  useSend({
    send: (body: RateWish, header) => answer(api.PUT("/v1/projects/{project_id}/rates", { params: { path: { project_id: projectId }, header }, body })),
    projectId,
    changes: ["project"],
    onDone,
  });

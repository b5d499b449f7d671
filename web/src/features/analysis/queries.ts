/** Why dates are what they are, how far they are from a baseline, and who is asked for too much. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";

export type Chain = components["schemas"]["DrivingChain"];
export type Variance = components["schemas"]["PlanVariance"];
export type Baseline = components["schemas"]["Baseline"];
export type Allocation = components["schemas"]["Allocation"];
export type Trend = components["schemas"]["MilestoneTrend"];
export type EarnedValue = components["schemas"]["EarnedValue"];

/** From the row backwards. */
export const useChain = (projectId: string, taskId: string) =>
  useQuery({
    ...question(
      ["plan", projectId, "chain", taskId],
      (signal) => answer(api.GET("/v1/projects/{project_id}/tasks/{task_id}/driving-chain", { params: { path: { project_id: projectId, task_id: taskId } }, signal })),
      { also: ["access"] },
    ),
    placeholderData: keepPreviousData,
  });

export const useBaselines = (projectId: string) =>
  useQuery(question(["plan", projectId, "baselines"], (signal) => answer(api.GET("/v1/projects/{project_id}/baselines", { params: { path: { project_id: projectId } }, signal })), { also: ["access"] }));

export const useVariance = (projectId: string, number: number) =>
  useQuery({
    ...question(
      ["plan", projectId, "variance", number],
      (signal) => answer(api.GET("/v1/projects/{project_id}/variance", { params: { path: { project_id: projectId }, query: { number } }, signal })),
      { also: ["access"] },
    ),
    placeholderData: keepPreviousData,
  });

export const useAllocations = (projectId: string) =>
  useQuery(question(["plan", projectId, "allocations"], (signal) => answer(api.GET("/v1/projects/{project_id}/allocations", { params: { path: { project_id: projectId } }, signal }))));

export const useTrend = (projectId: string) =>
  useQuery(question(["plan", projectId, "trend"], (signal) => answer(api.GET("/v1/projects/{project_id}/milestone-trend", { params: { path: { project_id: projectId } }, signal })), { also: ["access"] }));

export const useEarnedValue = (projectId: string) =>
  useQuery(question(["plan", projectId, "earned"], (signal) => answer(api.GET("/v1/projects/{project_id}/earned-value", { params: { path: { project_id: projectId } }, signal })), { also: ["project"] }));

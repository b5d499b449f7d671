/** Who is signed in, where that person belongs, and which projects there are. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import { question } from "./questions";
import type { components } from "./schema";

export type Account = components["schemas"]["Account"];
export type Membership = components["schemas"]["Membership"];
export type Project = components["schemas"]["Project"];
export type Viewer = components["schemas"]["Viewer"];
export type Level = components["schemas"]["Level"];
export type Capability = components["schemas"]["Capability"];

const PAGE = 200;

export const meQuestion = question(["me", null, "account"], (signal) => answer(api.GET("/v1/me", { signal })), { keep: true });

export const membershipsQuestion = question(["access", null, "memberships"], (signal) => answer(api.GET("/v1/me/memberships", { signal })), { keep: true });

export const projectsQuestion = question(
  ["project", null, "list"],
  (signal) => answer(api.GET("/v1/projects", { params: { query: { page_size: PAGE } }, signal })),
  { keep: true, also: ["access", "plan", "hiccups"] },
);

export const projectQuestion = (projectId: string) =>
  question(["project", projectId, "one"], (signal) => answer(api.GET("/v1/projects/{project_id}", { params: { path: { project_id: projectId } }, signal })), {
    keep: true,
    also: ["access", "plan", "hiccups"],
  });

export const useMe = () => useQuery(meQuestion);
export const useMemberships = () => useQuery(membershipsQuestion);
export const useProjects = () => useQuery(projectsQuestion);
/** The project with `viewer`: what the reader is here. A 404 is the page of an absent id. */
export const useProject = (projectId: string) => useQuery(projectQuestion(projectId));

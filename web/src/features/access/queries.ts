/** Who sees what in a project: clients, their contacts, grants and invitations. For staff. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { question } from "@/api/questions";
import type { components } from "@/api/schema";
import { useSend } from "@/api/sending";

export type Client = components["schemas"]["Client"];
export type Contact = components["schemas"]["Contact"];
export type Grant = components["schemas"]["Grant"];
export type Invitation = components["schemas"]["Invitation"];
export type Preset = components["schemas"]["Preset"];

const inProject = (projectId: string) => ({ path: { project_id: projectId } });

export const useClients = (workspaceId: string | undefined) =>
  useQuery({
    ...question(["access", null, "clients", workspaceId ?? ""], (signal) =>
      answer(api.GET("/v1/workspaces/{workspace_id}/clients", { params: { path: { workspace_id: workspaceId ?? "" } }, signal })),
    ),
    enabled: workspaceId !== undefined,
  });

export const useGrants = (projectId: string) =>
  useQuery(question(["access", projectId, "grants"], (signal) => answer(api.GET("/v1/projects/{project_id}/grants", { params: inProject(projectId), signal }))));

export const useInvitations = (projectId: string) =>
  useQuery(question(["access", projectId, "invitations"], (signal) => answer(api.GET("/v1/projects/{project_id}/invitations", { params: inProject(projectId), signal }))));

export const useAddClient = (workspaceId: string, onDone: (client: Client) => void) =>
  useSend({
    send: (body: { name: string }, header) => answer(api.POST("/v1/workspaces/{workspace_id}/clients", { body, params: { header, path: { workspace_id: workspaceId } } })),
    changes: ["access"],
    onDone,
  });

export interface NewContact {
  name: string;
  email: string;
  language: string;
}

export const useAddContact = (workspaceId: string, clientId: string, onDone: (contact: Contact) => void) =>
  useSend({
    send: (body: NewContact, header) =>
      answer(api.POST("/v1/workspaces/{workspace_id}/clients/{client_id}/contacts", { body, params: { header, path: { workspace_id: workspaceId, client_id: clientId } } })),
    changes: ["access"],
    onDone,
  });

export interface GrantWish {
  client_id: string;
  contact_id?: string;
  preset: Preset;
  expires_on?: string;
}

export const useSetGrant = (projectId: string, onDone: () => void) =>
  useSend({
    send: (body: GrantWish, header) => answer(api.POST("/v1/projects/{project_id}/grants", { body, params: { header, ...inProject(projectId) } })),
    changes: ["access"],
    onDone,
  });

export const useWithdraw = (projectId: string, onDone: () => void) =>
  useSend({
    send: (grantId: string, header) =>
      answer(api.POST("/v1/projects/{project_id}/grants/{grant_id}:withdraw", { params: { header, path: { project_id: projectId, grant_id: grantId } } })),
    changes: ["access"],
    onDone,
  });

/** Invites, or sends the invitation again; an earlier one becomes void. */
export const useInvite = (projectId: string, onDone: () => void) =>
  useSend({
    send: (contactId: string, header) => answer(api.POST("/v1/projects/{project_id}/invitations", { body: { contact_id: contactId }, params: { header, ...inProject(projectId) } })),
    changes: ["access"],
    onDone,
  });

export const useCancelInvitation = (projectId: string, onDone: () => void) =>
  useSend({
    send: (invitationId: string, header) =>
      answer(api.POST("/v1/projects/{project_id}/invitations/{invitation_id}:cancel", { params: { header, path: { project_id: projectId, invitation_id: invitationId } } })),
    changes: ["access"],
    onDone,
  });

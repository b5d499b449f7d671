"""gRPC: workspaces, clients, grants."""

from __future__ import annotations

import grpc

from inloop.projects.v1 import people_pb2, people_pb2_grpc, projects_pb2, projects_pb2_grpc
from inloop_kit.rpc_server import caller_of, session_of
from inloop_projects.actions.people.clients import Clients
from inloop_projects.actions.people.grants import Grants
from inloop_projects.actions.people.workspaces import Workspaces
from inloop_projects.domain.people.grants import choose
from inloop_projects.domain.people.levels import Role
from inloop_projects.entry import people_messages as messages
from inloop_projects.entry.dates import day


class WorkspaceService(projects_pb2_grpc.WorkspaceServiceServicer):
    """Workspaces, memberships, access."""

    def __init__(self, workspaces: Workspaces, grants: Grants) -> None:
        self.workspaces = workspaces
        self.grants = grants

    def FoundWorkspace(
        self, request: projects_pb2.FoundWorkspaceRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Workspace:
        owner = {"account_id": request.owner_account_id, "name": request.owner_name, "email": request.owner_email}
        return messages.workspace(
            self.workspaces.found(
                session_of(context),
                caller_of(context),
                name=request.name,
                time_zone=request.time_zone,
                currency=request.currency,
                owner=owner,
            )
        )

    def AddStaff(
        self, request: projects_pb2.AddStaffRequest, context: grpc.ServicerContext
    ) -> projects_pb2.StaffMember:
        member = self.workspaces.add_staff(
            session_of(context),
            caller_of(context),
            request.workspace_id,
            Role(request.role),
            account_id=request.account_id,
            name=request.name,
            email=request.email,
        )
        return messages.staff_member(member)

    def GetWorkspace(
        self, request: projects_pb2.GetWorkspaceRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Workspace:
        return messages.workspace(self.workspaces.get(session_of(context), caller_of(context)))

    def ListStaff(
        self, request: projects_pb2.ListStaffRequest, context: grpc.ServicerContext
    ) -> projects_pb2.ListStaffResponse:
        staff = self.workspaces.list_staff(session_of(context), caller_of(context))
        return projects_pb2.ListStaffResponse(staff=[messages.staff_member(member) for member in staff])

    def ListMemberships(
        self, request: projects_pb2.ListMembershipsRequest, context: grpc.ServicerContext
    ) -> projects_pb2.ListMembershipsResponse:
        found = self.workspaces.memberships(session_of(context), caller_of(context))
        return projects_pb2.ListMembershipsResponse(memberships=[messages.membership(one) for one in found])

    def ResolveAccess(
        self, request: projects_pb2.ResolveAccessRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Access:
        return messages.access(
            self.grants.resolve(session_of(context), request.account_id, request.project_id, request.workspace_id)
        )


class ClientService(people_pb2_grpc.ClientServiceServicer):
    """Client companies and their contacts."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients

    def CreateClient(self, request: people_pb2.CreateClientRequest, context: grpc.ServicerContext) -> people_pb2.Client:
        return messages.client(self.clients.create(session_of(context), caller_of(context), name=request.name))

    def ListClients(
        self, request: people_pb2.ListClientsRequest, context: grpc.ServicerContext
    ) -> people_pb2.ListClientsResponse:
        found = self.clients.list_all(session_of(context), caller_of(context))
        return people_pb2.ListClientsResponse(clients=[messages.client(one) for one in found])

    def AddContact(self, request: people_pb2.AddContactRequest, context: grpc.ServicerContext) -> people_pb2.Contact:
        contact = self.clients.add_contact(
            session_of(context),
            caller_of(context),
            request.client_id,
            name=request.name,
            email=request.email,
            language=request.language,
            time_zone=request.time_zone,
            phone=request.phone or None,
        )
        return messages.contact(contact)

    def GetContact(self, request: people_pb2.GetContactRequest, context: grpc.ServicerContext) -> people_pb2.Contact:
        return messages.contact(self.clients.get_contact(session_of(context), request.contact_id))


class GrantService(people_pb2_grpc.GrantServiceServicer):
    """Grants and who they reach."""

    def __init__(self, grants: Grants, clients: Clients) -> None:
        self.grants = grants
        self.clients = clients

    def SetGrant(self, request: people_pb2.SetGrantRequest, context: grpc.ServicerContext) -> people_pb2.Grant:
        session, caller = session_of(context), caller_of(context)
        given = choose(request.preset, request.level, request.capabilities)
        expires_on = day(request.expires_on)
        grant = self.grants.set(session, caller, request.client_id, request.contact_id, given, expires_on)
        return messages.grant(grant, *self.clients.names(session, caller, grant.client_id, grant.contact_id))

    def ListGrants(
        self, request: people_pb2.ListGrantsRequest, context: grpc.ServicerContext
    ) -> people_pb2.ListGrantsResponse:
        session, caller = session_of(context), caller_of(context)
        made = [
            messages.grant(grant, *self.clients.names(session, caller, grant.client_id, grant.contact_id))
            for grant in self.grants.list_all(session, caller)
        ]
        return people_pb2.ListGrantsResponse(grants=made)

    def WithdrawGrant(
        self, request: people_pb2.WithdrawGrantRequest, context: grpc.ServicerContext
    ) -> people_pb2.WithdrawGrantResponse:
        self.grants.withdraw(session_of(context), caller_of(context), request.grant_id)
        return people_pb2.WithdrawGrantResponse()

    def ListRecipients(
        self, request: people_pb2.ListRecipientsRequest, context: grpc.ServicerContext
    ) -> people_pb2.ListRecipientsResponse:
        workspace, project_name, found = self.grants.recipients(
            session_of(context),
            request.project_id,
            level=request.level,
            client_id=request.client_id,
            capability=request.capability,
            with_staff=request.with_staff,
        )
        return people_pb2.ListRecipientsResponse(
            recipients=[messages.recipient(one) for one in found],
            workspace_name=workspace.name,
            project_name=project_name,
            workspace_id=workspace.id,
        )

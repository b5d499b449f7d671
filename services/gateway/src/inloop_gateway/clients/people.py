"""Whom the gateway asks about contacts: the projects service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inloop.projects.v1 import people_pb2, people_pb2_grpc, projects_pb2, projects_pb2_grpc
from inloop_kit.caller import Caller
from inloop_kit.errors import Missing
from inloop_kit.rpc_client import Upstream

PURPOSE = "invite-contact"


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A contact and the name of the workspace that it belongs to."""

    contact: people_pb2.Contact
    workspace_name: str


class People:
    """Contacts of a workspace."""

    def __init__(self, projects: Upstream) -> None:
        self._projects = projects
        self._clients: Any = projects.stub(people_pb2_grpc.ClientServiceStub)
        self._workspaces: Any = projects.stub(projects_pb2_grpc.WorkspaceServiceStub)

    def contact(self, caller: Caller, contact_id: str) -> ContactFacts:
        """A contact of the caller's workspace. Errors: Missing for an absent or a foreign one."""
        service = self._projects.as_service(PURPOSE, workspace_id=caller.workspace_id, project_id=caller.project_id)
        asked = people_pb2.GetContactRequest(contact_id=contact_id)
        contact = self._projects.call(self._clients.GetContact, asked, caller=service)
        if contact.workspace_id != caller.workspace_id:
            raise Missing
        scope = projects_pb2.ResolveAccessRequest(workspace_id=caller.workspace_id)
        access = self._projects.call(self._workspaces.ResolveAccess, scope, caller=service)
        return ContactFacts(contact, access.workspace_name)

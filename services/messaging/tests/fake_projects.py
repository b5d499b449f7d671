"""A projects service of the tests: knows the people of one world, over real gRPC."""

from __future__ import annotations

import json
from concurrent import futures
from typing import Any

import grpc
from grpc_status import rpc_status
from world_of_messaging import World

from inloop.projects.v1 import people_pb2, people_pb2_grpc, projects_pb2, projects_pb2_grpc
from inloop_kit import status
from inloop_kit.caller import Caller
from inloop_kit.errors import Missing
from inloop_worktime import standard


class _Workspaces(projects_pb2_grpc.WorkspaceServiceServicer):
    def __init__(self, world: World) -> None:
        self.world = world

    def ResolveAccess(self, request: Any, context: Any) -> projects_pb2.Access:
        world = self.world
        people = {one.account_id: one for one in (world.manager, world.ann, world.abe, world.bob)}
        person = people.get(request.account_id, Caller())
        if request.project_id != world.project_id or (request.account_id and not person.account_id):
            context.abort_with_status(rpc_status.to_status(status.to_grpc(Missing(), "r")))
        return projects_pb2.Access(
            account_id=request.account_id,
            workspace_id=world.workspace_id,
            project_id=world.project_id,
            role=person.role,
            level=person.level,
            capabilities=sorted(person.capabilities),
            client_id=person.client_id,
            contact_id=person.contact_id,
            time_zone="UTC",
            calendar_json=json.dumps(standard().to_dict()),
            response_target_minutes=240,
            person_name=world.names.get(request.account_id, ""),
        )


class _Grants(people_pb2_grpc.GrantServiceServicer):
    def __init__(self, world: World) -> None:
        self.world = world

    def ListRecipients(self, request: Any, context: Any) -> people_pb2.ListRecipientsResponse:
        people = (self.world.ann, self.world.abe, self.world.bob)
        found = [one for one in people if one.client_id == request.client_id]
        recipients = [people_pb2.Recipient(account_id=one.account_id, client_id=one.client_id) for one in found]
        return people_pb2.ListRecipientsResponse(recipients=recipients)


class FakeProjects:
    """Serves on a free port of the loopback."""

    def __init__(self, world: World) -> None:
        self._server = grpc.server(futures.ThreadPoolExecutor(4))
        projects_pb2_grpc.add_WorkspaceServiceServicer_to_server(_Workspaces(world), self._server)
        people_pb2_grpc.add_GrantServiceServicer_to_server(_Grants(world), self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.stop(None).wait()

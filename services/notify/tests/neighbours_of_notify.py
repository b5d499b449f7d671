"""Projects, messaging and gateway of the tests: real gRPC; the contract decides whether our calls are allowed."""

from __future__ import annotations

from collections import Counter
from concurrent import futures
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from grpc_status import rpc_status

from inloop.gateway.v1 import accounts_pb2, accounts_pb2_grpc
from inloop.messaging.v1 import conversations_pb2, conversations_pb2_grpc
from inloop.options.v1.access_pb2 import (
    CAPABILITY_MESSAGE,
    CAPABILITY_REPORTS,
    LEVEL_STAFF,
    LEVEL_TIMELINE,
    ROLE_MANAGER,
)
from inloop.projects.v1 import people_pb2, people_pb2_grpc, projects_pb2, projects_pb2_grpc
from inloop_kit import access, status
from inloop_kit.caller import CALLER_KEY, load_verifier
from inloop_kit.clock import Clock
from inloop_kit.errors import InloopError, Missing
from inloop_kit.ids import new_id

SERVICES = (
    "inloop.projects.v1.WorkspaceService",
    "inloop.projects.v1.GrantService",
    "inloop.messaging.v1.ConversationService",
    "inloop.gateway.v1.AccountService",
)


@dataclass
class Person:
    """Somebody in the project. `level` 0: no grant."""

    name: str
    email: str
    client_id: str = ""
    level: int = LEVEL_TIMELINE
    capabilities: frozenset[int] = frozenset({CAPABILITY_MESSAGE, CAPABILITY_REPORTS})
    language: str = "en"
    time_zone: str = "Europe/Berlin"
    account_id: str = field(default_factory=new_id)

    @property
    def is_staff(self) -> bool:
        """Works in the workspace."""
        return self.level == LEVEL_STAFF


class Facts:
    """What the neighbours know; tests change it."""

    def __init__(self) -> None:
        self.workspace_id, self.project_id = new_id(), new_id()
        self.workspace_name = "Kontor & Söhne"
        self.people: dict[str, Person] = {}
        self.read: set[tuple[str, str]] = set()
        self.deleted: set[str] = set()
        self.void_links: set[str] = set()
        self.issued: list[str] = []
        self.calls: Counter[str] = Counter()

    def add(self, person: Person) -> Person:
        """Let somebody in."""
        self.people[person.account_id] = person
        return person


class Neighbours:
    """All three on one free port of the loopback."""

    def __init__(self, facts: Facts, keys: Path, clock: Clock) -> None:
        self._server = grpc.server(futures.ThreadPoolExecutor(8), interceptors=[_Door(facts, keys, clock)])
        projects_pb2_grpc.add_WorkspaceServiceServicer_to_server(_Workspaces(facts), self._server)
        people_pb2_grpc.add_GrantServiceServicer_to_server(_Grants(facts), self._server)
        conversations_pb2_grpc.add_ConversationServiceServicer_to_server(_Conversations(facts), self._server)
        accounts_pb2_grpc.add_AccountServiceServicer_to_server(_Accounts(facts), self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        """Stop."""
        self._server.stop(None).wait()


class _Door(grpc.ServerInterceptor):
    """Refuses what the real services would refuse."""

    def __init__(self, facts: Facts, keys: Path, clock: Clock) -> None:
        self._facts = facts
        self._verifier = load_verifier(keys, clock=clock)
        self._rules = access.rules(SERVICES)

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        handler = continuation(details)
        token = dict(details.invocation_metadata)[CALLER_KEY]
        rule = self._rules[details.method]

        def answer(request: Any, context: Any) -> Any:
            self._facts.calls[rule.name.rpartition(".")[2]] += 1
            try:
                access.check(rule, self._verifier.verify(token), request)
                return handler.unary_unary(request, context)
            except InloopError as refusal:
                context.abort_with_status(rpc_status.to_status(status.to_grpc(refusal, "r")))

        return grpc.unary_unary_rpc_method_handler(answer, handler.request_deserializer, handler.response_serializer)


class _Workspaces(projects_pb2_grpc.WorkspaceServiceServicer):
    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def ResolveAccess(self, request: Any, context: Any) -> projects_pb2.Access:
        person = self.facts.people.get(request.account_id)
        if request.project_id != self.facts.project_id or person is None or not person.level:
            raise Missing
        return projects_pb2.Access(
            account_id=person.account_id,
            workspace_id=self.facts.workspace_id,
            project_id=self.facts.project_id,
            role=ROLE_MANAGER if person.is_staff else 0,
            level=person.level,
            capabilities=sorted(person.capabilities),
            client_id=person.client_id,
        )


class _Grants(people_pb2_grpc.GrantServiceServicer):
    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def ListRecipients(self, request: Any, context: Any) -> people_pb2.ListRecipientsResponse:
        if request.project_id != self.facts.project_id:
            raise Missing
        found = [one for one in self.facts.people.values() if self._is_wanted(one, request)]
        return people_pb2.ListRecipientsResponse(
            recipients=[
                people_pb2.Recipient(
                    account_id=one.account_id,
                    email=one.email,
                    name=one.name,
                    language=one.language,
                    time_zone=one.time_zone,
                    is_staff=one.is_staff,
                    level=one.level,
                    client_id=one.client_id,
                )
                for one in found
            ],
            workspace_id=self.facts.workspace_id,
            workspace_name=self.facts.workspace_name,
            project_name="canary-project",
        )

    def _is_wanted(self, one: Person, request: Any) -> bool:
        if one.is_staff:
            return bool(request.with_staff)
        is_deep = bool(request.level) and one.level >= request.level
        is_client = not request.client_id or request.client_id == one.client_id
        return is_deep and is_client and (not request.capability or request.capability in one.capabilities)


class _Conversations(conversations_pb2_grpc.ConversationServiceServicer):
    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def GetReadState(self, request: Any, context: Any) -> conversations_pb2.ReadState:
        is_read = (request.message_id, request.account_id) in self.facts.read
        return conversations_pb2.ReadState(exists=request.message_id not in self.facts.deleted, is_read=is_read)


class _Accounts(accounts_pb2_grpc.AccountServiceServicer):
    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def IssueLink(self, request: Any, context: Any) -> accounts_pb2.IssuedLink:
        if request.id in self.facts.void_links:
            return accounts_pb2.IssuedLink(is_void=True)
        kind = "invitation" if request.kind == accounts_pb2.LINK_KIND_INVITATION else "reset"
        self.facts.issued.append(f"http://portal.test/{kind}#token-{len(self.facts.issued)}")
        return accounts_pb2.IssuedLink(
            email="invited@client.example",
            name="Ida Invited",
            language="de",
            url=self.facts.issued[-1],
            workspace_name=self.facts.workspace_name if kind == "invitation" else "",
        )

"""What the projects service knows: who somebody is in a project, what they may see, and when staff works."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from inloop.options.v1.access_pb2 import CAPABILITY_MESSAGE, LEVEL_SUMMARY
from inloop.projects.v1 import people_pb2, people_pb2_grpc, projects_pb2, projects_pb2_grpc
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.rpc_client import Upstream
from inloop_messaging.domain.response import WorkingHours
from inloop_worktime import Calendar

ACCESS_SECONDS = 1.0
"""A grant is used for at most so long after it was read."""
HOURS_SECONDS = 30.0
"""Calendars say nothing about access and change seldom."""

Kept = TypeVar("Kept")


class Projects:
    """Calls of this service to projects. Safe to share between threads."""

    def __init__(self, upstream: Upstream, clock: Clock) -> None:
        self._upstream = upstream
        self._clock = clock
        self._workspaces = upstream.stub(projects_pb2_grpc.WorkspaceServiceStub)
        self._grants = upstream.stub(people_pb2_grpc.GrantServiceStub)
        self._access: _Cache[projects_pb2.Access] = _Cache(ACCESS_SECONDS)
        self._hours: _Cache[WorkingHours] = _Cache(HOURS_SECONDS)

    def person_name(self, caller: Caller) -> str:
        """The display name of the caller in its project. Errors: Missing for nobody there, Unreachable."""
        return self._resolve(caller.account_id, caller.project_id, "name-author").person_name

    def resolve(self, caller: Caller) -> Caller:
        """The background caller with the access of the account that it works for. Errors: Missing, Unreachable."""
        access = self._resolve(caller.account_id, caller.project_id, "resolve-reader")
        return caller.with_access(
            # A workspace that the signer made up must not open the rows of another one.
            workspace_id=access.workspace_id,
            role=access.role,
            level=access.level,
            capabilities=access.capabilities,
            client_id=access.client_id,
            contact_id=access.contact_id,
            grant_read_at=self._clock.now(),
        )

    def working_hours(self, project_id: str) -> WorkingHours:
        """Calendar, zone and promised answer time of a project. Errors: Missing, Unreachable."""

        def read() -> WorkingHours:
            facts = self._ask("", project_id, "response-clock")
            calendar = Calendar.from_dict(json.loads(facts.calendar_json))
            return WorkingHours(calendar, facts.time_zone, facts.response_target_minutes)

        return self._hours.get(project_id, read)

    def has_readers(self, project_id: str, client_id: str) -> bool:
        """Whether anybody of a client can read messages in a project. Errors: Missing, Unreachable."""
        request = people_pb2.ListRecipientsRequest(
            project_id=project_id, level=LEVEL_SUMMARY, client_id=client_id, capability=CAPABILITY_MESSAGE
        )
        caller = self._upstream.as_service("find-readers", project_id=project_id)
        answer = self._upstream.call(self._grants.ListRecipients, request, caller=caller)
        return any(one.client_id == client_id for one in answer.recipients)

    def _resolve(self, account_id: str, project_id: str, purpose: str) -> projects_pb2.Access:
        return self._access.get(f"{account_id}/{project_id}", lambda: self._ask(account_id, project_id, purpose))

    def _ask(self, account_id: str, project_id: str, purpose: str) -> projects_pb2.Access:
        request = projects_pb2.ResolveAccessRequest(account_id=account_id, project_id=project_id)
        caller = self._upstream.as_service(purpose, project_id=project_id, on_behalf_of=account_id)
        access: projects_pb2.Access = self._upstream.call(self._workspaces.ResolveAccess, request, caller=caller)
        return access


class _Cache(Generic[Kept]):
    """A few values for a short time, counted from before they were asked for; refusals are not kept."""

    LARGEST = 1024

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[str, tuple[float, Kept]] = {}
        self._turn = threading.Lock()

    def get(self, name: str, read: Callable[[], Kept]) -> Kept:
        """The value of a name, read anew when it is too old."""
        at = time.monotonic()
        with self._turn:
            known = self._kept.get(name)
        if known is not None and at < known[0]:
            return known[1]
        value = read()
        with self._turn:
            if len(self._kept) >= self.LARGEST:
                self._kept.clear()
            self._kept[name] = (at + self._seconds, value)
        return value

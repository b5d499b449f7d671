"""What the projects service knows: who somebody is in a project, who can read there, and when staff works."""

from __future__ import annotations

import json

from inloop.options.v1.access_pb2 import CAPABILITY_MESSAGE, LEVEL_SUMMARY
from inloop.projects.v1 import people_pb2, people_pb2_grpc
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.resolving import AccessResolver
from inloop_kit.rpc_client import Upstream
from inloop_messaging.domain.response import WorkingHours
from inloop_worktime import Calendar

HOURS_KEPT_SECONDS = 30.0
"""Calendars say nothing about access and change seldom."""


class Projects:
    """Calls of this service to projects. Safe to share between threads."""

    def __init__(self, upstream: Upstream, clock: Clock) -> None:
        self.resolve = AccessResolver(upstream, clock)
        """Gives a background caller the access of the account that it works for."""
        self._scopes = AccessResolver(upstream, clock, kept_seconds=HOURS_KEPT_SECONDS)
        self._upstream = upstream
        self._grants = upstream.stub(people_pb2_grpc.GrantServiceStub)

    def person_name(self, caller: Caller) -> str:
        """The display name of the caller in its project. Errors: Missing for nobody there, Unreachable."""
        return self.resolve.access(caller.account_id, caller.project_id).person_name

    def working_hours(self, project_id: str) -> WorkingHours:
        """Calendar, zone and promised answer time of a project. Errors: Missing, Unreachable."""
        facts = self._scopes.access("", project_id)
        calendar = Calendar.from_dict(json.loads(facts.calendar_json))
        return WorkingHours(calendar, facts.time_zone, facts.response_target_minutes)

    def has_readers(self, project_id: str, client_id: str) -> bool:
        """Whether anybody of a client can read messages in a project. Errors: Missing, Unreachable."""
        request = people_pb2.ListRecipientsRequest(
            project_id=project_id, level=LEVEL_SUMMARY, client_id=client_id, capability=CAPABILITY_MESSAGE
        )
        caller = self._upstream.as_service("find-readers", project_id=project_id)
        answer = self._upstream.call(self._grants.ListRecipients, request, caller=caller)
        return any(one.client_id == client_id for one in answer.recipients)

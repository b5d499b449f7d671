"""Reads a project as one reader sees it: every reply is masked to the reader's level before anybody looks at it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.message import Message

from inloop.messaging.v1 import conversations_pb2 as talk
from inloop.messaging.v1 import conversations_pb2_grpc as talk_grpc
from inloop.options.v1.access_pb2 import (
    CAPABILITY_MESSAGE,
    CAPABILITY_REPORTS,
    LEVEL_COMMERCIAL,
    LEVEL_ROADMAP,
    LEVEL_STAFF,
    LEVEL_TIMELINE,
    Level,
)
from inloop.projects.v1 import (
    changes_pb2,
    changes_pb2_grpc,
    plans_pb2,
    plans_pb2_grpc,
    progress_pb2,
    progress_pb2_grpc,
    projects_pb2,
    projects_pb2_grpc,
    time_pb2,
    time_pb2_grpc,
)
from inloop_gantt.scene import Scene
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.resolving import AccessResolver
from inloop_kit.rpc_client import Reader, Upstream
from inloop_reports.clients import translation
from inloop_reports.clients.html import PICTURE_WIDTH
from inloop_reports.domain import facts

PURPOSE = "render-report"
DEADLINE = 15.0
TASKS_A_PAGE = 2000
CHANGES_A_PAGE = 200
_OPEN_CHANGES = (changes_pb2.CHANGE_STATE_SUBMITTED, changes_pb2.CHANGE_STATE_OFFERED)


@dataclass(frozen=True, slots=True)
class Access:
    """What the reader may see now."""

    account_id: str
    workspace_id: str
    project_id: str
    level: Level.ValueType
    may_message: bool
    person_name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a report is made of, and what is remembered of that.

    `inputs` holds the hash of every reply, and the plan's revision where the reader may know it.
    """

    facts: facts.Facts
    inputs: dict[str, Any]


class ProjectReader:
    """Reads on behalf of one account. Safe to share between threads."""

    def __init__(self, projects: Upstream, messaging: Upstream, resolver: AccessResolver, clock: Clock) -> None:
        self._projects = projects
        self._messaging = messaging
        self._resolver = resolver
        self._clock = clock
        self._stubs = _Stubs(
            projects.stub(projects_pb2_grpc.ProjectServiceStub),
            projects.stub(plans_pb2_grpc.PlanServiceStub),
            projects.stub(progress_pb2_grpc.HiccupServiceStub),
            projects.stub(changes_pb2_grpc.ChangeServiceStub),
            projects.stub(time_pb2_grpc.MoneyServiceStub),
            messaging.stub(talk_grpc.ConversationServiceStub),
        )

    def access(self, account_id: str, project_id: str) -> Access:
        """What the account may see now. Raises Missing when that is no project, or no reports of it."""
        found = self._resolver.access(account_id, project_id)
        is_staff = bool(found.role)
        if not (is_staff or CAPABILITY_REPORTS in found.capabilities):
            raise Missing
        return Access(
            account_id=account_id,
            workspace_id=found.workspace_id,
            project_id=project_id,
            level=LEVEL_STAFF if is_staff else found.level,
            may_message=is_staff or CAPABILITY_MESSAGE in found.capabilities,
            person_name=found.person_name,
            time_zone=found.time_zone,
        )

    def read(self, access: Access, language: str, tell: Callable[[float], None]) -> Read:
        """Everything that the reader may see. `tell` hears the part that is read, from 0 to 1.

        Raises Missing when the grant is withdrawn meanwhile, Unreachable.
        """
        projects, messaging = self._reader(self._projects, access), self._reader(self._messaging, access)
        return _Reading(self._stubs, projects, messaging, access).all(self._clock, language, tell)

    def _reader(self, upstream: Upstream, access: Access) -> Reader:
        caller = upstream.as_service(
            PURPOSE,
            workspace_id=access.workspace_id,
            project_id=access.project_id,
            on_behalf_of=access.account_id,
        )
        return upstream.as_reader(caller, access.level)


@dataclass(frozen=True, slots=True)
class _Stubs:
    """The methods that are called."""

    projects: projects_pb2_grpc.ProjectServiceStub
    plans: plans_pb2_grpc.PlanServiceStub
    hiccups: progress_pb2_grpc.HiccupServiceStub
    changes: changes_pb2_grpc.ChangeServiceStub
    money: time_pb2_grpc.MoneyServiceStub
    talk: talk_grpc.ConversationServiceStub


class _Reading:
    """One reading of one project."""

    def __init__(self, stubs: _Stubs, projects: Reader, messaging: Reader, access: Access) -> None:
        self._stubs = stubs
        self._projects = projects
        self._messaging = messaging
        self._access = access
        self._project_id = access.project_id
        self._zone = ZoneInfo(access.time_zone)
        self._hashes: dict[str, str] = {}

    def all(self, clock: Clock, language: str, tell: Callable[[float], None]) -> Read:
        """Read what the level sees, and nothing else."""
        access, level = self._access, self._access.level
        request = projects_pb2.GetProjectRequest(project_id=self._project_id)
        message: projects_pb2.Project = self._ask(self._projects, self._stubs.projects.GetProject, request)
        tell(0.2)
        rows = self._rows() if level >= LEVEL_ROADMAP else None
        tell(0.4)
        scene = self._scene(language) if level >= LEVEL_ROADMAP else None
        tell(0.6)
        is_deep = level >= LEVEL_TIMELINE
        found = facts.Facts(
            reader=facts.Reader(name=access.person_name, is_staff=level == LEVEL_STAFF),
            made_at=clock.now().astimezone(self._zone),
            project=translation.project(message, self._zone),
            rows=rows,
            scene=scene,
            is_deep=is_deep,
            hiccups=self._hiccups() if is_deep else None,
            changes=self._changes() if is_deep else None,
            money=self._money() if level >= LEVEL_COMMERCIAL else None,
            answers=self._answers(),
        )
        tell(1.0)
        inputs: dict[str, Any] = {"level": int(level), "status_on": message.status_on, "replies": self._hashes}
        if message.HasField("plan_revision"):
            inputs["plan_revision"] = message.plan_revision
        return Read(found, inputs)

    def _rows(self) -> tuple[facts.Row, ...]:
        rows: list[facts.Row] = []
        token = ""
        while True:
            request = plans_pb2.ListTasksRequest(project_id=self._project_id, page_size=TASKS_A_PAGE, page_token=token)
            reply: plans_pb2.ListTasksResponse = self._ask(self._projects, self._stubs.plans.ListTasks, request)
            rows += [translation.row(task) for task in reply.tasks]
            token = reply.page.next_page_token
            if not token:
                return tuple(rows)

    def _scene(self, language: str) -> Scene:
        request = plans_pb2.GetTimelineRequest(project_id=self._project_id, language=language, width_px=PICTURE_WIDTH)
        return translation.scene(self._ask(self._projects, self._stubs.plans.GetTimeline, request))

    def _hiccups(self) -> tuple[facts.Hiccup, ...]:
        request = progress_pb2.ListHiccupsRequest(project_id=self._project_id)
        return translation.hiccups(self._ask(self._projects, self._stubs.hiccups.ListHiccups, request), self._zone)

    def _changes(self) -> tuple[facts.Change, ...]:
        """All changes; one that is open is asked for once more, for what it would do now."""
        found: list[facts.Change] = []
        token = ""
        while True:
            request = changes_pb2.ListChangesRequest(
                project_id=self._project_id, page_size=CHANGES_A_PAGE, page_token=token
            )
            reply: changes_pb2.ListChangesResponse = self._ask(self._projects, self._stubs.changes.ListChanges, request)
            for change in reply.changes:
                shown = self._with_effect(change) if change.state in _OPEN_CHANGES else change
                found.append(translation.change(shown, self._zone))
            token = reply.page.next_page_token
            if not token:
                return tuple(found)

    def _with_effect(self, change: changes_pb2.Change) -> changes_pb2.Change:
        request = changes_pb2.GetChangeRequest(project_id=self._project_id, change_id=change.id)
        shown: changes_pb2.Change = self._ask(self._projects, self._stubs.changes.GetChange, request)
        return shown

    def _money(self) -> facts.Money:
        request = time_pb2.GetMoneyRequest(project_id=self._project_id)
        return translation.money(self._ask(self._projects, self._stubs.money.GetMoney, request))

    def _answers(self) -> facts.Answers:
        request = talk.GetResponseTimesRequest(project_id=self._project_id)
        times = self._ask(self._messaging, self._stubs.talk.GetResponseTimes, request)
        conversations = None
        if self._access.may_message:
            wanted = talk.ListConversationsRequest(project_id=self._project_id)
            conversations = self._ask(self._messaging, self._stubs.talk.ListConversations, wanted).conversations
        return translation.answers(times, conversations, self._zone)

    def _ask(self, reader: Reader, method: Any, request: Message) -> Any:
        """Ask, and remember the hash of the reply."""
        reply: Message = reader.call(method, request, deadline=DEADLINE)
        name = f"{len(self._hashes)}.{reply.DESCRIPTOR.name}"
        self._hashes[name] = hashlib.sha256(reply.SerializeToString(deterministic=True)).hexdigest()
        return reply

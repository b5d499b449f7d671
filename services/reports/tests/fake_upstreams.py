"""Projects and messaging of the tests, over real gRPC: they answer with everything and leave masking to the reader.

Every text says from which level it may be seen (`canary7` is for staff), so that a leak can be found in a file.
"""

from __future__ import annotations

from concurrent import futures
from datetime import UTC, datetime
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from grpc_status import rpc_status

from inloop.messaging.v1 import conversations_pb2 as talk
from inloop.messaging.v1 import conversations_pb2_grpc as talk_grpc
from inloop.options.v1 import access_pb2
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
from inloop.types.v1.money_pb2 import Money
from inloop_gantt import Kind, PlanView, lay_out_to_fit
from inloop_gantt.scene import Scene
from inloop_gantt.testing.plans import TODAY, phased
from inloop_kit import status
from inloop_kit.caller import CALLER_KEY, Caller, CallerVerifier
from inloop_kit.errors import Missing, Unreachable

SUMMARY, ROADMAP, TIMELINE, DETAIL, COMMERCIAL, STAFF = range(2, 8)
KINDS = {Kind.TASK: 1, Kind.SUMMARY: 2, Kind.MILESTONE: 3}
STATES = {"done": 1, "plan": 2, "late": 3, "waits": 4}
MARKUP = '<img src="http://127.0.0.1:9/x"><script>alert(1)</script>'


def stamp(day: int) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(datetime(2026, 5, day, 9, tzinfo=UTC))
    return made


class Upstreams:
    """Serves both on one free port of the loopback. `level` is what the one reader has; 0: nothing any more."""

    def __init__(self, verifier: CallerVerifier, account_id: str, workspace_id: str, project_id: str) -> None:
        self.verifier = verifier
        self.account_id, self.workspace_id, self.project_id = account_id, workspace_id, project_id
        self.level: int = TIMELINE
        self.capabilities = [access_pb2.CAPABILITY_REPORTS, access_pb2.CAPABILITY_MESSAGE]
        self.is_away = False
        self.plan: PlanView = phased(6, 8)
        self.callers: list[Caller] = []
        self.calls: list[str] = []
        self._server = grpc.server(futures.ThreadPoolExecutor(4))
        for add in (
            projects_pb2_grpc.add_WorkspaceServiceServicer_to_server,
            projects_pb2_grpc.add_ProjectServiceServicer_to_server,
            plans_pb2_grpc.add_PlanServiceServicer_to_server,
            progress_pb2_grpc.add_HiccupServiceServicer_to_server,
            changes_pb2_grpc.add_ChangeServiceServicer_to_server,
            time_pb2_grpc.add_MoneyServiceServicer_to_server,
            talk_grpc.add_ConversationServiceServicer_to_server,
        ):
            add(_Answers(self), self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    @property
    def is_staff(self) -> bool:
        return self.level == STAFF

    def close(self) -> None:
        self._server.stop(None).wait()


class _Answers:
    """Every servicer at once: what a method of the world is called, it answers; all others refuse."""

    def __init__(self, world: Upstreams) -> None:
        self.world = world

    def __getattr__(self, name: str) -> Any:
        if not name[0].isupper():
            raise AttributeError(name)

        def method(request: Any, context: Any) -> Any:
            world, answer = self.world, _ANSWERS.get(name)
            metadata = dict(context.invocation_metadata())
            world.callers.append(world.verifier.verify(metadata[CALLER_KEY]))
            world.calls.append(name)
            if world.is_away:
                context.abort_with_status(rpc_status.to_status(status.to_grpc(Unreachable("Away."), "r")))
            if answer is None or not world.level or getattr(request, "project_id", "") != world.project_id:
                context.abort_with_status(rpc_status.to_status(status.to_grpc(Missing(), "r")))
            assert answer is not None
            return answer(world, request)

        return method


def resolve(world: Upstreams, request: Any) -> projects_pb2.Access:
    return projects_pb2.Access(
        account_id=request.account_id,
        workspace_id=world.workspace_id,
        project_id=world.project_id,
        role=access_pb2.ROLE_MANAGER if world.is_staff else access_pb2.ROLE_UNSPECIFIED,
        level=access_pb2.Level.ValueType(world.level),
        capabilities=() if world.is_staff else world.capabilities,
        client_id="" if world.is_staff else "c1",
        time_zone="Europe/Berlin",
        person_name="Ines Hansen",
    )


def project(world: Upstreams, _request: Any) -> projects_pb2.Project:
    return projects_pb2.Project(
        id=world.project_id,
        workspace_id=world.workspace_id,
        workspace_name="Studio Nord",
        name=f"Relaunch {MARKUP}",
        time_zone="Europe/Berlin",
        currency="EUR",
        health=projects_pb2.HEALTH_LATE,
        health_reason="canary2 reason",
        percent_complete=38,
        promised_finish_on="2026-07-20",
        forecast_finish_on="2026-07-27",
        slip_days=5,
        next_milestone=projects_pb2.NextMilestone(name="canary2 next", forecast_on="2026-05-22", slip_days=2),
        status_on=TODAY.isoformat(),
        viewer=projects_pb2.Viewer(client_name="" if world.is_staff else "Hansen Tea"),
        plan_revision=77,
        promised_at=stamp(1),
    )


def tasks(world: Upstreams, _request: Any) -> plans_pb2.ListTasksResponse:
    made = []
    for number, row in enumerate(world.plan.rows):
        if world.level < TIMELINE and row.kind is Kind.TASK:
            continue
        seen = ROADMAP if row.kind is not Kind.TASK else TIMELINE
        promised = row.promised_finish
        made.append(
            plans_pb2.Task(
                id=row.id,
                wbs=row.wbs,
                name=f"{row.name} canary{seen}" if number < 4 or seen == ROADMAP else row.name,
                depth=row.depth,
                kind=plans_pb2.TaskKind.ValueType(KINDS[row.kind]),
                state=plans_pb2.TaskState.ValueType(STATES[row.state]),
                start_on=row.start.isoformat(),
                finish_on=row.finish.isoformat(),
                promised_start_on=row.promised_start.isoformat() if row.promised_start else None,
                promised_finish_on=promised.isoformat() if promised else None,
                forecast_start_on=row.forecast_start.isoformat(),
                forecast_finish_on=row.forecast_finish.isoformat(),
                slip_days=max(0, (row.forecast_finish - promised).days) if promised else None,
                percent_complete=row.percent_complete,
                is_critical=row.is_critical,
                actual_finish_on=row.actual_finish.isoformat() if row.actual_finish else None,
                reason="canary4 reason",
                description=f"canary5 description {number}" if number < 3 else None,
                visible_from=access_pb2.Level.ValueType(seen),
                deadline_on="1999-09-09",
            )
        )
    if world.is_staff:
        made.append(
            plans_pb2.Task(
                id="internal",
                wbs="9",
                name="canary7 task",
                kind=plans_pb2.TASK_KIND_TASK,
                state=plans_pb2.TASK_STATE_PLAN,
                forecast_start_on="2026-05-18",
                forecast_finish_on="2026-05-19",
                visible_from=access_pb2.LEVEL_STAFF,
            )
        )
    return plans_pb2.ListTasksResponse(tasks=made, plan_revision=77)


def timeline(world: Upstreams, request: Any) -> plans_pb2.Timeline:
    rows = world.plan.rows
    if world.level < TIMELINE:
        rows = tuple(row for row in rows if row.kind is not Kind.TASK)
    view = PlanView(
        title=world.plan.title,
        rows=rows,
        today=world.plan.today,
        status_on=world.plan.status_on,
        links=world.plan.links,
        non_working=world.plan.non_working,
    )
    return to_timeline(lay_out_to_fit(view, width_px=request.width_px, language=request.language or "en"))


def to_timeline(scene: Scene) -> plans_pb2.Timeline:
    return plans_pb2.Timeline(**scene.to_dict())


def hiccups(_world: Upstreams, _request: Any) -> progress_pb2.ListHiccupsResponse:
    published = progress_pb2.Hiccup(
        id="h1",
        milestone_name="Phase 2 accepted",
        state=progress_pb2.HICCUP_STATE_PUBLISHED,
        promised_on="2026-04-22",
        forecast_on="2026-04-27",
        slip_days=3,
        reason="canary4 because",
        published_at=stamp(2),
        published_by="canary7 publisher",
    )
    waiting = progress_pb2.Hiccup(
        id="h2",
        milestone_name="canary7 unpublished",
        state=progress_pb2.HICCUP_STATE_OPEN,
        promised_on="2026-04-22",
        forecast_on="2026-04-27",
        slip_days=3,
    )
    return progress_pb2.ListHiccupsResponse(hiccups=[published, waiting])


def change(_world: Upstreams, _request: Any) -> changes_pb2.Change:
    return changes_pb2.Change(
        id="c1",
        title="canary4 gift cards",
        state=changes_pb2.CHANGE_STATE_OFFERED,
        fallout=plans_pb2.Fallout(finish_after_on="2026-08-03", finish_moves_days=5),
        price=Money(currency="EUR", minor_units=600600),
        has_price=True,
        submitted_at=stamp(4),
        asked_by="Ines",
        offer_note="note",
        hidden_edits=[plans_pb2.Edit(add_task=plans_pb2.AddTask(name="canary7 hidden"))],
        client_name="canary7 client",
    )


def changes(world: Upstreams, request: Any) -> changes_pb2.ListChangesResponse:
    listed = change(world, request)
    listed.ClearField("fallout")
    return changes_pb2.ListChangesResponse(changes=[listed])


def money(_world: Upstreams, _request: Any) -> time_pb2.ProjectMoney:
    rate = time_pb2.Rate(
        name="canary6 design",
        bill=Money(currency="EUR", minor_units=60600),
        cost=Money(currency="EUR", minor_units=70700),
    )
    return time_pb2.ProjectMoney(budget=Money(currency="EUR", minor_units=6666600), rates=[rate])


def response_times(_world: Upstreams, _request: Any) -> talk.ResponseTimes:
    return talk.ResponseTimes(answered_count=14, waiting_count=1, median_minutes=95, target_minutes=480)


def conversations(_world: Upstreams, _request: Any) -> talk.ListConversationsResponse:
    one = talk.Conversation(
        id="x", topic="canary2 topic", message_count=9, last_message_at=stamp(13), waits_for_staff=True
    )
    return talk.ListConversationsResponse(conversations=[one])


_ANSWERS = {
    "ResolveAccess": resolve,
    "GetProject": project,
    "ListTasks": tasks,
    "GetTimeline": timeline,
    "ListHiccups": hiccups,
    "ListChanges": changes,
    "GetChange": change,
    "GetMoney": money,
    "GetResponseTimes": response_times,
    "ListConversations": conversations,
}

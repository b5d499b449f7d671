"""From the messages of projects and messaging, masked to the reader's level, to the facts of a report.

What is absent in a message becomes None: here nobody asks whether it is unset or hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

from inloop.messaging.v1 import conversations_pb2
from inloop.options.v1.access_pb2 import LEVEL_STAFF
from inloop.projects.v1 import changes_pb2, plans_pb2, progress_pb2, projects_pb2, time_pb2
from inloop.types.v1 import money_pb2
from inloop_gantt.scene import LegendColumns, LineColumns, LinkColumns, RowColumns, Scene, ShadeColumns, TickColumns
from inloop_reports.domain import facts

Columns = TypeVar("Columns")

HEALTHS = {
    projects_pb2.HEALTH_UNSPECIFIED: facts.Health.UNPROMISED,
    projects_pb2.HEALTH_ON_COURSE: facts.Health.ON_COURSE,
    projects_pb2.HEALTH_AT_RISK: facts.Health.AT_RISK,
    projects_pb2.HEALTH_LATE: facts.Health.LATE,
}
KINDS = {
    plans_pb2.TASK_KIND_TASK: facts.Kind.TASK,
    plans_pb2.TASK_KIND_SUMMARY: facts.Kind.SUMMARY,
    plans_pb2.TASK_KIND_MILESTONE: facts.Kind.MILESTONE,
}
STATES = {
    plans_pb2.TASK_STATE_DONE: facts.State.DONE,
    plans_pb2.TASK_STATE_PLAN: facts.State.PLAN,
    plans_pb2.TASK_STATE_LATE: facts.State.LATE,
    plans_pb2.TASK_STATE_WAITS: facts.State.WAITS,
}
CHANGE_STATES = {
    changes_pb2.CHANGE_STATE_SUBMITTED: facts.ChangeState.SUBMITTED,
    changes_pb2.CHANGE_STATE_OFFERED: facts.ChangeState.OFFERED,
    changes_pb2.CHANGE_STATE_APPLIED: facts.ChangeState.APPLIED,
    changes_pb2.CHANGE_STATE_DECLINED: facts.ChangeState.DECLINED,
    changes_pb2.CHANGE_STATE_WITHDRAWN: facts.ChangeState.WITHDRAWN,
    changes_pb2.CHANGE_STATE_EXPIRED: facts.ChangeState.EXPIRED,
}
_SCENE_COLUMNS = {
    "rows": RowColumns,
    "links": LinkColumns,
    "ticks": TickColumns,
    "shades": ShadeColumns,
    "lines": LineColumns,
    "legend": LegendColumns,
}


def project(message: projects_pb2.Project, zone: ZoneInfo) -> facts.Project:
    """How the project stands."""
    ahead = message.next_milestone
    return facts.Project(
        name=message.name,
        workspace_name=message.workspace_name,
        client_name=message.viewer.client_name,
        health=HEALTHS[message.health],
        percent_complete=message.percent_complete,
        promised_finish_on=_day(message.promised_finish_on),
        forecast_finish_on=_day(message.forecast_finish_on),
        slip_days=_number(message, "slip_days"),
        next_milestone=facts.NextMilestone(
            name=ahead.name,
            promised_on=_day(ahead.promised_on),
            forecast_on=date.fromisoformat(ahead.forecast_on),
            slip_days=_number(ahead, "slip_days"),
        )
        if message.HasField("next_milestone")
        else None,
        status_on=date.fromisoformat(message.status_on),
        promised_on=_day_of(message, "promised_at", zone),
    )


def row(message: plans_pb2.Task) -> facts.Row:
    """A row of the plan."""
    return facts.Row(
        id=message.id,
        wbs=message.wbs,
        name=message.name,
        depth=message.depth,
        kind=KINDS[message.kind],
        state=STATES[message.state],
        start_on=date.fromisoformat(message.forecast_start_on),
        finish_on=date.fromisoformat(message.forecast_finish_on),
        promised_start_on=_day(message.promised_start_on),
        promised_finish_on=_day(message.promised_finish_on),
        slip_days=_number(message, "slip_days"),
        actual_finish_on=_day(message.actual_finish_on),
        percent_complete=_number(message, "percent_complete"),
        is_critical=message.is_critical if message.HasField("is_critical") else None,
        actual_start_on=_day(message.actual_start_on),
        description=message.description or None,
        is_internal=message.visible_from == LEVEL_STAFF,
    )


def scene(message: plans_pb2.Timeline) -> Scene:
    """The Gantt. A column above the reader's level came empty; painters get one of nothings in its place."""
    columns: dict[str, Any] = {name: _columns(kind, getattr(message, name)) for name, kind in _SCENE_COLUMNS.items()}
    rows = columns["rows"]
    for column in fields(RowColumns):
        values = getattr(rows, column.name)
        if not values:
            nothing = "" if column.name in ("reason", "reason_label") else 0
            values.extend([nothing] * len(rows.id))
    plain = {one.name: getattr(message, one.name) for one in fields(Scene) if one.name not in columns}
    return Scene(**plain, **columns)


def hiccups(message: progress_pb2.ListHiccupsResponse, zone: ZoneInfo) -> tuple[facts.Hiccup, ...]:
    """Slips that readers were told of; one that still waits for its reason is no matter for a report."""
    return tuple(
        facts.Hiccup(
            milestone_name=one.milestone_name,
            promised_on=date.fromisoformat(one.promised_on),
            forecast_on=date.fromisoformat(one.forecast_on),
            slip_days=one.slip_days,
            reason=one.reason or None,
            published_on=_day_of(one, "published_at", zone),
            is_resolved=one.state == progress_pb2.HICCUP_STATE_RESOLVED,
        )
        for one in message.hiccups
        if one.HasField("published_at")
    )


def change(message: changes_pb2.Change, zone: ZoneInfo) -> facts.Change:
    """A change, with its effect if the message has one."""
    effect = message.fallout if message.HasField("fallout") else None
    return facts.Change(
        title=message.title,
        asked_by=message.asked_by,
        client_name=message.client_name,
        state=CHANGE_STATES[message.state],
        submitted_on=_day_of(message, "submitted_at", zone),
        settled_on=_day_of(message, "settled_at", zone),
        settled_by=message.settled_by,
        finish_after_on=_day(effect.finish_after_on) if effect else None,
        finish_moves_days=effect.finish_moves_days if effect else None,
        moves=tuple(_move(one) for one in effect.milestones) if effect else (),
        has_price=message.has_price,
        price=_amount(message, "price"),
    )


def money(message: time_pb2.ProjectMoney) -> facts.Money:
    """Budget and rates."""
    rates = tuple(
        facts.Rate(name=one.name, bill=_amount(one, "bill"), cost=_amount(one, "cost")) for one in message.rates
    )
    return facts.Money(
        budget=_amount(message, "budget"), approved_changes=_amount(message, "approved_changes"), rates=rates
    )


def answers(
    times: conversations_pb2.ResponseTimes, found: Iterable[conversations_pb2.Conversation] | None, zone: ZoneInfo
) -> facts.Answers:
    """How quickly staff answers; `found` is None for who may not read messages."""
    return facts.Answers(
        answered_count=times.answered_count,
        waiting_count=times.waiting_count,
        median_minutes=_number(times, "median_minutes"),
        longest_minutes=_number(times, "longest_minutes"),
        target_minutes=_number(times, "target_minutes"),
        conversations=None
        if found is None
        else tuple(
            facts.Conversation(
                topic=one.topic,
                message_count=one.message_count,
                last_message_on=_day_of(one, "last_message_at", zone),
                waits_for_staff=one.waits_for_staff,
            )
            for one in found
        ),
    )


def _columns(kind: type[Columns], message: Any) -> Columns:
    return kind(**{one.name: list(getattr(message, one.name)) for one in fields(kind)})  # type: ignore[arg-type]


def _move(message: plans_pb2.MovedRow) -> facts.Move:
    return facts.Move(
        name=message.name,
        before_on=_day(message.before_on),
        after_on=_day(message.after_on),
        moves_days=_number(message, "moves_days"),
    )


def _amount(message: Any, field: str) -> facts.Amount | None:
    if not message.HasField(field):
        return None
    found: money_pb2.Money = getattr(message, field)
    return facts.Amount(found.currency, found.minor_units)


def _number(message: Any, field: str) -> int | None:
    return getattr(message, field) if message.HasField(field) else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _day_of(message: Any, field: str, zone: ZoneInfo) -> date | None:
    """The day of an instant in the project's zone."""
    if not message.HasField(field):
        return None
    at: Timestamp = getattr(message, field)
    return datetime.fromtimestamp(at.ToMicroseconds() / 1e6, zone).date()

"""The neutral plan file (`plan/1` JSON): the inputs of a plan, with calendars flattened and minutes everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.model import (
    Assignment,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    Split,
    Task,
)
from inloop_worktime import Calendar, CalendarException, WorktimeError, standard
from inloop_worktime.calendar import hours_from_json

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FORMAT: Final = "plan/1"
STANDARD: Final = "Standard"


def read_neutral(stored: Mapping[str, Any]) -> Plan:
    """The plan of a parsed neutral file. Raises PlanFileRefused when it is not one."""
    if stored.get("format") != FORMAT:
        raise PlanFileRefused(f"The file is not a {FORMAT} plan.", field="format")
    try:
        return _read(stored)
    except (KeyError, TypeError, AttributeError, ValueError, WorktimeError) as wrong:
        if isinstance(wrong, PlanFileRefused):
            raise
        raise PlanFileRefused(f"The plan file does not have the expected shape: {wrong!r}.") from wrong


def _read(stored: Mapping[str, Any]) -> Plan:
    calendars = {name: _calendar(name, content) for name, content in (stored.get("calendars") or {}).items()}
    default_id = stored.get("default_calendar") or next(iter(calendars), STANDARD)
    if not calendars:
        calendars[default_id] = standard()
    resources: dict[str, Resource] = {}
    assignments = [assignment for task in stored["tasks"] for assignment in _assignments(task, resources)]
    status = stored.get("status_date")
    return Plan(
        name=str(stored.get("name", "")),
        start=_at(stored["start"]),
        calendars=calendars,
        default_calendar_id=default_id,
        minutes_per_day=int(stored.get("minutes_per_day") or 480),
        minutes_per_week=int(stored.get("minutes_per_week") or 2400),
        days_per_month=int(stored.get("days_per_month") or 20),
        critical_slack_minutes=round(stored.get("critical_slack_limit_min") or 0),
        status_date=_at(status) if status else None,
        tasks=tuple(_task(task, position, calendars, default_id) for position, task in enumerate(stored["tasks"])),
        links=tuple(_link(link) for link in stored.get("links") or ()),
        resources=tuple(resources.values()),
        assignments=tuple(assignments),
    )


def _calendar(name: str, content: Mapping[str, Any]) -> Calendar:
    return Calendar(
        name=name,
        week=tuple(hours_from_json(content["week"].get(day) or ()) for day in WEEKDAYS),
        exceptions=tuple(
            CalendarException(
                first=date.fromisoformat(taken["from"]),
                last=date.fromisoformat(taken.get("to") or taken["from"]),
                hours=hours_from_json(taken.get("hours") or ()),
            )
            for taken in content.get("exceptions") or ()
        ),
    )


def _task(stored: Mapping[str, Any], position: int, calendars: Mapping[str, Calendar], default_id: str) -> Task:
    duration = round(stored.get("duration_min") or 0)
    parent = stored.get("parent")
    calendar_id = stored.get("calendar")
    work = calendars[calendar_id or default_id]
    started = bool(stored.get("actual_start") or stored.get("actual_finish"))
    manual = bool(stored.get("manual"))
    return Task(
        id=str(stored["uid"]),
        name=str(stored.get("name", "")),
        parent_id=None if parent is None else str(parent),
        position=position,
        is_summary=bool(stored.get("summary")),
        is_milestone=_flag(stored, "milestone", default=duration == 0) and not stored.get("summary"),
        duration_minutes=duration,
        duration_is_elapsed=bool(stored.get("elapsed")),
        duration_is_fixed=stored.get("type") == "FIXED_DURATION",
        calendar_id=calendar_id,
        constraint=ConstraintType(stored.get("constraint") or "ASAP"),
        constraint_date=_maybe_at(stored.get("constraint_date")),
        deadline=_maybe_at(stored.get("deadline")),
        manual_start=_maybe_at(stored.get("start")) if manual else None,
        manual_finish=_maybe_at(stored.get("finish")) if manual else None,
        percent_complete=round(stored.get("percent") or 0),
        actual_start=_maybe_at(stored.get("actual_start")),
        actual_finish=_maybe_at(stored.get("actual_finish")),
        remaining_minutes=_remaining(stored, duration) if started else None,
        splits=tuple(_splits(stored.get("splits") or (), work)),
        levelling_delay_minutes=round(stored.get("leveling_delay_elapsed_min") or 0),
        is_active=stored.get("active", True) is not False,
    )


def _flag(stored: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = stored.get(name)
    return default if value is None else bool(value)


def _remaining(stored: Mapping[str, Any], duration: int) -> int | None:
    """What is left of a begun task; None when the file leaves it to the percentage."""
    left = stored.get("remaining_duration_min", duration)
    return None if left is None else round(left)


def _splits(segments: Sequence[Sequence[str]], calendar: Calendar) -> Iterator[Split]:
    """The interruptions between the worked segments of a split task."""
    done = 0
    for (start, finish), (resumes, _) in pairwise(segments):
        done += calendar.work(_at(start), _at(finish))
        pause = calendar.work(_at(finish), _at(resumes))
        if pause > 0:
            yield Split(after_minutes=done, pause_minutes=pause)


def _assignments(task: Mapping[str, Any], resources: dict[str, Resource]) -> Iterator[Assignment]:
    for stored in task.get("assignments") or ():
        calendar_id = stored.get("calendar")
        name = str(stored.get("resource", "resource"))
        # The file gives the calendar per assignment, so a resource is one per name and calendar.
        resource_id = f"{name}/{calendar_id or ''}"
        work, left = round(stored.get("work_min") or 0), stored.get("remaining_work_min")
        resources[resource_id] = Resource(id=resource_id, name=name, calendar_id=calendar_id)
        yield Assignment(
            task_id=str(task["uid"]),
            resource_id=resource_id,
            units=100.0 if stored.get("units") is None else float(stored["units"]),
            work_minutes=work,
            actual_work_minutes=round(stored.get("actual_work_min") or 0),
            remaining_work_minutes=work if left is None else round(left),
        )


def _link(stored: Mapping[str, Any]) -> Link:
    percent = stored.get("lag_percent")
    if percent is not None:
        lag, kind = round(percent), LagKind.PERCENT
    else:
        lag = round(stored.get("lag_min") or 0)
        kind = LagKind.ELAPSED if stored.get("lag_elapsed") else LagKind.WORKING
    return Link(str(stored["pred"]), str(stored["succ"]), LinkType(stored.get("type") or "FS"), lag, kind)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe_at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

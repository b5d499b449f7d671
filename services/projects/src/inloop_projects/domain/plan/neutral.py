"""The neutral plan file (`plan/1` JSON): the inputs of a plan, with calendars flattened and minutes everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from inloop_worktime import Calendar, CalendarException, WorktimeError
from inloop_worktime.calendar import hours_from_json

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FORMAT: Final = "plan/1"


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
    calendars = {name: _calendar(name, content) for name, content in stored["calendars"].items()}
    resources: dict[str, Resource] = {}
    assignments = [assignment for task in stored["tasks"] for assignment in _assignments(task, resources)]
    status = stored.get("status_date")
    return Plan(
        name=str(stored.get("name", "")),
        start=_at(stored["start"]),
        calendars=calendars,
        default_calendar_id=stored["default_calendar"],
        minutes_per_day=int(stored.get("minutes_per_day", 480)),
        minutes_per_week=int(stored.get("minutes_per_week", 2400)),
        days_per_month=int(stored.get("days_per_month", 20)),
        critical_slack_minutes=round(stored.get("critical_slack_limit_min") or 0),
        status_date=_at(status) if status else None,
        tasks=tuple(_task(task, position, calendars) for position, task in enumerate(stored["tasks"])),
        links=tuple(_link(link) for link in stored["links"]),
        resources=tuple(resources.values()),
        assignments=tuple(assignments),
    )


def _calendar(name: str, content: Mapping[str, Any]) -> Calendar:
    return Calendar(
        name=name,
        week=tuple(hours_from_json(content["week"].get(day, ())) for day in WEEKDAYS),
        exceptions=tuple(
            CalendarException(
                first=date.fromisoformat(taken["from"]),
                last=date.fromisoformat(taken.get("to", taken["from"])),
                hours=hours_from_json(taken.get("hours", ())),
            )
            for taken in content.get("exceptions", ())
        ),
    )


def _task(stored: Mapping[str, Any], position: int, calendars: Mapping[str, Calendar]) -> Task:
    duration = round(stored.get("duration_min") or 0)
    parent = stored.get("parent")
    calendar_id = stored.get("calendar")
    work = calendars[calendar_id or next(iter(calendars))]
    started = "actual_start" in stored or "actual_finish" in stored
    manual = bool(stored.get("manual"))
    return Task(
        id=str(stored["uid"]),
        name=str(stored.get("name", "")),
        parent_id=None if parent is None else str(parent),
        position=position,
        is_summary=bool(stored.get("summary")),
        is_milestone=bool(stored.get("milestone", duration == 0)) and not stored.get("summary"),
        duration_minutes=duration,
        duration_is_elapsed=bool(stored.get("elapsed")),
        duration_is_fixed=stored.get("type") == "FIXED_DURATION",
        calendar_id=calendar_id,
        constraint=ConstraintType(stored.get("constraint", "ASAP")),
        constraint_date=_maybe_at(stored.get("constraint_date")),
        deadline=_maybe_at(stored.get("deadline")),
        manual_start=_maybe_at(stored.get("start")) if manual else None,
        manual_finish=_maybe_at(stored.get("finish")) if manual else None,
        percent_complete=round(stored.get("percent") or 0),
        actual_start=_maybe_at(stored.get("actual_start")),
        actual_finish=_maybe_at(stored.get("actual_finish")),
        remaining_minutes=round(stored.get("remaining_duration_min", duration)) if started else None,
        splits=tuple(_splits(stored.get("splits", ()), work)),
        levelling_delay_minutes=round(stored.get("leveling_delay_elapsed_min") or 0),
        is_active=stored.get("active", True) is not False,
    )


def _splits(segments: list[list[str]], calendar: Calendar) -> Iterator[Split]:
    """The interruptions between the worked segments of a split task."""
    done = 0
    for (start, finish), (resumes, _) in pairwise(segments):
        done += calendar.work(_at(start), _at(finish))
        pause = calendar.work(_at(finish), _at(resumes))
        if pause > 0:
            yield Split(after_minutes=done, pause_minutes=pause)


def _assignments(task: Mapping[str, Any], resources: dict[str, Resource]) -> Iterator[Assignment]:
    for stored in task.get("assignments", ()):
        calendar_id = stored.get("calendar")
        name = str(stored.get("resource", "resource"))
        # The file gives the calendar per assignment, so a resource is one per name and calendar.
        resource_id = f"{name}/{calendar_id or ''}"
        resources[resource_id] = Resource(id=resource_id, name=name, calendar_id=calendar_id)
        yield Assignment(
            task_id=str(task["uid"]),
            resource_id=resource_id,
            units=float(stored.get("units", 100)),
            work_minutes=round(stored["work_min"]),
            actual_work_minutes=round(stored.get("actual_work_min") or 0),
            remaining_work_minutes=round(stored.get("remaining_work_min", stored["work_min"])),
        )


def _link(stored: Mapping[str, Any]) -> Link:
    percent = stored.get("lag_percent")
    if percent is not None:
        lag, kind = round(percent), LagKind.PERCENT
    else:
        lag = round(stored.get("lag_min") or 0)
        kind = LagKind.ELAPSED if stored.get("lag_elapsed") else LagKind.WORKING
    return Link(str(stored["pred"]), str(stored["succ"]), LinkType(stored.get("type", "FS")), lag, kind)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe_at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

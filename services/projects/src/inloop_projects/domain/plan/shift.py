"""Move a whole plan in time: a template or a sample that should begin on another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inloop_projects.domain.plan.model import Plan, Task
from inloop_worktime import Calendar


def shift(plan: Plan, days: int) -> Plan:
    """All absolute dates of the plan moved by whole days; holidays stay where they are, and lengths are unchanged."""
    by = timedelta(days=days)
    return replace(
        plan,
        start=plan.start + by,
        status_date=_later(plan.status_date, by),
        tasks=tuple(_shifted(task, by) for task in plan.tasks),
    )


def shift_with_calendars(plan: Plan, days: int) -> Plan:
    """As `shift`, and the dated exceptions of its calendars move too.

    So by whole weeks every date moves exactly along.
    """
    moved = shift(plan, days)
    by = timedelta(days=days)
    return replace(moved, calendars={key: _shifted_calendar(calendar, by) for key, calendar in plan.calendars.items()})


def _shifted(task: Task, by: timedelta) -> Task:
    return replace(
        task,
        constraint_date=_later(task.constraint_date, by),
        deadline=_later(task.deadline, by),
        manual_start=_later(task.manual_start, by),
        manual_finish=_later(task.manual_finish, by),
        actual_start=_later(task.actual_start, by),
        actual_finish=_later(task.actual_finish, by),
        resume=_later(task.resume, by),
    )


def _shifted_calendar(calendar: Calendar, by: timedelta) -> Calendar:
    exceptions = tuple(replace(taken, first=taken.first + by, last=taken.last + by) for taken in calendar.exceptions)
    return replace(calendar, exceptions=exceptions)


def _later(at: datetime | None, by: timedelta) -> datetime | None:
    return None if at is None else at + by

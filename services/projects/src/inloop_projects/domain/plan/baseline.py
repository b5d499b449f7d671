"""Baselines: what was planned at a moment, and how far the dates of today are from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.model import TaskDates
from inloop_projects.domain.plan.outline import Outline
from inloop_worktime import Calendar, working_days_between


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One row of a baseline; `work_minutes` is the work of its assignments, summed up for a summary.

    `cost_minor` is their cost in minor units of the project's currency, also summed up; None without any rate.
    """

    start: datetime
    finish: datetime
    duration_minutes: int
    work_minutes: int
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Variance:
    """Working days from the baseline to the dates of today; positive is late."""

    start_days: int
    finish_days: int


def snapshot(dates: Schedule, hourly_minor: Mapping[str, int] | None = None) -> dict[str, BaselineRow]:
    """The baseline of a schedule, per task id, summaries included; `hourly_minor` are cost rates by resource id."""
    work = work_by_task(dates)
    cost = cost_by_task(dates, hourly_minor or {})
    return {
        task_id: BaselineRow(row.start, row.finish, row.duration_minutes, work[task_id], cost.get(task_id))
        for task_id, row in dates.items()
    }


def work_by_task(dates: Schedule) -> dict[str, int]:
    """Minutes of assigned work per task id, summed up through the summaries."""
    minutes: dict[str, int] = {}
    for assignment in dates.plan.assignments:
        minutes[assignment.task_id] = minutes.get(assignment.task_id, 0) + assignment.work_minutes
    return _summed_up(dates, minutes)


def cost_by_task(dates: Schedule, hourly_minor: Mapping[str, int]) -> dict[str, int]:
    """Cost of assigned work per task id in minor units, summed up through the summaries; empty without any rate."""
    if not hourly_minor:
        return {}
    cost: dict[str, int] = {}
    for assignment in dates.plan.assignments:
        rate = hourly_minor.get(assignment.resource_id, 0)
        cost[assignment.task_id] = cost.get(assignment.task_id, 0) + round(assignment.work_minutes * rate / 60)
    return _summed_up(dates, cost)


def _summed_up(dates: Schedule, own: Mapping[str, int]) -> dict[str, int]:
    tasks = dates.plan.tasks
    outline = Outline(tasks)
    total = [own.get(task.id, 0) for task in tasks]
    for place in outline.summaries_bottom_up:
        total[place] += sum(total[row] for row in outline.children[place])
    return {task.id: total[place] for place, task in enumerate(tasks)}


def variance(calendar: Calendar, baseline: BaselineRow | None, now: TaskDates) -> Variance | None:
    """Working days of delay in the project's calendar; None for a row that the baseline does not have (it is new)."""
    if baseline is None:
        return None
    return Variance(
        start_days=working_days_between(calendar, baseline.start.date(), now.start.date()),
        finish_days=working_days_between(calendar, baseline.finish.date(), now.finish.date()),
    )


def variances(calendar: Calendar, baseline: Mapping[str, BaselineRow], dates: Schedule) -> dict[str, Variance | None]:
    """The variance of every row of the schedule."""
    return {task_id: variance(calendar, baseline.get(task_id), row) for task_id, row in dates.items()}

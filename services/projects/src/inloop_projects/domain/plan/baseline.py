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
    """One row of a baseline; `work_minutes` is the work of its assignments, summed up for a summary."""

    start: datetime
    finish: datetime
    duration_minutes: int
    work_minutes: int


@dataclass(frozen=True, slots=True)
class Variance:
    """Working days from the baseline to the dates of today; positive is late."""

    start_days: int
    finish_days: int


def snapshot(dates: Schedule) -> dict[str, BaselineRow]:
    """The baseline of a schedule, per task id, summaries included."""
    work = work_by_task(dates)
    return {
        task_id: BaselineRow(row.start, row.finish, row.duration_minutes, work[task_id])
        for task_id, row in dates.items()
    }


def work_by_task(dates: Schedule) -> dict[str, int]:
    """Minutes of assigned work per task id, summed up through the summaries."""
    tasks = dates.plan.tasks
    outline = Outline(tasks)
    minutes = [0] * len(tasks)
    for assignment in dates.plan.assignments:
        minutes[outline.place[assignment.task_id]] += assignment.work_minutes
    for place in outline.summaries_bottom_up:
        minutes[place] += sum(minutes[row] for row in outline.children[place])
    return {task.id: minutes[place] for place, task in enumerate(tasks)}


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

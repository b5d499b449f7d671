"""What a change would do, before anybody agrees to it: the forecast with and without, as one person may see it.

Hidden rows take part in the computation; nothing of them (id, name, count, duration) is in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import Plan, Task
from inloop_worktime import Calendar, working_days_between


@dataclass(frozen=True, slots=True)
class TaskMove:
    """Shown dates before and after; None before for an added row, after for a removed one.

    Days are working days, + late.
    """

    task_id: str
    name: str
    start_before: datetime | None
    finish_before: datetime | None
    start_after: datetime | None
    finish_after: datetime | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Fallout:
    """Visible milestones (all), visible rows that move, the project's finish, visible critical rows in plan order."""

    milestones: tuple[TaskMove, ...]
    moved: tuple[TaskMove, ...]
    finish_before: datetime
    finish_after: datetime
    finish_days: int
    critical_before: tuple[str, ...]
    critical_after: tuple[str, ...]


def fallout(plan: Plan, edits: Sequence[Edit], status_at: datetime, visible: Callable[[Task], bool]) -> Fallout:
    """Compute the forecast at `status_at` with and without the edits.

    The plan is untouched. Raises as `apply` and `schedule`.
    """
    return compare(forecast(plan, status_at), forecast(apply(plan, edits), status_at), visible)


def compare(before: Schedule, after: Schedule, visible: Callable[[Task], bool]) -> Fallout:
    """The differences of two schedules of one plan, as far as `visible` allows."""
    calendar = before.plan.default_calendar
    old, new = before.plan.task_by_id, after.plan.task_by_id
    rows = {task_id: task for task_id, task in old.items() if visible(task)}
    rows |= {task_id: task for task_id, task in new.items() if visible(task)}
    # A row that stays in the plan but becomes hidden, or comes into sight, is told as removed or added.
    pairs = {
        task_id: (
            before.start_and_finish(task_id) if task_id in old and visible(old[task_id]) else None,
            after.start_and_finish(task_id) if task_id in new and visible(new[task_id]) else None,
        )
        for task_id in rows
    }
    moves = {task_id: _move(calendar, rows[task_id], *pair) for task_id, pair in pairs.items()}
    return Fallout(
        milestones=tuple(moves[task_id] for task_id, task in rows.items() if task.is_milestone),
        moved=tuple(moves[task_id] for task_id, (one, other) in pairs.items() if one != other),
        finish_before=before.project_finish,
        finish_after=after.project_finish,
        finish_days=working_days_between(calendar, before.project_finish.date(), after.project_finish.date()),
        critical_before=tuple(task_id for task_id in before.critical_ids() if task_id in old and visible(old[task_id])),
        critical_after=tuple(task_id for task_id in after.critical_ids() if task_id in new and visible(new[task_id])),
    )


def _move(
    calendar: Calendar, task: Task, before: tuple[datetime, datetime] | None, after: tuple[datetime, datetime] | None
) -> TaskMove:
    days = None
    if before is not None and after is not None:
        days = working_days_between(calendar, before[1].date(), after[1].date())
    return TaskMove(
        task_id=task.id,
        name=task.name,
        start_before=before[0] if before else None,
        finish_before=before[1] if before else None,
        start_after=after[0] if after else None,
        finish_after=after[1] if after else None,
        days=days,
    )

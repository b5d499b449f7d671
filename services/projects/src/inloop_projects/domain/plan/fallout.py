"""What a change would do, before anybody agrees to it: the forecast with and without, as one person may see it.

Hidden rows take part in the computation; nothing of them (id, name, count, duration) is in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import Plan, Task
from inloop_projects.domain.plan.picture import last_day
from inloop_worktime import Calendar, working_days_between

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class TaskMove:
    """Shown dates before and after; None before for an added row, after for a removed one.

    Days are working days between the last days of work, + late.
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
    """Visible milestones (all), visible rows whose days move, the plan's finish, visible critical rows in order."""

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
    """The differences of two schedules of one plan in days, as far as `visible` allows. Linear in rows."""
    calendar = before.plan.default_calendar
    old, new = before.plan.task_by_id, after.plan.task_by_id
    milestones, moved = [], []
    # A row that stays in the plan but becomes hidden, or comes into sight, is told as removed or added.
    for task_id, task, span, other in _pairs(before, after, visible):
        is_moved = span != other and _days(span) != _days(other)
        if task.is_milestone or is_moved:
            move = _move(calendar, task_id, task.name, span, other)
            if task.is_milestone:
                milestones.append(move)
            if is_moved:
                moved.append(move)
    return Fallout(
        milestones=tuple(milestones),
        moved=tuple(moved),
        finish_before=before.project_finish,
        finish_after=after.project_finish,
        finish_days=working_days_between(calendar, before.project_finish.date(), after.project_finish.date()),
        critical_before=tuple(task_id for task_id in before.critical_ids() if visible(old[task_id])),
        critical_after=tuple(task_id for task_id in after.critical_ids() if visible(new[task_id])),
    )


def _pairs(
    before: Schedule, after: Schedule, visible: Callable[[Task], bool]
) -> Iterator[tuple[str, Task, Span | None, Span | None]]:
    """The rows that are seen in either schedule, in the order of the plan, new ones last, with both spans."""
    old, new = before.plan.task_by_id, after.plan.task_by_id
    for task_id, task in old.items():
        now = new.get(task_id)
        is_seen, is_seen_now = visible(task), now is not None and visible(now)
        if is_seen or is_seen_now:
            yield (
                task_id,
                now if is_seen_now and now is not None else task,
                before.start_and_finish(task_id) if is_seen else None,
                after.start_and_finish(task_id) if is_seen_now else None,
            )
    for task_id, task in new.items():
        if task_id not in old and visible(task):
            yield task_id, task, None, after.start_and_finish(task_id)


def _days(span: Span | None) -> tuple[date, date] | None:
    return (span[0].date(), last_day(*span)) if span is not None else None


def _move(calendar: Calendar, task_id: str, name: str, before: Span | None, after: Span | None) -> TaskMove:
    days = None
    if before is not None and after is not None:
        days = working_days_between(calendar, last_day(*before), last_day(*after)) if before != after else 0
    return TaskMove(
        task_id=task_id,
        name=name,
        start_before=before[0] if before else None,
        finish_before=before[1] if before else None,
        start_after=after[0] if after else None,
        finish_after=after[1] if after else None,
        days=days,
    )

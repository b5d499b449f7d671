"""Rescheduling uncompleted work after a day, as ordinary edits: what the plan says moves, the record of work stays.

Rules (`schedule.md`, Progress and status date): a task that has not begun and would begin earlier starts no earlier
than the next working instant, unless another date constraint or a hand holds it; of a task in progress the done part
stays and the rest goes on there, if tasks in progress are to be split; a finished task stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.errors import DatesOutOfRange
from inloop_projects.domain.plan.model import DATED_CONSTRAINTS, ConstraintType, Plan, Task, TaskDates
from inloop_worktime import DateOutOfRange, NoWorkingTime


def reschedule_after(
    plan: Plan, planned: Mapping[str, TaskDates], after: date, *, split_in_progress: bool
) -> list[Edit]:
    """The edits that move uncompleted work behind the end of a day; none when all of it lies later already.

    `planned` are the dates of the plan. Raises DatesOutOfRange when a calendar has no working time left.
    """
    limit = datetime.combine(after, time()) + timedelta(days=1)
    parents = {task.parent_id for task in plan.tasks}
    found: list[Edit] = []
    try:
        for task in plan.tasks:
            if task.id in parents or task.is_complete or not task.is_active or task.is_manual:
                continue
            edit = (
                _later(plan, task, planned[task.id], limit)
                if task.actual_start is None
                else _interrupted(plan, task, task.actual_start, limit)
                if split_in_progress
                else None
            )
            if edit is not None:
                found.append(edit)
    except (DateOutOfRange, NoWorkingTime) as wrong:
        raise DatesOutOfRange(f"The work cannot be moved behind {after.isoformat()}. {wrong}") from wrong
    return found


def _later(plan: Plan, task: Task, dates: TaskDates, limit: datetime) -> Edit | None:
    begin = plan.calendar_of(task).next(limit)
    if dates.start >= begin:
        return None
    if task.constraint in DATED_CONSTRAINTS and task.constraint is not ConstraintType.SNET:
        return None
    return ask.SetConstraint(task.id, ConstraintType.SNET, begin)


def _interrupted(plan: Plan, task: Task, begun: datetime, limit: datetime) -> Edit | None:
    """The rest of a task in progress, unless what is done reaches beyond the day already."""
    calendar = plan.calendar_of(task)
    again = limit if task.duration_is_elapsed else calendar.next(limit)
    done = task.actual_duration_minutes
    stopped = begun + timedelta(minutes=done) if task.duration_is_elapsed else calendar.add(begun, done)
    if stopped >= again or (task.resume is not None and task.resume >= again):
        return None
    return ask.SetResume(task.id, again)

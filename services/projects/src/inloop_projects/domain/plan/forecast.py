"""The honest forecast: work that is not done cannot be done in the past.

On a copy of the plan, what is unfinished at the status date moves to it: rows that have not begun begin no earlier
than the next working instant; of rows in progress what remains goes on there. Finished rows stay. The plan itself is
untouched.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inloop_projects.domain.plan.engine import Schedule, schedule
from inloop_projects.domain.plan.errors import DatesOutOfRange, LinkCycle
from inloop_projects.domain.plan.model import ConstraintType, Plan, Task, TaskDates
from inloop_worktime import DateOutOfRange, NoWorkingTime


def forecast(plan: Plan, status_at: datetime, planned: Schedule | None = None) -> Schedule:
    """The dates with unfinished work moved to `status_at` (naive, in the project's zone). Raises as `schedule` does.

    Whoever has the planned dates already hands them in.
    """
    planned = planned or schedule(plan)
    try:
        tasks = tuple(_moved(plan, task, planned, status_at) for task in plan.tasks)
    except (DateOutOfRange, NoWorkingTime) as wrong:
        raise DatesOutOfRange(f"The forecast cannot be computed. {wrong}") from wrong
    if all(moved is task for moved, task in zip(tasks, plan.tasks, strict=True)):
        return planned
    moved_on = replace(plan, tasks=tasks)
    try:
        return schedule(moved_on)
    except LinkCycle:
        # Another row of a summary begins first now, and waits for what the summary's link lets begin. A plan that can
        # be dated can be forecast: the link holds the row that it holds in the plan.
        return schedule(moved_on, like=planned)


def _moved(plan: Plan, task: Task, planned: Schedule, status_at: datetime) -> Task:
    if task.actual_finish is not None or not task.is_active:
        return task
    if task.actual_start is not None:
        return _gone_on_at(plan, task, status_at)
    start, _ = planned.start_and_finish(task.id)
    if start >= status_at:
        return task
    dates = planned[task.id]
    return task if dates.is_summary else _begun_at(plan, task, dates, status_at)


def _gone_on_at(plan: Plan, task: Task, status_at: datetime) -> Task:
    """A row in progress: what remains goes on from now, also of one that was scheduled by hand."""
    if task.manual_finish is None:
        return replace(task, resume=max(task.resume or status_at, status_at))
    calendar = plan.calendar_of(task)
    finish = calendar.add(calendar.next(status_at), task.remaining_duration_minutes)
    return replace(task, manual_finish=max(task.manual_finish, finish))


def _begun_at(plan: Plan, task: Task, dates: TaskDates, status_at: datetime) -> Task:
    """A row that should have begun already: whatever its constraint wanted, it can only begin from now on."""
    calendar = plan.calendar_of(task)
    begin = calendar.next(status_at)
    if begin <= dates.start:
        return task
    if task.is_manual:
        length = calendar.work(dates.start, dates.finish)
        return replace(task, manual_start=begin, manual_finish=calendar.add(begin, length))
    return replace(task, constraint=ConstraintType.SNET, constraint_date=begin)

"""Who is asked for more than there is of them, and on which days.

An assignment asks for its units from the start to the finish of its task. Where the sum exceeds the resource's
maximum during its working time, that day is over-allocated. Finished and inactive tasks ask for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from inloop_projects.domain.plan.model import Assignment, Plan, Resource, ResourceKind, TaskDates
from inloop_worktime import Calendar

Asked = list[tuple[datetime, datetime, Assignment]]


@dataclass(frozen=True, slots=True)
class AllocatedDay:
    """A day on which more is asked than there is: the most at one time in percent, and the tasks that ask for it."""

    on: date
    units: float
    task_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """A resource of which too much is asked, and when."""

    resource: Resource
    days: tuple[AllocatedDay, ...]

    @property
    def task_ids(self) -> tuple[str, ...]:
        """The tasks that take part, each once, in the order of the days."""
        return tuple(dict.fromkeys(task_id for day in self.days for task_id in day.task_ids))


def over_allocations(plan: Plan, dates: Mapping[str, TaskDates]) -> tuple[Allocation, ...]:
    """Every over-allocated work resource by name, with its days in order; `dates` are the dates to judge by."""
    asked: dict[str, Asked] = {}
    for assignment in plan.assignments:
        task = plan.task_by_id[assignment.task_id]
        if assignment.units > 0 and task.is_active and not task.is_complete:
            row = dates[task.id]
            asked.setdefault(assignment.resource_id, []).append((row.start, row.finish, assignment))
    found = []
    for resource in sorted(plan.resources, key=lambda one: (one.name, one.id)):
        if resource.kind is ResourceKind.WORK and resource.id in asked:
            calendar = plan.calendars[resource.calendar_id or plan.default_calendar_id]
            days = _days(asked[resource.id], resource.max_units, calendar)
            if days:
                found.append(Allocation(resource, days))
    return tuple(found)


def _days(asked: Asked, most: float, calendar: Calendar) -> tuple[AllocatedDay, ...]:
    """Sweep over the instants at which something begins or ends."""
    turns = sorted({at for start, finish, _ in asked for at in (start, finish)})
    begins: dict[datetime, list[Assignment]] = {}
    ends: dict[datetime, list[Assignment]] = {}
    for start, finish, assignment in asked:
        if finish > start:
            begins.setdefault(start, []).append(assignment)
            ends.setdefault(finish, []).append(assignment)
    running: list[Assignment] = []
    units: dict[date, float] = {}
    tasks: dict[date, dict[str, None]] = {}
    for begin, end in pairwise(turns):
        running = [one for one in running if one not in ends.get(begin, ())] + begins.get(begin, [])
        total = sum(one.units for one in running)
        if total > most + 1e-9:
            for day in _working_days(calendar, begin, end):
                units[day] = max(units.get(day, 0.0), total)
                tasks.setdefault(day, {}).update(dict.fromkeys(one.task_id for one in running))
    return tuple(AllocatedDay(day, units[day], tuple(tasks[day])) for day in sorted(units))


def _working_days(calendar: Calendar, begin: datetime, end: datetime) -> list[date]:
    """The days between two instants on which some of the time between them is working time."""
    days = []
    at = begin
    while at < end:
        midnight = datetime.combine(at.date(), time()) + timedelta(days=1)
        if calendar.work(at, min(midnight, end)) > 0:
            days.append(at.date())
        at = midnight
    return days

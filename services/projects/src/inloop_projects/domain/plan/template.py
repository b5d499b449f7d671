"""Plans from plans: a copy without history whose dates follow its start, and moving a whole plan in time.

Dates that somebody fixed (constraints, deadlines, rows by hand) keep their distance from the start of the plan in
working days of the project's calendar, and their time of day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from inloop_projects.domain.plan.errors import DatesOutOfRange
from inloop_projects.domain.plan.model import Plan, Task
from inloop_worktime import FIRST_DAY, LAST_DAY, Calendar

MARGIN_DAYS: Final = 400
MOST_DAYS: Final = 60 * 366
Moved = Callable[[datetime], datetime]


@dataclass
class WorkingDays:
    """The working days of a calendar, numbered; days are looked at once, when they are first asked for."""

    calendar: Calendar
    days: list[date] = field(default_factory=list)
    first: date = date.max
    last: date = date.min

    def cover(self, first: date, last: date) -> None:
        """Number the working days between two dates. Raises DatesOutOfRange when they lie too far apart."""
        if (last - first).days > MOST_DAYS:
            raise DatesOutOfRange("The dates of the plan lie more than sixty years apart.")
        self.first, self.last = max(first, FIRST_DAY), min(last, LAST_DAY)
        numbers = range(self.first.toordinal(), self.last.toordinal() + 1)
        self.days = [day for day in map(date.fromordinal, numbers) if self.calendar.is_working_day(day)]

    def number(self, day: date) -> int:
        """How many working days lie before a day."""
        return bisect_left(self.days, day)

    def day(self, number: int) -> date:
        """The working day of a number. Raises DatesOutOfRange beyond what was covered."""
        if not 0 <= number < len(self.days):
            raise DatesOutOfRange("The plan would leave the years that a plan can hold.")
        return self.days[number]


def by_working_days(plan: Plan, by: int) -> Moved:
    """A function that moves an instant by working days of the plan's calendar; free days move by the same number."""
    dates = [at.date() for at in _fixed_dates(plan)]
    reach = timedelta(days=MARGIN_DAYS + 3 * abs(by))
    numbered = WorkingDays(plan.default_calendar)
    numbered.cover(_earlier(min(dates), reach), _later(max(dates), reach))

    def moved(at: datetime) -> datetime:
        if not by:
            return at
        return datetime.combine(numbered.day(numbered.number(at.date()) + by), at.time())

    return moved


def by_weeks(weeks: int) -> Moved:
    """A function that moves an instant by whole weeks."""

    def moved(at: datetime) -> datetime:
        number = at.toordinal() + 7 * weeks
        if not FIRST_DAY.toordinal() <= number <= LAST_DAY.toordinal():
            raise DatesOutOfRange("The plan would leave the years that a plan can hold.")
        return datetime.combine(date.fromordinal(number), at.time())

    return moved


def shifted(plan: Plan, moved: Moved) -> Plan:
    """The plan with its start and every fixed date moved; what has begun is history and stays where it is."""
    return replace(
        plan,
        start=plan.default_calendar.next(moved(plan.start)),
        tasks=tuple(task if task.actual_start else _moved(task, moved) for task in plan.tasks),
    )


def without_history(plan: Plan, *, with_people: bool) -> Plan:
    """The plan as it would be before any work: no progress, no status date; without people unless they are wanted."""
    return replace(
        plan,
        status_date=None,
        tasks=tuple(_unbegun(task) for task in plan.tasks),
        resources=plan.resources if with_people else (),
        assignments=tuple(replace(one, actual_work_minutes=0, remaining_work_minutes=None) for one in plan.assignments)
        if with_people
        else (),
    )


def without_dated_exceptions(plan: Plan) -> Plan:
    """The plan with calendars that know only weekdays: last year's holidays are nobody's next year."""
    calendars = {key: replace(calendar, exceptions=()) for key, calendar in plan.calendars.items()}
    return replace(plan, calendars=calendars)


def placed(plan: Plan, into: Plan, start_on: date) -> Plan:
    """A template's plan as the plan of `into`, from a day on: its default calendar is that of `into`.

    Other calendars of the template come along; the result keeps the working-day distances of the template.
    """
    target = into.default_calendar
    start = target.next(datetime.combine(start_on, datetime.min.time()))
    moved = _between_calendars(plan, target, start)
    own = {key: calendar for key, calendar in plan.calendars.items() if key != plan.default_calendar_id}
    renamed = {key: f"template-{key}"[:64] if key in into.calendars else key for key in own}
    tasks = tuple(
        replace(_moved(task, moved), calendar_id=renamed.get(task.calendar_id) if task.calendar_id else None)
        for task in plan.tasks
    )
    people = tuple(
        replace(one, calendar_id=renamed.get(one.calendar_id) if one.calendar_id else None) for one in plan.resources
    )
    return replace(
        plan,
        name=into.name,
        start=start,
        calendars={**into.calendars, **{renamed[key]: calendar for key, calendar in own.items()}},
        default_calendar_id=into.default_calendar_id,
        tasks=tasks,
        resources=people,
    )


def _between_calendars(plan: Plan, target: Calendar, start: datetime) -> Moved:
    """From the working-day distance to the old start, to the same distance from the new one in the target calendar."""
    dates = [at.date() for at in _fixed_dates(plan)]
    old = WorkingDays(plan.default_calendar)
    old.cover(min(dates), max(dates))
    distance = timedelta(days=MARGIN_DAYS) + 3 * (max(dates) - min(dates))
    new = WorkingDays(target)
    new.cover(_earlier(start.date(), distance), _later(start.date(), distance))
    origin = new.number(start.date()) - old.number(plan.start.date())

    def moved(at: datetime) -> datetime:
        return datetime.combine(new.day(old.number(at.date()) + origin), at.time())

    return moved


def _fixed_dates(plan: Plan) -> Iterable[datetime]:
    yield plan.start
    for task in plan.tasks:
        for at in (task.constraint_date, task.deadline, task.manual_start, task.manual_finish):
            if at is not None:
                yield at


def _moved(task: Task, moved: Moved) -> Task:
    return replace(
        task,
        constraint_date=_maybe(task.constraint_date, moved),
        deadline=_maybe(task.deadline, moved),
        manual_start=_maybe(task.manual_start, moved),
        manual_finish=_maybe(task.manual_finish, moved),
    )


def _unbegun(task: Task) -> Task:
    return replace(task, percent_complete=0, actual_start=None, actual_finish=None, remaining_minutes=None, resume=None)


def _maybe(at: datetime | None, moved: Moved) -> datetime | None:
    return None if at is None else moved(at)


def _earlier(day: date, by: timedelta) -> date:
    return max(day - min(by, day - FIRST_DAY), FIRST_DAY)


def _later(day: date, by: timedelta) -> date:
    return min(day + min(by, LAST_DAY - day), LAST_DAY)


def renamed(plan: Plan, new_id: Callable[[], str]) -> tuple[Plan, dict[str, str]]:
    """The plan with ids of its own, and the new ids of rows by the old ones. What a level sees stays as it is."""
    ids = {task.id: new_id() for task in plan.tasks}
    people = {resource.id: new_id() for resource in plan.resources}
    made = replace(
        plan,
        tasks=tuple(
            replace(task, id=ids[task.id], parent_id=ids[task.parent_id] if task.parent_id else None)
            for task in plan.tasks
        ),
        links=tuple(
            replace(link, predecessor_id=ids[link.predecessor_id], successor_id=ids[link.successor_id])
            for link in plan.links
        ),
        resources=tuple(replace(resource, id=people[resource.id]) for resource in plan.resources),
        assignments=tuple(
            replace(one, task_id=ids[one.task_id], resource_id=people[one.resource_id]) for one in plan.assignments
        ),
    )
    return made, ids

"""Whole days: how many working ones lie between two dates, and which stretches do not work at all."""

from collections.abc import Iterator
from datetime import date, timedelta

from inloop_worktime.calendar import Calendar
from inloop_worktime.instants import FIRST_DAY, day_number


def working_days_between(calendar: Calendar, a: date, b: date) -> int:
    """Working days after `a` up to and including `b`; negative when `b` is the earlier (Friday to Monday is 1)."""
    table = calendar.table
    return table.working_days_before(day_number(b) + 1) - table.working_days_before(day_number(a) + 1)


def non_working_ranges(calendar: Calendar, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Runs of days without work between two dates, both included, as (first, last) pairs: what a Gantt shades."""
    table = calendar.table
    begin: int | None = None
    low, high = day_number(first), day_number(last)
    for day in range(low, high + 1):
        off = table.day_minutes(day) == 0
        if off and begin is None:
            begin = day
        elif not off and begin is not None:
            yield _date(begin), _date(day - 1)
            begin = None
    if begin is not None:
        yield _date(begin), _date(high)


def _date(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)

"""Recurring exceptions of a calendar, as the dates on which they fall."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from inloop_projects.domain.plan.mspdi_xml import Element

DAILY, YEARLY_BY_DAY, YEARLY_BY_PLACE, MONTHLY_BY_DAY, MONTHLY_BY_PLACE, WEEKLY = range(1, 7)
MAX_DATES: Final = 4000
_LAST: Final = 4
_LEAST_OF_A_MONTH: Final = 28
_DAY, _WEEKDAY, _WEEKEND_DAY, _SUNDAY = range(4)


def dates_of(taken: Element, first: date, last: date) -> list[date] | None:
    """The dates of an <Exception> between its first and last; None when it is one plain range of days.

    Raises PlanFileRefused for numbers out of range. At most MAX_DATES dates are given.
    """
    kind = taken.int_of("Type", DAILY)
    period = max(taken.int_of("Period", 1), 1)
    if kind not in (YEARLY_BY_DAY, YEARLY_BY_PLACE, MONTHLY_BY_DAY, MONTHLY_BY_PLACE, WEEKLY):
        if period == 1:
            return None
        return _bounded(_every(first, last, period), taken)
    if kind == WEEKLY:
        return _bounded(_weekly(taken, first, last, period), taken)
    return _bounded(_by_month(taken, kind, first, last, period), taken)


def days_to_look_at(taken: Element, first: date, last: date) -> int:
    """How many days `dates_of` looks at; 1 for a plain range."""
    kind = taken.int_of("Type", DAILY)
    days = (last - first).days + 1
    if kind in (YEARLY_BY_DAY, YEARLY_BY_PLACE, MONTHLY_BY_DAY, MONTHLY_BY_PLACE):
        return 1 + days // _LEAST_OF_A_MONTH
    return days if kind == WEEKLY or taken.int_of("Period", 1) > 1 else 1


def _bounded(dates: Iterator[date], taken: Element) -> list[date]:
    limit = MAX_DATES
    if taken.flag_of("EnteredByOccurrences"):
        limit = min(limit, taken.int_of("Occurrences", MAX_DATES))
    return [day for day, _ in zip(dates, range(limit), strict=False)]


def _every(first: date, last: date, days: int) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=days)


def _weekly(taken: Element, first: date, last: date, period: int) -> Iterator[date]:
    """Every `period` weeks on the days of a bit mask in which Sunday is 1."""
    mask = taken.int_of("DaysOfWeek")
    sunday = first - timedelta(days=(first.weekday() + 1) % 7)
    for day in _every(first, last, 1):
        place = (day - sunday).days
        if (place // 7) % period == 0 and mask >> (place % 7) & 1:
            yield day


def _by_month(taken: Element, kind: int, first: date, last: date, period: int) -> Iterator[date]:
    yearly = kind in (YEARLY_BY_DAY, YEARLY_BY_PLACE)
    step = 12 if yearly else period
    month = taken.int_of("Month") if yearly else first.month - 1
    if not 0 <= month < 12:  # noqa: PLR2004 - months of a year
        raise taken.refused("names a month that does not exist")
    number = first.year * 12 + month
    while number // 12 <= last.year:
        year, month = number // 12, number % 12 + 1
        if kind in (YEARLY_BY_DAY, MONTHLY_BY_DAY):
            days = [taken.int_of("MonthDay", 1)]
        else:
            days = _days_by_place(year, month, taken.int_of("MonthItem"), taken.int_of("MonthPosition"))
        for day in days:
            if 1 <= day <= monthrange(year, month)[1] and first <= date(year, month, day) <= last:
                yield date(year, month, day)
        number += step


def _days_by_place(year: int, month: int, item: int, place: int) -> list[int]:
    """The first, second, third, fourth or last (0..4) day, weekday, weekend day, Sunday.

    … Saturday (0..9) of a month.
    """
    days = range(1, monthrange(year, month)[1] + 1)
    fitting = [day for day in days if _fits(date(year, month, day).weekday(), item)]
    if place >= _LAST:
        return fitting[-1:]
    return fitting[place : place + 1]


def _fits(weekday: int, item: int) -> bool:
    if item == _DAY:
        return True
    if item == _WEEKDAY:
        return weekday < 5  # noqa: PLR2004 - Monday to Friday
    if item == _WEEKEND_DAY:
        return weekday >= 5  # noqa: PLR2004 - Saturday and Sunday
    return (weekday + 1) % 7 == item - _SUNDAY

"""Calendars of a Microsoft Project XML file: base calendars, those of resources, exceptions, alternative work weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from inloop_projects.domain.plan.mspdi_recurrence import dates_of, days_to_look_at
from inloop_projects.domain.plan.mspdi_xml import APPROXIMATED, Element
from inloop_worktime import Calendar, CalendarException, Hours, InvalidCalendar, standard
from inloop_worktime.calendar import minutes_of_clock

EXCEPTION_DAY: Final = 0
SUNDAY, SATURDAY = 1, 7
MAX_RANGE_DAYS: Final = 3660
MAX_EXCEPTIONS: Final = 5000
MAX_CALENDARS: Final = 2000
EACH_EXCEPTION: Final = 20
"""What one exception counts for: it is compared with those of the calendar that another one is derived from."""
MAX_DAYS: Final = 2_000_000
"""Days that the recurring exceptions and work weeks of one file may span together: looking at them takes seconds."""


@dataclass(slots=True)
class _Told:
    """Notes about what was decided, and how many days may still be looked at."""

    notes: list[str]
    days: int = MAX_DAYS

    def spend(self, element: Element, days: int) -> None:
        """Count days that an element spans. Raises PlanFileRefused when the file has too many."""
        self.days -= days
        if self.days < 0:
            raise element.refused(f"spans, with those before it, more than {MAX_DAYS} days")


def read_calendars(root: Element, notes: list[str]) -> dict[str, Calendar]:
    """All calendars by UID, inheritance resolved. Notes say what was decided or left out."""
    elements = {element.text_of("UID"): element for element in root.inside("Calendars", "Calendar")}
    if len(elements) > MAX_CALENDARS:
        raise root.refused(f"has more than {MAX_CALENDARS} calendars")
    calendars: dict[str, Calendar] = {}
    told = _Told(notes)
    for uid in elements:
        _resolve(uid, elements, calendars, told)
    for calendar in calendars.values():
        overlapping = calendar.overlapping_exceptions()
        if overlapping:
            notes.append(
                f"Calendar {calendar.name!r} has {overlapping} exceptions on days that another one covers; "
                "the shorter one holds."
            )
    return calendars


def _resolve(uid: str, elements: dict[str, Element], calendars: dict[str, Calendar], told: _Told) -> None:
    """Read a calendar after those it is derived from."""
    chain = [uid]
    while chain[-1] not in calendars:
        element = elements[chain[-1]]
        base = element.text_of("BaseCalendarUID")
        if base in elements and base not in calendars and not element.flag_of("IsBaseCalendar"):
            if base in chain:
                raise element.refused("is derived from itself")
            chain.append(base)
            continue
        calendars[chain[-1]] = _calendar(element, calendars.get(base), told)
        if len(chain) > 1:
            chain.pop()


def _calendar(element: Element, base: Calendar | None, told: _Told) -> Calendar:
    week: dict[int, Hours] = {}
    exceptions: list[CalendarException] = []
    for day in element.inside("WeekDays", "WeekDay"):
        kind = day.int_of("DayType")
        if kind == EXCEPTION_DAY:
            exceptions.extend(_exceptions(day, told))
        elif SUNDAY <= kind <= SATURDAY:
            week[(kind - 2) % 7] = _hours(day)
        else:
            raise day.refused("has a DayType that is not a day of the week")
    for taken in element.inside("Exceptions", "Exception"):
        exceptions.extend(_exceptions(taken, told))
    for work_week in element.inside("WorkWeeks", "WorkWeek"):
        exceptions.extend(_work_week(work_week, told))
    # Files repeat their exceptions among the week days, in the form that older versions read.
    unique = {(taken.first, taken.last, taken.hours): taken for taken in exceptions}
    if len(unique) > MAX_EXCEPTIONS:
        raise element.refused(f"has more than {MAX_EXCEPTIONS} exceptions")
    name = element.text_of("Name")
    if base is None or element.flag_of("IsBaseCalendar"):
        base = Calendar(week=((),) * 7) if week else standard()
    return Calendar.derived(base, week, unique.values(), name=name)


def _hours(day: Element) -> Hours:
    if not day.flag_of("DayWorking"):
        return ()
    hours = []
    for interval in day.inside("WorkingTimes", "WorkingTime"):
        start, finish = interval.one("FromTime"), interval.one("ToTime")
        if start is None or finish is None or not start.text.strip():
            continue
        try:
            begins, ends = minutes_of_clock(start.text.strip()), minutes_of_clock(finish.text.strip())
        except InvalidCalendar as wrong:
            raise interval.refused("holds a time of day that does not exist") from wrong
        hours.append((begins, ends or 1440))
    hours.sort()
    try:
        return Calendar(week=(tuple(hours),) + ((),) * 6).week[0]
    except InvalidCalendar as wrong:
        raise day.refused("has working times that overlap or end before they begin") from wrong


def _period(element: Element) -> tuple[date, date] | None:
    period = element.one("TimePeriod")
    if period is None:
        return None
    first, last = period.date_of("FromDate"), period.date_of("ToDate")
    if first is None or last is None:
        return None
    if last < first:
        raise period.refused("ends before it begins")
    return first.date(), last.date()


def _exceptions(taken: Element, told: _Told) -> Iterator[CalendarException]:
    period = _period(taken)
    if period is None:
        taken.use(APPROXIMATED)
        told.notes.append(f"Line {taken.line}: an exception of a calendar has no dates and was left out.")
        return
    first, last = period
    hours = _hours(taken)
    name = taken.text_of("Name")
    told.spend(taken, EACH_EXCEPTION + days_to_look_at(taken, first, last))
    dates = dates_of(taken, first, last)
    if dates is None:
        yield CalendarException(first, last, hours, name)
    else:
        for begins, ends in _runs(dates):
            yield CalendarException(begins, ends, hours, name)


def _work_week(element: Element, told: _Told) -> Iterator[CalendarException]:
    """Other hours per weekday during a period, as dated exceptions."""
    period = _period(element)
    days = {
        (day.int_of("DayType") - 2) % 7: _hours(day)
        for day in element.inside("WeekDays", "WeekDay")
        if SUNDAY <= day.int_of("DayType") <= SATURDAY
    }
    if period is None or not days:
        return
    first, last = period
    name = element.text_of("Name")
    if (last - first).days > MAX_RANGE_DAYS:
        told.notes.append(f"Line {element.line}: work week {name!r} is longer than ten years and was cut there.")
        last = first + timedelta(days=MAX_RANGE_DAYS)
    told.spend(element, (last - first).days + 1)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day.weekday() in days:
            yield CalendarException(day, day, days[day.weekday()], name)


def _runs(dates: list[date]) -> Iterator[tuple[date, date]]:
    """Consecutive dates as (first, last) ranges."""
    for _, group in groupby(enumerate(dates), key=lambda pair: pair[1].toordinal() - pair[0]):
        days = [day for _, day in group]
        yield days[0], days[-1]

"""A working calendar: hours per weekday, and dated exceptions that replace them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, Final, Self

from inloop_worktime.errors import InvalidCalendar
from inloop_worktime.instants import MINUTES_OF_DAY, from_minutes, to_minutes
from inloop_worktime.table import WorkingTable

Hours = tuple[tuple[int, int], ...]
"""Working intervals of a day: half-open (from, to) minutes after midnight, in order; 24:00 is 1440; () is a day off."""

WEEKDAYS: Final = 7


@dataclass(frozen=True)
class CalendarException:
    """Hours that replace the weekday's from `first` to `last`, both included; no hours = not working."""

    first: date
    last: date
    hours: Hours = ()
    name: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidCalendar(f"The exception of {self.first.isoformat()} ends before it begins.")
        object.__setattr__(self, "hours", checked_hours(self.hours))


@dataclass(frozen=True)
class Calendar:
    """Weekday hours, Monday first, and exceptions.

    Where exceptions overlap, the one that covers fewer days wins (a half day inside a long shutdown), then the one
    given first. Microsoft's own order is not published; an import reports overlapping ones.
    """

    week: tuple[Hours, ...]
    exceptions: tuple[CalendarException, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.week) != WEEKDAYS:
            raise InvalidCalendar(f"A week has {WEEKDAYS} days, not {len(self.week)}.")
        object.__setattr__(self, "week", tuple(checked_hours(hours) for hours in self.week))

    @classmethod
    def derived(
        cls, base: Calendar, week: Mapping[int, Hours], exceptions: Iterable[CalendarException] = (), *, name: str = ""
    ) -> Self:
        """A calendar that inherits what it does not say itself.

        `week` maps weekdays (0 = Monday) to own hours. An own exception precedes the base's for the days they share.
        """
        own = tuple(exceptions)
        covered = _merged(own)
        inherited = tuple(piece for taken in base.exceptions for piece in _outside(taken, covered))
        hours = tuple(week.get(day, base.week[day]) for day in range(WEEKDAYS))
        return cls(week=hours, exceptions=own + inherited, name=name)

    @cached_property
    def table(self) -> WorkingTable:
        """The compiled calendar (shared by equal calendars)."""
        return _compiled(self)

    def next(self, at: datetime) -> datetime:
        """The earliest instant at or after `at` at which work can begin."""
        return from_minutes(self.table.next(to_minutes(at)))

    def prev(self, at: datetime) -> datetime:
        """The latest instant at or before `at` at which work can end."""
        return from_minutes(self.table.prev(to_minutes(at)))

    def add(self, at: datetime, minutes: int) -> datetime:
        """Forward: the earliest end of `minutes` of work; backward: the latest beginning; 0: `at` itself."""
        return from_minutes(self.table.add(to_minutes(at), minutes))

    def work(self, start: datetime, finish: datetime) -> int:
        """Working minutes from start to finish; negative when finish is earlier."""
        return self.table.work(to_minutes(start), to_minutes(finish))

    def hours_on(self, day: date) -> Hours:
        """The working intervals of one date."""
        covering = [taken for taken in self.exceptions if taken.first <= day <= taken.last]
        if covering:
            return min(covering, key=_length).hours
        return self.week[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """True when at least one minute of the date is working."""
        return bool(self.hours_on(day))

    def overlapping_exceptions(self) -> int:
        """How many exceptions share a date with another one."""
        ordered = sorted(self.exceptions, key=lambda taken: taken.first)
        overlapping = 0
        reach = date.min
        for taken in ordered:
            overlapping += taken.first <= reach
            reach = max(reach, taken.last)
        return overlapping

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: week (7 lists of ["08:00", "12:00"], Monday first), exceptions, name."""
        return {
            "name": self.name,
            "week": [_hours_to_json(hours) for hours in self.week],
            "exceptions": [
                {
                    "first": taken.first.isoformat(),
                    "last": taken.last.isoformat(),
                    "hours": _hours_to_json(taken.hours),
                    "name": taken.name,
                }
                for taken in self.exceptions
            ],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`. Raises InvalidCalendar when the shape or a value is wrong."""
        try:
            return cls(
                week=tuple(hours_from_json(hours) for hours in stored["week"]),
                exceptions=tuple(
                    CalendarException(
                        first=date.fromisoformat(taken["first"]),
                        last=date.fromisoformat(taken["last"]),
                        hours=hours_from_json(taken["hours"]),
                        name=str(taken.get("name", "")),
                    )
                    for taken in stored.get("exceptions", ())
                ),
                name=str(stored.get("name", "")),
            )
        except (KeyError, TypeError, AttributeError) as wrong:
            raise InvalidCalendar(f"A stored calendar is not of the expected shape: {wrong!r}.") from wrong
        except ValueError as wrong:
            raise InvalidCalendar(str(wrong)) from wrong


def standard(name: str = "Standard") -> Calendar:
    """Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00."""
    workday: Hours = ((480, 720), (780, 1020))
    return Calendar(week=(workday,) * 5 + ((), ()), name=name)


def checked_hours(hours: Hours) -> Hours:
    """The same intervals, touching ones joined. Raises InvalidCalendar when they overlap or leave the day."""
    joined: list[tuple[int, int]] = []
    for start, finish in hours:
        if not 0 <= start < finish <= MINUTES_OF_DAY:
            raise InvalidCalendar(f"Working time from {clock(start)} to {clock(finish)} is not an interval of one day.")
        if joined and start < joined[-1][1]:
            raise InvalidCalendar(f"Working time at {clock(start)} begins before the one before it ends.")
        if joined and start == joined[-1][1]:
            joined[-1] = (joined[-1][0], finish)
        else:
            joined.append((start, finish))
    return tuple(joined)


def clock(minutes: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of_clock(text: str) -> int:
    """HH:MM (or HH:MM:SS) as minutes after midnight; 24:00 is 1440. Raises InvalidCalendar."""
    parts = text.split(":")
    try:
        hour, minute = int(parts[0]), int(parts[1])
    except (IndexError, ValueError) as wrong:
        raise InvalidCalendar(f"{text!r} is not a time of day.") from wrong
    minutes = hour * 60 + minute
    if not 0 <= minute < 60 or not 0 <= minutes <= MINUTES_OF_DAY:  # noqa: PLR2004 - minutes of an hour
        raise InvalidCalendar(f"{text!r} is not a time of day.")
    return minutes


def hours_from_json(hours: Iterable[Sequence[str]]) -> Hours:
    """[["08:00", "12:00"], ...] as intervals; an end of 00:00 means midnight at the end of the day."""
    intervals = []
    for start, finish in hours:
        end = minutes_of_clock(finish)
        intervals.append((minutes_of_clock(start), end or MINUTES_OF_DAY))
    return tuple(intervals)


def _hours_to_json(hours: Hours) -> list[list[str]]:
    return [[clock(start), clock(finish)] for start, finish in hours]


def _length(taken: CalendarException) -> int:
    return (taken.last - taken.first).days


def _merged(exceptions: Iterable[CalendarException]) -> list[tuple[int, int]]:
    """The days that exceptions cover, as disjoint (first, last) day ordinals in order."""
    covered: list[tuple[int, int]] = []
    for taken in sorted(exceptions, key=lambda taken: taken.first):
        first, last = taken.first.toordinal(), taken.last.toordinal()
        if covered and first <= covered[-1][1] + 1:
            covered[-1] = (covered[-1][0], max(covered[-1][1], last))
        else:
            covered.append((first, last))
    return covered


def _outside(taken: CalendarException, covered: Sequence[tuple[int, int]]) -> list[CalendarException]:
    """The parts of an inherited exception that no own exception covers."""
    begin, end = taken.first.toordinal(), taken.last.toordinal()
    pieces = []
    for first, last in covered[max(bisect_right(covered, (begin, begin)) - 1, 0) :]:
        if first > end:
            break
        if last < begin:
            continue
        if first > begin:
            pieces.append((begin, first - 1))
        begin = last + 1
    if begin <= end:
        pieces.append((begin, end))
    return [
        CalendarException(date.fromordinal(first), date.fromordinal(last), taken.hours, taken.name)
        for first, last in pieces
    ]


@lru_cache(maxsize=64)
def _compiled(calendar: Calendar) -> WorkingTable:
    longest_first = sorted(calendar.exceptions, key=_length)
    longest_first.reverse()
    return WorkingTable.compile(calendar.week, [(taken.first, taken.last, taken.hours) for taken in longest_first])

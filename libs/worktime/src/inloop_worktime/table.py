"""A calendar compiled to tables of working minutes.

`index(t)` is the number of working minutes before the instant t; the end of one period and the start of the next have
the same index. Every rule of the scheduler is then an integer addition between two lookups, never a walk over days.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import accumulate, compress

from inloop_worktime.errors import DateOutOfRange, NoWorkingTime
from inloop_worktime.instants import DAYS, FIRST_DAY, LAST_DAY, LAST_MINUTE, MINUTES_OF_DAY

Intervals = tuple[tuple[int, int], ...]
_BLOCK = 12
"""Working minutes per entry of the coarse table, as a power of two.

4,096 minutes are a week and a half of office hours.
"""


SECONDS = 60
"""Ticks to the minute of a table in seconds."""


class _Shapes:
    """The distinct kinds of day.

    Per kind the working minutes before each minute, and the minute of each working minute.
    """

    def __init__(self) -> None:
        self.kinds: dict[Intervals, int] = {}
        self.before: list[array[int]] = []
        self.begin: list[array[int]] = []

    def kind(self, hours: Intervals) -> int:
        known = self.kinds.get(hours)
        if known is not None:
            return known
        begin = array("h", (minute for start, finish in hours for minute in range(start, finish)))
        before = array("h", bytes(2 * (MINUTES_OF_DAY + 1)))
        for minute in begin:
            before[minute + 1] = 1
        self.kinds[hours] = len(self.before)
        self.before.append(array("h", accumulate(before)))
        self.begin.append(begin)
        return self.kinds[hours]


class WorkingTable:
    """Working-minute arithmetic on integer instants (minutes since 1984), constant time per operation."""

    __slots__ = (
        "_begin",
        "_kinds",
        "_minutes",
        "_seconds",
        "_shapes",
        "_work_day",
        "end_of",
        "index",
        "start_of",
        "ticks",
        "total",
    )

    index: Callable[[int], int]
    """Working minutes before an instant. Raises DateOutOfRange."""
    start_of: Callable[[int], int]
    """The instant at which the working minute with that index begins. Raises NoWorkingTime past the last one."""
    end_of: Callable[[int], int]
    """The instant at which so many working minutes are done. Raises NoWorkingTime."""

    def __init__(self, kinds: array[int], shapes: _Shapes) -> None:
        self._kinds = kinds
        self._seconds: WorkingTable | None = None
        self.ticks = 1
        self._shapes = shapes
        self._begin = shapes.begin
        lengths = [len(begin) for begin in shapes.begin]
        per_day = array("i", map(lengths.__getitem__, kinds))
        self._minutes = array("i", accumulate(per_day, initial=0))
        self.total = self._minutes[-1]
        self._work_day = array("i", compress(range(len(per_day)), per_day))
        self.index = _index(self._minutes, [shapes.before[kind] for kind in kinds])
        begins = [shapes.begin[kinds[day]] for day in self._work_day]
        self.start_of, self.end_of = _inverse(
            [day * MINUTES_OF_DAY for day in self._work_day], array("i", compress(self._minutes, per_day)), begins
        )

    @classmethod
    def compile(
        cls, week: Sequence[Intervals], exceptions: Iterable[tuple[date, date, Intervals]] = ()
    ) -> WorkingTable:
        """Weekday hours (Monday first), then exceptions laid over them.

        Of two on one day the later in the list holds.
        """
        shapes = _Shapes()
        first = FIRST_DAY.weekday()
        pattern = array("h", (shapes.kind(week[(first + offset) % 7]) for offset in range(7)))
        kinds = (pattern * (DAYS // 7 + 1))[:DAYS]
        for begins, ends, hours in exceptions:
            low = max((begins - FIRST_DAY).days, 0)
            high = min((ends - FIRST_DAY).days + 1, DAYS)
            if low < high:
                kinds[low:high] = array("h", [shapes.kind(hours)]) * (high - low)
        return cls(kinds, shapes)

    def next(self, at: int) -> int:
        """The earliest instant at or after `at` at which work can begin."""
        return self.start_of(self.index(at))

    def prev(self, at: int) -> int:
        """The latest instant at or before `at` at which work can end."""
        return self.start_of(self.index(at) - 1) + 1

    def add(self, at: int, minutes: int) -> int:
        """Forward lands on the end of the work, backward on its latest beginning; 0 leaves `at` as it is."""
        if minutes > 0:
            return self.start_of(self.index(at) + minutes - 1) + 1
        if minutes < 0:
            return self.start_of(self.index(at) + minutes)
        return at

    def work(self, start: int, finish: int) -> int:
        """Working minutes from start to finish; negative when finish is earlier."""
        return self.index(finish) - self.index(start)

    def span(self, at: int, minutes: int) -> tuple[int, int, int]:
        """Work of `minutes` (> 0) begun at or after `at`: its start, its finish, the index of its start."""
        index = self.index(at)
        return self.start_of(index), self.start_of(index + minutes - 1) + 1, index

    def span_back(self, at: int, minutes: int) -> tuple[int, int, int]:
        """Work of `minutes` (> 0) ended at or before `at`: its latest start, its finish, the index of its finish."""
        index = self.index(at)
        return self.start_of(index - minutes), self.start_of(index - 1) + 1, index

    def day_minutes(self, day: int) -> int:
        """Working minutes of the day with that number (days since 1984-01-01)."""
        return self._minutes[day + 1] - self._minutes[day]

    def in_seconds(self) -> WorkingTable:
        """The same working time with instants and indices in seconds: `ticks` is 60 to the minute instead of 1."""
        if self._seconds is None:
            fine = WorkingTable(self._kinds, self._shapes)
            fine.ticks = SECONDS
            fine.total = self.total * SECONDS
            fine.index, fine.start_of, fine.end_of = _seconds(self.index, self.start_of)
            self._seconds = fine
        return self._seconds

    def end_of_day(self, day: int) -> tuple[int, int] | None:
        """Of the day with that number: its working time, and the instant at which its last period begins.

        None for a day without work, and for one whose last period ends at midnight or whose work is one period only
        because it never stops.
        """
        if not 0 <= day < DAYS:
            return None
        begin = self._begin[self._kinds[day]]
        if not begin or begin[-1] == MINUTES_OF_DAY - 1:
            return None
        last = len(begin) - 1
        while last and begin[last - 1] == begin[last] - 1:
            last -= 1
        return len(begin) * self.ticks, (day * MINUTES_OF_DAY + begin[last]) * self.ticks

    def working_days_before(self, day: int) -> int:
        """Working days before the day with that number."""
        return bisect_right(self._work_day, day - 1)

    def hours_of_kind(self) -> tuple[array[int], dict[int, Intervals]]:
        """For each day its kind, and the hours of each kind."""
        return self._kinds, {kind: hours for hours, kind in self._shapes.kinds.items()}


def _index(minutes: array[int], before: list[array[int]]) -> Callable[[int], int]:
    """The lookup from instant to index, as a closure: these run many times per row of a plan."""
    total = minutes[-1]

    def index(at: int) -> int:
        if 0 <= at < LAST_MINUTE:
            day = at // MINUTES_OF_DAY
            return minutes[day] + before[day][at - day * MINUTES_OF_DAY]
        if at == LAST_MINUTE:
            return total
        raise DateOutOfRange(f"A date falls outside of {FIRST_DAY.year} to {LAST_DAY.year}.")

    return index


def _inverse(
    midnights: list[int], starts: array[int], begins: list[array[int]]
) -> tuple[Callable[[int], int], Callable[[int], int]]:
    """The lookups from index to the instant of a start and of an end.

    Per working day its midnight, the working minutes before it, and the minutes of the day that work.
    """
    total = starts[-1] + len(begins[-1]) if starts else 0
    coarse = _coarse_table(starts, total)

    def start_of(index: int) -> int:
        if 0 <= index < total:
            block = index >> _BLOCK
            place = bisect_right(starts, index, coarse[block], coarse[block + 1]) - 1
            return midnights[place] + begins[place][index - starts[place]]
        raise NoWorkingTime("The calendar has no working time left in that direction.")

    def end_of(index: int) -> int:
        return start_of(index - 1) + 1

    return start_of, end_of


def _seconds(
    index_of_minute: Callable[[int], int], start_of_minute: Callable[[int], int]
) -> tuple[Callable[[int], int], Callable[[int], int], Callable[[int], int]]:
    """The lookups of a table in seconds, from those in minutes."""

    def index(at: int) -> int:
        minute, second = divmod(at, SECONDS)
        before = index_of_minute(minute)
        if second and index_of_minute(minute + 1) > before:
            return before * SECONDS + second
        return before * SECONDS

    def start_of(index: int) -> int:
        minute, second = divmod(index, SECONDS)
        return start_of_minute(minute) * SECONDS + second

    def end_of(index: int) -> int:
        return start_of(index - 1) + 1

    return index, start_of, end_of


def _coarse_table(starts: array[int], total: int) -> array[int]:
    """Per block of working minutes, how many working days begin at or before its first minute; then all of them."""
    coarse = array("i")
    place = 0
    for block in range((total >> _BLOCK) + 1):
        place = bisect_right(starts, block << _BLOCK, place)
        coarse.append(place)
    coarse.append(len(starts))
    coarse.append(len(starts))
    return coarse


def intersection(one: WorkingTable, other: WorkingTable) -> WorkingTable:
    """The minutes in which both calendars work (a task's calendar and its resource's)."""
    one_kinds, one_hours = one.hours_of_kind()
    other_kinds, other_hours = other.hours_of_kind()
    shapes = _Shapes()
    pairs: dict[tuple[int, int], int] = {}
    kinds = array("h")
    for pair in zip(one_kinds, other_kinds, strict=True):
        kind = pairs.get(pair)
        if kind is None:
            kind = pairs[pair] = shapes.kind(_common(one_hours[pair[0]], other_hours[pair[1]]))
        kinds.append(kind)
    return WorkingTable(kinds, shapes)


def _common(one: Intervals, other: Intervals) -> Intervals:
    parts = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return tuple(sorted(part for part in parts if part[0] < part[1]))

"""Business time between instants of the world's clock, for response clocks and quiet hours.

Business hours are local. Where the clocks change, time is counted as it really passes: a minute counts when the wall
clock shows a working minute, so an hour that does not exist is not counted and one that happens twice is counted
twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inloop_worktime.calendar import Calendar
from inloop_worktime.errors import NoWorkingTime

_HORIZON_DAYS = 3660
"""A target in business time that is not met within ten years has no working time to be met in."""
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

Span = tuple[datetime, datetime]


def business_minutes(calendar: Calendar, zone: str, start: datetime, finish: datetime) -> int:
    """Whole working minutes between two aware instants; negative when finish is earlier.

    Raises ValueError for a naive instant and ZoneInfoNotFoundError for an unknown zone.
    """
    since, until = _utc(start), _utc(finish)
    if until < since:
        return -business_minutes(calendar, zone, finish, start)
    local = ZoneInfo(zone)
    last = until.astimezone(local).date() + _DAY
    day = since.astimezone(local).date() - _DAY
    worked = timedelta()
    while day <= last:
        for begins, ends in _spans(calendar, local, day):
            worked += max(min(ends, until) - max(begins, since), timedelta())
        day += _DAY
    return worked // timedelta(minutes=1)


def business_deadline(calendar: Calendar, zone: str, start: datetime, minutes: int) -> datetime:
    """The UTC instant at which `minutes` (>= 0) of business time after `start` have passed. Raises NoWorkingTime."""
    since = _utc(start)
    local = ZoneInfo(zone)
    day = since.astimezone(local).date() - _DAY
    left = timedelta(minutes=minutes)
    for _ in range(_HORIZON_DAYS):
        for begins, ends in _spans(calendar, local, day):
            begun = max(begins, since)
            if ends > begun and ends - begun >= left:
                return begun + left
            left -= max(ends - begun, timedelta())
        day += _DAY
    raise NoWorkingTime("The calendar has no working time in which the target could be met.")


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("Business time is measured between instants with a zone.")
    return at.astimezone(UTC)


def _spans(calendar: Calendar, local: ZoneInfo, day: date) -> Iterator[Span]:
    """The working time of one local date as UTC spans."""
    hours = calendar.hours_on(day)
    if not hours:
        return
    midnight = datetime.combine(day, time(), UTC)
    for begins, ends, offset in _offsets(local, midnight - _DAY, midnight + 2 * _DAY):
        for start, finish in hours:
            first = max(begins, midnight + timedelta(minutes=start) - offset)
            last = min(ends, midnight + timedelta(minutes=finish) - offset)
            if first < last:
                yield first, last


def _offsets(local: ZoneInfo, begin: datetime, end: datetime) -> list[tuple[datetime, datetime, timedelta]]:
    """Stretches of one offset from UTC between two instants, in order."""
    offset = _offset(local, begin)
    if _offset(local, end) == offset:
        return [(begin, end, offset)]
    stretches = []
    since, probe = begin, begin
    while probe < end:
        following = min(probe + _HOUR, end)
        changed = _offset(local, following)
        if changed != offset:
            turn = _turn(local, probe, following)
            stretches.append((since, turn, offset))
            since, offset = turn, changed
        probe = following
    stretches.append((since, end, offset))
    return stretches


def _turn(local: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes, between two instants that differ."""
    old = _offset(local, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if _offset(local, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(local: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(local).utcoffset() or timedelta()

"""Local wall-clock instants as integer minutes, the unit of all arithmetic here.

An instant is the number of minutes since the first of January 1984, 00:00, without a zone. Plans live in the zone of
their project; conversion to UTC happens at the edges (`zones`).
"""

from datetime import date, datetime, timedelta
from typing import Final

from inloop_worktime.errors import DateOutOfRange

FIRST_DAY: Final = date(1984, 1, 1)
LAST_DAY: Final = date(2149, 12, 31)
MINUTES_OF_DAY: Final = 1440
DAYS: Final = (LAST_DAY - FIRST_DAY).days + 1
LAST_MINUTE: Final = DAYS * MINUTES_OF_DAY

_EPOCH: Final = datetime(1984, 1, 1)  # noqa: DTZ001 - naive on purpose: wall-clock time of the project
_MINUTE: Final = timedelta(minutes=1)


def to_minutes(at: datetime) -> int:
    """Minutes since the epoch; seconds are cut off. Raises DateOutOfRange; refuses an aware datetime with TypeError."""
    minutes = (at - _EPOCH) // _MINUTE
    if not 0 <= minutes <= LAST_MINUTE:
        raise DateOutOfRange(f"{at.isoformat()} is outside of {FIRST_DAY.year} to {LAST_DAY.year}.")
    return minutes


def from_minutes(minutes: int) -> datetime:
    """The naive datetime of an instant."""
    return _EPOCH + timedelta(minutes=minutes)


def day_number(day: date) -> int:
    """Days since FIRST_DAY. Raises DateOutOfRange."""
    number = (day - FIRST_DAY).days
    if not 0 <= number < DAYS:
        raise DateOutOfRange(f"{day.isoformat()} is outside of {FIRST_DAY.year} to {LAST_DAY.year}.")
    return number


def plus_elapsed(at: datetime, minutes: int) -> datetime:
    """Clock time later (or earlier): may land in non-working time."""
    return at + timedelta(minutes=minutes)


def elapsed_minutes(earlier: datetime, later: datetime) -> int:
    """Clock minutes from one instant to another; negative when `later` is earlier."""
    return (later - earlier) // _MINUTE

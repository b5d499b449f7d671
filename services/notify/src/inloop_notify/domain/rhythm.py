"""When somebody hears of a matter: at once, in a digest, or not outside the portal.

Windows are named by the local day for which their digest is meant, so that a change of the clocks cannot send two.
A wall-clock time that a change skips is taken at the first valid instant after it; one that occurs twice, at its first.
Quiet hours are the stretches between two such instants; a digest that would fall into them goes out at their end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

MOST_A_DAY = 6
"""Single mails on one local day; what comes on top waits for a digest."""
DIGEST_AT = time(9)
FRIDAY = 5
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class Kind(IntEnum):
    """How often; the numbers of the contract."""

    AT_ONCE = 1
    DAILY = 2
    WEEKLY = 3
    MILESTONES = 4


class Urgency(StrEnum):
    """What a matter is to the rhythm."""

    TRANSACTIONAL = "transactional"  # somebody waits for exactly this mail: an invitation, a reset
    MILESTONE = "milestone"  # a slip, a milestone, an offer that waits for a decision
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a person wants to hear. `weekday` 1 is Monday; times are wall-clock in `time_zone`."""

    kind: Kind
    at: time
    weekday: int
    time_zone: str
    quiet_from: time | None = None
    quiet_until: time | None = None
    is_chosen: bool = True


@dataclass(frozen=True, slots=True)
class Now:
    """Send it, not before `due_at`."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class InDigest:
    """Part of the digest of a window, which goes out at `due_at`."""

    window: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NotOutside:
    """Only in the portal, because of `reason`."""

    reason: str


Decision = Now | InDigest | NotOutside


def default_rhythm(time_zone: str) -> Rhythm:
    """What somebody gets who has not chosen: one mail a day, quiet nights."""
    return Rhythm(Kind.DAILY, DIGEST_AT, FRIDAY, time_zone, time(20), time(7), is_chosen=False)


def decide(rhythm: Rhythm, urgency: Urgency, now: datetime) -> Decision:
    """What happens to a matter at an aware instant, as long as the budget of the day lasts (see `into_digest`)."""
    if urgency is Urgency.TRANSACTIONAL:
        return Now(now)
    if rhythm.kind is Kind.MILESTONES and urgency is not Urgency.MILESTONE:
        return NotOutside("milestones-only")
    if rhythm.kind in (Kind.AT_ONCE, Kind.MILESTONES):
        return Now(after_quiet(rhythm, now))
    return into_digest(rhythm, now)


def into_digest(rhythm: Rhythm, now: datetime) -> InDigest:
    """The next digest that goes out strictly after an instant; daily for whoever gets digests only by overflow."""
    zone = ZoneInfo(rhythm.time_zone)
    # The digest of the day before may still wait for the end of the quiet hours.
    day = now.astimezone(zone).date() - DAY
    while True:
        if rhythm.kind is not Kind.WEEKLY or day.isoweekday() == rhythm.weekday:
            due_at = after_quiet(rhythm, instant(day, rhythm.at, zone))
            if due_at > now:
                return InDigest(day.isoformat(), due_at)
        day += DAY


def after_quiet(rhythm: Rhythm, now: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours that it lies in."""
    if rhythm.quiet_from is None or rhythm.quiet_until is None or rhythm.quiet_from == rhythm.quiet_until:
        return now
    zone = ZoneInfo(rhythm.time_zone)
    today = now.astimezone(zone).date()
    over_night = timedelta(days=int(rhythm.quiet_from > rhythm.quiet_until))
    at = now
    # In order, because a change of the clocks can let one stretch begin where the one before ends.
    for day in (today - DAY, today, today + DAY):
        ends = instant(day + over_night, rhythm.quiet_until, zone)
        if instant(day, rhythm.quiet_from, zone) <= at < ends:
            at = ends
    return at


def local_day(rhythm: Rhythm, at: datetime) -> str:
    """The local day of an instant, as ISO date: budgets belong to one."""
    return at.astimezone(ZoneInfo(rhythm.time_zone)).date().isoformat()


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock time on a day, in UTC; see the module for the changes of the clocks."""
    naive = datetime.combine(day, wall)
    there = naive.replace(tzinfo=zone).astimezone(UTC)
    if _wall(there, zone) == naive:
        return there
    # Skipped: `there` lies behind the gap, the same wall time with the offset after it lies before.
    before = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while there - before > SECOND:
        middle = before + (there - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if _wall(middle, zone) < naive:
            before = middle
        else:
            there = middle
    return there


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)

"""When somebody hears of a matter: at once, in a digest, or not outside the portal.

Windows are named by the local day on which their digest goes out, so that a change of the clocks cannot send two.
A wall-clock time that a change skips is taken at the first valid instant after it; one that occurs twice, at its first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

MOST_A_DAY = 6
"""Interruptions a day; what comes on top waits for a digest."""
DIGEST_AT = time(9)
FRIDAY = 5


class Kind(IntEnum):
    """How often; the numbers of the contract."""

    AT_ONCE = 1
    DAILY = 2
    WEEKLY = 3
    MILESTONES = 4


class Urgency(StrEnum):
    """What a matter is to the rhythm."""

    TRANSACTIONAL = "transactional"  # asked for by the person: an invitation, a reset, the own report
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


def decide(rhythm: Rhythm, urgency: Urgency, now: datetime, *, sent_today: int) -> Decision:
    """What happens to a matter. `now` is aware; `sent_today` counts what was sent at once on the local day."""
    if urgency is Urgency.TRANSACTIONAL:
        return Now(now)
    if rhythm.kind is Kind.MILESTONES:
        return Now(after_quiet(rhythm, now)) if urgency is Urgency.MILESTONE else NotOutside("milestones-only")
    if rhythm.kind is Kind.AT_ONCE and sent_today < MOST_A_DAY:
        return Now(after_quiet(rhythm, now))
    due_at = next_digest(rhythm, now)
    return InDigest(window_of(rhythm, due_at), due_at)


def next_digest(rhythm: Rhythm, now: datetime) -> datetime:
    """The next digest strictly after an instant, in UTC."""
    zone = ZoneInfo(rhythm.time_zone)
    day = now.astimezone(zone).date()
    while True:
        if rhythm.kind is not Kind.WEEKLY or day.isoweekday() == rhythm.weekday:
            at = instant(day, rhythm.at, zone)
            if at > now:
                return at
        day += timedelta(days=1)


def window_of(rhythm: Rhythm, due_at: datetime) -> str:
    """The name of the window whose digest goes out at an instant: its local day."""
    return due_at.astimezone(ZoneInfo(rhythm.time_zone)).date().isoformat()


def after_quiet(rhythm: Rhythm, now: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours that it lies in."""
    if rhythm.quiet_from is None or rhythm.quiet_until is None or rhythm.quiet_from == rhythm.quiet_until:
        return now
    zone = ZoneInfo(rhythm.time_zone)
    local = now.astimezone(zone)
    wall = local.time().replace(tzinfo=None)
    if rhythm.quiet_from < rhythm.quiet_until:
        is_quiet, is_evening = rhythm.quiet_from <= wall < rhythm.quiet_until, False
    else:
        is_evening = wall >= rhythm.quiet_from
        is_quiet = is_evening or wall < rhythm.quiet_until
    if not is_quiet:
        return now
    return max(now, instant(local.date() + timedelta(days=int(is_evening)), rhythm.quiet_until, zone))


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock time on a day, in UTC; see the module for the changes of the clocks."""
    local = datetime.combine(day, wall, zone)
    there = local.astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        # Skipped by a change: the offset before it leads behind the gap, by as much as the wall time was inside it.
        later = datetime.combine(day, wall, zone).replace(fold=1).astimezone(UTC)
        return max(there, later) if there.astimezone(zone) < later.astimezone(zone) else there
    return there


def local_day(rhythm: Rhythm, now: datetime) -> tuple[datetime, datetime]:
    """The first and the last instant of the local day of an instant, in UTC."""
    zone = ZoneInfo(rhythm.time_zone)
    day = now.astimezone(zone).date()
    return instant(day, time(), zone), instant(day + timedelta(days=1), time(), zone)

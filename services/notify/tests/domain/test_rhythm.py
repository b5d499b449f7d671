"""Rhythms against a minute-by-minute oracle, over zones whose clocks change in odd ways."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inloop_notify.domain.rhythm import (
    InDigest,
    Kind,
    NotOutside,
    Now,
    Rhythm,
    Urgency,
    after_quiet,
    decide,
    default_rhythm,
    instant,
    into_digest,
    local_day,
)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",  # at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",
    "Africa/Casablanca",  # around Ramadan
    "Pacific/Chatham",
    "Asia/Beirut",
    "America/Scoresbysund",
    "Pacific/Kiritimati",
)


def changes(zone: str) -> list[datetime]:
    """Instants from 2024 to 2030 at which the offset of a zone changes, to the hour."""
    info, hour = ZoneInfo(zone), timedelta(hours=1)
    at, found = datetime(2024, 1, 1, tzinfo=UTC), []
    while at < datetime(2031, 1, 1, tzinfo=UTC):
        following = at + DAY
        if at.astimezone(info).utcoffset() != following.astimezone(info).utcoffset():
            steps = [at + number * hour for number in range(25)]
            offsets = [one.astimezone(info).utcoffset() for one in steps]
            found += [later for (_, old), (later, new) in pairwise(zip(steps, offsets, strict=True)) if old != new]
        at = following
    return found


CHANGES = [(zone, at) for zone in ZONES for at in changes(zone)]

kinds = st.sampled_from([Kind.DAILY, Kind.WEEKLY])
walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
near_changes = st.builds(
    lambda change, minutes: (change[0], change[1] + minutes * MINUTE),
    st.sampled_from(CHANGES),
    st.integers(-2 * 1440, 2 * 1440),
)
anywhere = st.builds(
    lambda zone, minutes: (zone, datetime(2024, 1, 1, tzinfo=UTC) + minutes * MINUTE),
    st.sampled_from(ZONES),
    st.integers(0, 7 * 365 * 1440),
)
moments = st.one_of(near_changes, anywhere)


def first_minute(day: date, wall: time, zone: str) -> datetime:
    """The oracle: the first minute whose wall clock shows `wall` of that day, or, where that is skipped, more."""
    wanted, info = datetime.combine(day, wall), ZoneInfo(zone)
    at = wanted.replace(tzinfo=UTC) - timedelta(hours=15)
    while at.astimezone(info).replace(tzinfo=None) < wanted:
        at += MINUTE
    return at


def test_there_are_changes_to_test_with():
    assert {zone for zone, _ in CHANGES} == set(ZONES) - {"Asia/Kathmandu", "Pacific/Kiritimati"}
    assert len(CHANGES) > 90


@given(moments, walls)
def test_the_instant_of_a_wall_clock_time_is_the_first_minute_that_shows_it(moment, wall: time):
    zone, at = moment
    day = at.astimezone(ZoneInfo(zone)).date()
    assert instant(day, wall, ZoneInfo(zone)) == first_minute(day, wall, zone)


@pytest.mark.parametrize(
    ("day", "wall", "expected"),
    [
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, tzinfo=UTC)),  # skipped: 03:00 is the first valid
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        (date(2026, 10, 26), time(2, 30), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_berlin_changes_its_clocks(day: date, wall: time, expected: datetime):
    assert instant(day, wall, ZoneInfo("Europe/Berlin")) == expected


@given(kinds, moments, walls, st.integers(1, 7))
def test_digests_go_out_once_per_window_in_order_and_never_skip_one(kind: Kind, moment, wall: time, weekday: int):
    zone, now = moment
    rhythm = Rhythm(kind, wall, weekday, zone)
    found = []
    for _ in range(5):
        found.append(into_digest(rhythm, found[-1].due_at if found else now))
    assert found[0].due_at > now
    step = 7 if kind is Kind.WEEKLY else 1
    days = [date.fromisoformat(one.window) for one in found]
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(days=step)] * 4
    assert all(later.due_at > earlier.due_at for earlier, later in pairwise(found))
    assert found[0].due_at - now <= timedelta(days=step, hours=2)
    if kind is Kind.WEEKLY:
        assert {one.isoweekday() for one in days} == {weekday}


@given(kinds, moments, walls, walls, walls)
def test_matters_of_one_window_go_out_together(kind: Kind, moment, wall: time, quiet_from: time, quiet_until: time):
    zone, now = moment
    rhythm = Rhythm(kind, wall, 5, zone, quiet_from, quiet_until)
    due = into_digest(rhythm, now)
    just_before = into_digest(rhythm, due.due_at - MINUTE)
    assert just_before == due
    assert into_digest(rhythm, due.due_at).window > due.window


@given(moments, walls, walls)
def test_nothing_is_due_in_quiet_hours(moment, quiet_from: time, quiet_until: time):
    zone, now = moment
    assume(quiet_from != quiet_until)
    rhythm = Rhythm(Kind.AT_ONCE, time(9), 5, zone, quiet_from, quiet_until)
    due = after_quiet(rhythm, now)
    assert due >= now
    assert after_quiet(rhythm, due) == due
    for made in (due, into_digest(rhythm, now).due_at):
        local = made.astimezone(ZoneInfo(zone))
        wall = local.time().replace(fold=0)
        over_night = quiet_from > quiet_until
        shows_quiet = (wall >= quiet_from or wall < quiet_until) if over_night else quiet_from <= wall < quiet_until
        is_near_change = any(zone == one and abs(made - at) < timedelta(hours=3) for one, at in CHANGES)
        assert not shows_quiet or is_near_change
    if due > now:
        day = due.astimezone(ZoneInfo(zone)).date()
        assert due == first_minute(day, quiet_until, zone)


@given(moments)
def test_nothing_waits_without_quiet_hours(moment):
    zone, now = moment
    assert after_quiet(Rhythm(Kind.AT_ONCE, time(9), 5, zone), now) == now
    assert after_quiet(Rhythm(Kind.AT_ONCE, time(9), 5, zone, time(8), time(8)), now) == now


@given(st.sampled_from(Kind), moments, walls)
def test_what_somebody_waits_for_goes_out_now_whatever_the_rhythm(kind: Kind, moment, wall: time):
    zone, now = moment
    rhythm = Rhythm(kind, wall, 5, zone, time(0), time(23, 59))
    assert decide(rhythm, Urgency.TRANSACTIONAL, now) == Now(now)


@given(st.sampled_from(Kind), st.sampled_from([Urgency.MILESTONE, Urgency.ORDINARY]), moments)
def test_each_kind_decides_as_it_is_called(kind: Kind, urgency: Urgency, moment):
    zone, now = moment
    decision = decide(Rhythm(kind, time(9), 5, zone), urgency, now)
    if kind is Kind.AT_ONCE or (kind is Kind.MILESTONES and urgency is Urgency.MILESTONE):
        assert decision == Now(now)
    elif kind is Kind.MILESTONES:
        assert decision == NotOutside("milestones-only")
    else:
        assert isinstance(decision, InDigest)


def test_a_digest_that_would_fall_into_quiet_hours_goes_out_at_their_end_under_its_own_day():
    rhythm = Rhythm(Kind.DAILY, time(23), 5, "Europe/Berlin", time(22), time(7))
    evening = datetime(2026, 11, 24, 21, tzinfo=UTC)
    morning = datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert into_digest(rhythm, evening) == InDigest("2026-11-24", morning)
    assert into_digest(rhythm, evening + timedelta(hours=3)) == InDigest("2026-11-24", morning)
    assert into_digest(rhythm, morning) == InDigest("2026-11-25", morning + DAY)


def test_the_day_of_a_budget_is_local():
    rhythm = default_rhythm("Pacific/Kiritimati")
    assert local_day(rhythm, datetime(2026, 11, 24, 11, tzinfo=UTC)) == "2026-11-25"

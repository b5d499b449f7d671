# ruff: noqa: DTZ001 - plans keep wall-clock time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inloop_worktime import Calendar, NoWorkingTime, business_deadline, business_minutes, standard

few = settings(max_examples=40, deadline=None)
ALL_DAY = Calendar(week=(((0, 1440),),) * 7)
SPLIT_DAYS = Calendar(week=(((60, 170), (185, 700), (800, 1380)),) * 7)
# Around a change of the clocks: Berlin, New York, Lord Howe (half an hour), Santiago and Beirut (at midnight), none.
CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 28, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 24, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 31, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 4, 4, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 5, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 3, 28, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 3, 28, tzinfo=UTC)),
]


def _counted(calendar: Calendar, zone: str, start: datetime, finish: datetime) -> int:
    local = ZoneInfo(zone)
    at, minutes = start, 0
    while at < finish:
        shown = at.astimezone(local)
        into = shown.hour * 60 + shown.minute
        minutes += any(begin <= into < end for begin, end in calendar.hours_on(shown.date()))
        at += timedelta(minutes=1)
    return minutes


@few
@given(st.sampled_from(CHANGES), st.integers(0, 2000), st.integers(0, 2500), st.sampled_from([ALL_DAY, SPLIT_DAYS]))
def test_business_time_equals_a_count_of_minutes_when_the_clocks_change(change, offset, length, calendar):
    zone, around = change
    start = around + timedelta(minutes=offset)
    finish = start + timedelta(minutes=length)
    assert business_minutes(calendar, zone, start, finish) == _counted(calendar, zone, start, finish)
    assert business_minutes(calendar, zone, finish, start) == -_counted(calendar, zone, start, finish)


@few
@given(st.sampled_from(CHANGES), st.integers(0, 3000), st.integers(1, 3000))
def test_a_deadline_is_the_first_instant_at_which_the_time_has_passed(change, offset, minutes):
    zone, around = change
    start = around + timedelta(minutes=offset)
    deadline = business_deadline(SPLIT_DAYS, zone, start, minutes)
    assert business_minutes(SPLIT_DAYS, zone, start, deadline) == minutes
    assert business_minutes(SPLIT_DAYS, zone, start, deadline - timedelta(minutes=1)) == minutes - 1


def test_a_friday_evening_message_is_answered_on_monday_morning_in_two_hours():
    sent = datetime(2026, 3, 27, 16, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert business_deadline(standard(), "Europe/Berlin", sent, 120) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


def test_instants_of_any_offset_are_accepted():
    start = datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert business_minutes(standard(), "UTC", start, start + timedelta(hours=6)) == 75


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="with a zone"):
        business_minutes(standard(), "UTC", datetime(2026, 1, 5), datetime(2026, 1, 6))


def test_a_target_without_any_working_time_is_refused():
    never = Calendar(week=((),) * 7)
    with pytest.raises(NoWorkingTime):
        business_deadline(never, "UTC", datetime(2026, 1, 5, tzinfo=UTC), 10)


def test_a_deadline_of_nothing_is_at_once_when_open_and_at_opening_otherwise():
    open_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    closed_at = datetime(2026, 1, 5, 6, tzinfo=UTC)
    assert business_deadline(standard(), "UTC", open_at, 0) == open_at
    assert business_deadline(standard(), "UTC", closed_at, 0) == datetime(2026, 1, 5, 8, tzinfo=UTC)

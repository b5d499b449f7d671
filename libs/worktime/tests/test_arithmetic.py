# ruff: noqa: DTZ001 - plans keep wall-clock time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inloop_worktime import (
    Calendar,
    CalendarException,
    DateOutOfRange,
    NoWorkingTime,
    elapsed_minutes,
    from_minutes,
    intersection,
    plus_elapsed,
    standard,
    to_minutes,
)

few = settings(max_examples=40, deadline=None)


@st.composite
def hours(draw):
    edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=0, max_size=8)))
    return tuple((edges[place], edges[place + 1]) for place in range(0, len(edges) - 1, 2))


@st.composite
def calendars(draw):
    week = tuple(draw(hours()) for _ in range(7))
    exceptions = []
    for _ in range(draw(st.integers(0, 4))):
        first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 20)))
        last = first + timedelta(days=draw(st.integers(0, 5)))
        exceptions.append(CalendarException(first, last, draw(hours())))
    return Calendar(week=(((60, 90),), *week[1:]), exceptions=tuple(exceptions))


instants = st.integers(0, 20 * 1440).map(lambda minute: datetime(2026, 1, 1) + timedelta(minutes=minute))
amounts = st.integers(1, 6000)


@few
@given(calendars(), instants, st.integers(0, 4000))
def test_work_is_the_number_of_working_minutes_between(calendar, start, length):
    finish = start + timedelta(minutes=length)
    counted = 0
    for minute in range(length):
        at = start + timedelta(minutes=minute)
        into = at.hour * 60 + at.minute
        counted += any(begin <= into < end for begin, end in calendar.hours_on(at.date()))
    assert calendar.work(start, finish) == counted
    assert calendar.work(finish, start) == -counted


@few
@given(calendars(), instants, amounts)
def test_adding_work_lands_on_the_earliest_end_of_it(calendar, start, amount):
    finish = calendar.add(start, amount)
    assert calendar.work(start, finish) == amount
    assert calendar.work(start, finish - timedelta(minutes=1)) == amount - 1


@few
@given(calendars(), instants, amounts)
def test_taking_work_away_lands_on_its_latest_beginning(calendar, finish, amount):
    start = calendar.add(finish, -amount)
    assert calendar.work(start, finish) == amount
    assert calendar.work(start + timedelta(minutes=1), finish) == amount - 1


@few
@given(calendars(), instants, amounts)
def test_adding_and_taking_away_returns_to_the_next_working_instant(calendar, start, amount):
    assert calendar.add(calendar.add(start, amount), -amount) == calendar.next(start)


@few
@given(calendars(), instants, amounts, amounts)
def test_two_additions_are_one(calendar, start, one, other):
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@few
@given(calendars(), instants)
def test_next_and_prev_skip_no_work(calendar, at):
    assert calendar.work(calendar.prev(at), calendar.next(at)) == 0
    assert calendar.prev(at) <= at <= calendar.next(at)
    assert calendar.work(calendar.next(at), calendar.next(at) + timedelta(minutes=1)) == 1
    assert calendar.work(calendar.prev(at) - timedelta(minutes=1), calendar.prev(at)) == 1


@few
@given(calendars(), instants)
def test_adding_nothing_changes_nothing_even_in_the_night(calendar, at):
    assert calendar.add(at, 0) == at


@few
@given(calendars(), calendars(), instants, st.integers(0, 3000))
def test_an_intersection_works_when_both_do(one, other, start, length):
    both = intersection(one.table, other.table)
    counted = 0
    for minute in range(length):
        at = start + timedelta(minutes=minute)
        into = at.hour * 60 + at.minute
        counted += all(
            any(begin <= into < end for begin, end in calendar.hours_on(at.date())) for calendar in (one, other)
        )
    begin = to_minutes(start)
    assert both.work(begin, begin + length) == counted


def test_a_finish_is_shown_in_the_evening_and_a_start_in_the_morning(office):
    friday_evening, monday = datetime(2026, 1, 9, 17), datetime(2026, 1, 12, 8)
    assert office.add(datetime(2026, 1, 9, 8), 480) == friday_evening
    assert office.next(friday_evening) == monday
    assert office.prev(monday) == friday_evening
    assert office.add(monday, -480) == datetime(2026, 1, 9, 8)


def test_hours_until_midnight_and_after_it_are_one_night_shift():
    night = Calendar(week=(((0, 360), (1320, 1440)),) * 7)
    assert night.add(datetime(2026, 1, 5, 22), 480) == datetime(2026, 1, 6, 6)
    assert night.next(datetime(2026, 1, 6, 0)) == datetime(2026, 1, 6, 0)


def test_dates_outside_of_1984_to_2149_are_refused(office):
    for at in (datetime(1983, 12, 31, 23, 59), datetime(2150, 1, 2)):
        with pytest.raises(DateOutOfRange):
            office.next(at)
    with pytest.raises(NoWorkingTime):
        office.add(datetime(2149, 12, 30), 5000)
    with pytest.raises(NoWorkingTime):
        office.prev(datetime(1984, 1, 1))


def test_a_calendar_that_never_works_says_so():
    with pytest.raises(NoWorkingTime):
        Calendar(week=((),) * 7).next(datetime(2026, 1, 1))


def test_an_aware_datetime_is_no_instant_of_a_plan(office):
    with pytest.raises(TypeError):
        office.next(datetime(2026, 1, 1, tzinfo=UTC))


def test_elapsed_time_runs_through_the_night():
    evening = datetime(2026, 1, 9, 17)
    assert plus_elapsed(evening, 1440) == datetime(2026, 1, 10, 17)
    assert elapsed_minutes(evening, datetime(2026, 1, 9, 16)) == -60


@few
@given(instants)
def test_minutes_and_datetimes_are_inverse(at):
    assert from_minutes(to_minutes(at)) == at


def test_the_standard_calendar_has_a_lunch_hour():
    assert standard().work(datetime(2026, 1, 5), datetime(2026, 1, 12)) == 5 * 480
    assert standard().work(datetime(2026, 1, 5, 12), datetime(2026, 1, 5, 13)) == 0


def test_a_table_in_seconds_agrees_with_the_one_in_minutes():
    table = standard().table
    fine = table.in_seconds()
    assert fine is table.in_seconds()
    assert (fine.ticks, fine.total) == (60, table.total * 60)
    monday = to_minutes(datetime(2026, 1, 5, 8))
    for minute in range(monday - 2000, monday + 2000, 7):
        assert fine.index(minute * 60) == table.index(minute) * 60
        assert fine.next(minute * 60) == table.next(minute) * 60
        assert fine.prev(minute * 60) == table.prev(minute) * 60
        assert fine.add(minute * 60, 90 * 60) == table.add(minute, 90) * 60
    assert fine.add(monday * 60, 2000) == monday * 60 + 2000
    assert fine.index(monday * 60 + 30) - fine.index(monday * 60) == 30
    assert fine.index((monday - 60) * 60 + 30) == fine.index(monday * 60)

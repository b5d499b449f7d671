import json
from datetime import date, timedelta

import pytest

from inloop_worktime import (
    Calendar,
    CalendarException,
    InvalidCalendar,
    non_working_ranges,
    standard,
    working_days_between,
)

HALF_DAY = ((480, 720),)


def test_an_exception_replaces_the_hours_of_its_dates(office):
    assert office.hours_on(date(2026, 1, 1)) == ()
    assert office.hours_on(date(2026, 1, 2)) == HALF_DAY
    assert office.hours_on(date(2026, 1, 5)) == ((480, 720), (780, 1020))


def test_of_overlapping_exceptions_the_shorter_one_holds():
    shutdown = CalendarException(date(2026, 12, 21), date(2026, 12, 31))
    half_day = CalendarException(date(2026, 12, 23), date(2026, 12, 23), HALF_DAY)
    for exceptions in ((shutdown, half_day), (half_day, shutdown)):
        calendar = Calendar(standard().week, exceptions)
        day = (date(2026, 12, 23) - date(1984, 1, 1)).days
        assert calendar.hours_on(date(2026, 12, 23)) == HALF_DAY
        assert calendar.table.day_minutes(day) == 240
        assert calendar.overlapping_exceptions() == 1


def test_of_equally_long_overlapping_exceptions_the_first_holds():
    day = date(2026, 12, 23)
    calendar = Calendar(standard().week, (CalendarException(day, day, HALF_DAY), CalendarException(day, day)))
    assert calendar.hours_on(day) == HALF_DAY
    assert calendar.table.day_minutes((day - date(1984, 1, 1)).days) == 240


def test_a_derived_calendar_inherits_what_it_does_not_say():
    base = Calendar(standard().week, (CalendarException(date(2026, 1, 1), date(2026, 1, 10)),))
    own = CalendarException(date(2026, 1, 5), date(2026, 1, 6), HALF_DAY)
    derived = Calendar.derived(base, {4: ()}, [own], name="Anna")
    assert derived.name == "Anna"
    assert derived.hours_on(date(2026, 1, 16)) == ()
    assert derived.hours_on(date(2026, 1, 15)) == standard().week[0]
    assert [derived.hours_on(date(2026, 1, day)) for day in (2, 5, 6, 7)] == [(), HALF_DAY, HALF_DAY, ()]


def test_own_exceptions_cover_inherited_ones_only_where_they_are():
    base = Calendar(standard().week, (CalendarException(date(2026, 1, 1), date(2026, 1, 31)),))
    own = [CalendarException(date(2026, 1, day), date(2026, 1, day), HALF_DAY) for day in (1, 15, 31)]
    derived = Calendar.derived(base, {}, own)
    open_days = [day for day in range(1, 32) if derived.hours_on(date(2026, 1, day))]
    assert open_days == [1, 15, 31]


def test_a_calendar_survives_json(office):
    assert Calendar.from_dict(json.loads(json.dumps(office.to_dict()))) == office


def test_midnight_at_the_end_of_a_day_survives_json():
    night = Calendar(week=(((1320, 1440),),) * 7)
    assert night.to_dict()["week"][0] == [["22:00", "24:00"]]
    assert Calendar.from_dict(night.to_dict()) == night


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"week": 5},
        {"week": [[]]},
        {"week": [[["08:00", "07:00"]]] + [[]] * 6},
        {"week": [[["08:00", "25:00"]]] + [[]] * 6},
        {"week": [[["8", "9"]]] + [[]] * 6},
        {"week": [[]] * 7, "exceptions": [{"first": "2026-02-30", "last": "2026-03-01", "hours": []}]},
        {"week": [[]] * 7, "exceptions": [{"first": "2026-03-02", "last": "2026-03-01", "hours": []}]},
        {"week": [[]] * 7, "exceptions": ["x"]},
    ],
)
def test_a_stored_calendar_of_another_shape_is_refused(stored):
    with pytest.raises(InvalidCalendar):
        Calendar.from_dict(stored)


@pytest.mark.parametrize("wrong", [((600, 540),), ((480, 720), (700, 800)), ((-1, 10),), ((0, 1441),)])
def test_hours_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InvalidCalendar):
        Calendar(week=(wrong,) + ((),) * 6)


def test_touching_hours_are_one_period():
    assert Calendar(week=(((480, 720), (720, 800)),) + ((),) * 6).week[0] == ((480, 800),)


def test_working_days_are_counted_with_a_sign(office):
    friday, monday = date(2026, 1, 9), date(2026, 1, 12)
    assert working_days_between(office, friday, monday) == 1
    assert working_days_between(office, monday, friday) == -1
    assert working_days_between(office, friday, friday) == 0
    assert working_days_between(office, date(2025, 12, 31), date(2026, 1, 5)) == 2


def test_working_days_equal_a_walk_over_the_days(office):
    start = date(2025, 12, 20)
    for length in range(40):
        end = start + timedelta(days=length)
        walked = sum(office.is_working_day(start + timedelta(days=day)) for day in range(1, length + 1))
        assert working_days_between(office, start, end) == walked


def test_days_off_come_as_ranges(office):
    ranges = list(non_working_ranges(office, date(2026, 1, 1), date(2026, 1, 11)))
    assert ranges == [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 3), date(2026, 1, 4)),
        (date(2026, 1, 10), date(2026, 1, 11)),
    ]

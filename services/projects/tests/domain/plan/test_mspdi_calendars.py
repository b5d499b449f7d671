from datetime import date

import pytest

from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.mspdi import read_mspdi

OFFICE = "<WorkingTimes>" + "".join(
    f"<WorkingTime><FromTime>{start}:00:00</FromTime><ToTime>{finish}:00:00</ToTime></WorkingTime>"
    for start, finish in (("08", "12"), ("13", "17"))
)
OFFICE += "</WorkingTimes>"
WORKDAY = f"<DayWorking>1</DayWorking>{OFFICE}"
WEEK = "".join(f"<WeekDay><DayType>{day}</DayType>{WORKDAY}</WeekDay>" for day in range(2, 7))
WEEK += "".join(f"<WeekDay><DayType>{day}</DayType><DayWorking>0</DayWorking></WeekDay>" for day in (1, 7))
FULL = ((480, 720), (780, 1020))


@pytest.fixture
def read():
    """A file whose calendar 1 has this week and these other parts; calendar 2 is derived from it."""

    def make(more: str = "", *, week: str = WEEK, derived: str = ""):
        content = (
            '<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05T08:00:00</StartDate>'
            "<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>2</UID><Name>Anna</Name>"
            f"<IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>{derived}</Calendar>"
            "<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>"
            f"<BaseCalendarUID>-1</BaseCalendarUID><WeekDays>{week}</WeekDays>{more}</Calendar></Calendars></Project>"
        )
        return read_mspdi(content.encode())

    return make


def exception(fields: str, *, first: str, last: str) -> str:
    period = f"<TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"
    return f"<Exceptions><Exception>{period}{fields}</Exception></Exceptions>"


def days_off(imported, first: date, last: date) -> list[date]:
    """Dates on which the week would work but the calendar does not."""
    calendar = imported.plan.calendars["1"]
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if not calendar.is_working_day(day) and calendar.week[day.weekday()]]


def test_week_days_begin_on_sunday(read):
    calendar = read().plan.default_calendar
    assert calendar.week == (FULL,) * 5 + ((), ())


def test_a_calendar_inherits_from_one_that_comes_later_in_the_file(read):
    monday = "<WeekDays><WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays>"
    calendar = read(derived=monday).plan.calendars["2"]
    assert calendar.week == ((), *(FULL,) * 4, (), ())
    assert calendar.name == "Anna"


def test_midnight_ends_the_day(read):
    hours = (
        "<WorkingTimes><WorkingTime><FromTime>22:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes>"
    )
    calendar = read(
        week=f"<WeekDay><DayType>2</DayType><DayWorking>1</DayWorking>{hours}</WeekDay>"
    ).plan.default_calendar
    assert calendar.week[0] == ((1320, 1440),)


@pytest.mark.parametrize(
    ("fields", "off"),
    [
        ("<Type>1</Type>", ["2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05", "2026-02-06"]),
        ("<Type>1</Type><Period>2</Period>", ["2026-02-03", "2026-02-05"]),
        ("<Type>6</Type><Period>1</Period><DaysOfWeek>10</DaysOfWeek>", ["2026-02-02", "2026-02-04"]),
        (
            (
                "<Type>6</Type><DaysOfWeek>2</DaysOfWeek><EnteredByOccurrences>1</EnteredByOccurrences>"
                "<Occurrences>1</Occurrences>"
            ),
            ["2026-02-02"],
        ),
        ("<Type>4</Type><Period>1</Period><MonthDay>5</MonthDay>", ["2026-02-05"]),
        ("<Type>2</Type><Month>1</Month><MonthDay>3</MonthDay>", ["2026-02-03"]),
        ("<Type>2</Type><Month>2</Month><MonthDay>3</MonthDay>", []),
        ("<Type>5</Type><MonthItem>6</MonthItem><MonthPosition>0</MonthPosition>", ["2026-02-04"]),
        ("<Type>3</Type><Month>1</Month><MonthItem>1</MonthItem><MonthPosition>1</MonthPosition>", ["2026-02-03"]),
        ("<Type>3</Type><Month>1</Month><MonthItem>0</MonthItem><MonthPosition>4</MonthPosition>", []),
    ],
)
def test_recurring_exceptions_fall_on_their_dates(read, fields, off):
    imported = read(exception(fields, first="2026-02-01", last="2026-02-07"))
    assert [day.isoformat() for day in days_off(imported, date(2026, 1, 1), date(2026, 12, 31))] == off


def test_every_second_week_and_the_last_friday_of_a_month(read):
    second = exception(
        "<Type>6</Type><Period>2</Period><DaysOfWeek>2</DaysOfWeek>", first="2026-02-02", last="2026-03-10"
    )
    assert [day.day for day in days_off(read(second), date(2026, 2, 1), date(2026, 3, 31))] == [2, 16, 2]
    last = exception(
        "<Type>5</Type><MonthItem>8</MonthItem><MonthPosition>4</MonthPosition>", first="2026-01-01", last="2026-04-30"
    )
    assert [day.isoformat() for day in days_off(read(last), date(2026, 1, 1), date(2026, 6, 30))] == [
        "2026-01-30",
        "2026-02-27",
        "2026-03-27",
        "2026-04-24",
    ]


def test_an_exception_among_the_week_days_and_its_copy_are_one(read):
    period = "<TimePeriod><FromDate>2026-02-02T00:00:00</FromDate><ToDate>2026-02-02T23:59:00</ToDate></TimePeriod>"
    old = f"<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking>{period}</WeekDay>"
    imported = read(exception("<Type>1</Type>", first="2026-02-02", last="2026-02-02"), week=WEEK + old)
    assert len(imported.plan.calendars["1"].exceptions) == 1
    assert imported.loss.notes == ()


def test_overlapping_exceptions_are_told(read):
    long = exception("<Type>1</Type><DayWorking>0</DayWorking>", first="2026-02-02", last="2026-02-10")
    short = exception(f"<Type>1</Type><DayWorking>1</DayWorking>{OFFICE}", first="2026-02-05", last="2026-02-05")
    imported = read(long + short)
    assert "exceptions on days that another one covers" in imported.loss.notes[0]
    assert imported.plan.calendars["1"].hours_on(date(2026, 2, 5)) == FULL


def test_other_work_weeks_hold_for_their_period(read):
    saturday = f"<WeekDay><DayType>7</DayType><DayWorking>1</DayWorking>{OFFICE}</WeekDay>"
    period = "<TimePeriod><FromDate>2026-02-01T00:00:00</FromDate><ToDate>2026-02-15T23:59:00</ToDate></TimePeriod>"
    imported = read(
        f"<WorkWeeks><WorkWeek>{period}<Name>Rush</Name><WeekDays>{saturday}</WeekDays></WorkWeek></WorkWeeks>"
    )
    calendar = imported.plan.calendars["1"]
    assert [calendar.is_working_day(date(2026, 2, day)) for day in (7, 14, 21)] == [True, True, False]


def test_an_exception_without_dates_is_told(read):
    imported = read("<Exceptions><Exception><Name>Lost</Name></Exception></Exceptions>")
    assert "has no dates" in imported.loss.notes[0]
    assert imported.loss.approximated == 1


@pytest.mark.parametrize(
    ("more", "week"),
    [
        ("", "<WeekDay><DayType>8</DayType></WeekDay>"),
        (exception("<Type>2</Type><Month>12</Month>", first="2026-02-02", last="2026-02-03"), WEEK),
        (exception("<Type>1</Type>", first="2026-02-03", last="2026-02-02"), WEEK),
        ("", WEEK.replace("<ToTime>12:00:00</ToTime>", "<ToTime>14:00:00</ToTime>")),
        ("", WEEK.replace("<ToTime>12:00:00</ToTime>", "<ToTime>noon</ToTime>")),
    ],
)
def test_calendars_that_contradict_themselves_are_refused(read, more, week):
    with pytest.raises(PlanFileRefused, match="Line 1: <"):
        read(more, week=week)


def test_calendars_derived_from_each_other_are_refused():
    content = (
        '<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05T08:00:00</StartDate><Calendars>'
        "<Calendar><UID>1</UID><BaseCalendarUID>2</BaseCalendarUID></Calendar>"
        "<Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID></Calendar></Calendars></Project>"
    )
    with pytest.raises(PlanFileRefused, match="derived from itself"):
        read_mspdi(content.encode())

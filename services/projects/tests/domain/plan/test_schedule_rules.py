# ruff: noqa: DTZ001 - plans keep wall-clock time
"""The rules of `docs/scheduling.md` that are easy to get wrong, one test each."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.model import (
    Assignment,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Resource,
    Split,
    Task,
)
from inloop_worktime import Calendar, CalendarException, standard

DAY = 480
NIGHT = Calendar(week=(((1320, 1440),), *(((0, 360), (1320, 1440)),) * 4, ((0, 360),), ()), name="Night shift")
ALWAYS = Calendar(week=(((0, 1440),),) * 7, name="Round the clock")
CALENDARS = {"std": standard(), "night": NIGHT, "always": ALWAYS}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute)


def task(name: str, days: float = 1, **more) -> Task:
    return Task(id=name, name=name, duration_minutes=round(days * DAY), **more)


def test_a_night_shift_crosses_midnight_without_a_break(make_plan):
    dates = schedule(make_plan([task("a", 1, calendar_id="night"), task("b", 1)], ["a>b"], calendars=CALENDARS))
    assert (dates["a"].start, dates["a"].finish) == (at(5, 22), at(6, 6))
    assert dates["b"].start == at(6, 8)


def test_the_shorter_of_two_exceptions_of_a_day_decides(make_plan):
    closed = CalendarException(date(2026, 1, 5), date(2026, 1, 9), ())
    half = CalendarException(date(2026, 1, 7), date(2026, 1, 7), ((480, 720),))
    calendar = replace(standard(), exceptions=(closed, half))
    dates = schedule(make_plan([task("a", 1)], calendars={"std": calendar}))
    assert (dates["a"].start, dates["a"].finish) == (at(7, 8), at(12, 12))


@pytest.mark.parametrize(
    ("lag", "kind", "start"),
    [
        (-1440, LagKind.ELAPSED, at(9, 8)),
        (1440, LagKind.ELAPSED, at(12, 8)),
        (-50, LagKind.PERCENT, at(8, 13)),
        (50, LagKind.PERCENT, at(13, 13)),
        (-DAY, LagKind.WORKING, at(9, 8)),
    ],
)
def test_lags_count_by_the_clock_in_percent_or_working_time_and_back_too(make_plan, lag, kind, start):
    """a lasts 3 days, from Wednesday morning to Friday evening."""
    rows = [task("a", 3, constraint=ConstraintType.SNET, constraint_date=at(7, 8)), task("b", 1)]
    dates = schedule(make_plan(rows, [Link("a", "b", LinkType.FS, lag, kind)]))
    assert dates["b"].start == start


def test_a_percentage_of_an_elapsed_duration_is_clock_time(make_plan):
    rows = [Task(id="a", name="a", duration_minutes=2880, duration_is_elapsed=True), task("b", 1)]
    dates = schedule(make_plan(rows, [Link("a", "b", LinkType.SS, 50, LagKind.PERCENT)]))
    assert dates["b"].start == at(6, 8)


def test_work_out_of_sequence_keeps_what_is_left_where_it_is(make_plan):
    begun = task("b", 2, actual_start=at(5, 8), percent_complete=50, remaining_minutes=DAY)
    dates = schedule(make_plan([task("a", 5), begun], ["a>b"]))
    assert (dates["b"].start, dates["b"].finish) == (at(5, 8), at(6, 17))


def test_a_begun_row_as_late_as_possible_shows_its_late_finish(make_plan):
    late = task("b", 1, constraint=ConstraintType.ALAP, actual_start=at(5, 8), percent_complete=50)
    dates = schedule(make_plan([task("a", 5), late]))
    assert (dates["b"].start, dates["b"].finish) == (at(5, 8), at(9, 17))
    assert dates["b"].total_slack_minutes == 0


def test_the_earliest_row_of_a_summary_is_found_before_links_of_summaries_hold(make_plan):
    """Without the link from p to s, early begins first; with it, both begin together and late would be first."""
    rows = [
        Task(id="p", name="p"),
        task("p1", 3, parent_id="p"),
        Task(id="s", name="s"),
        task("late", 1, parent_id="s", constraint=ConstraintType.SNET, constraint_date=at(6, 8)),
        task("early", 1, parent_id="s"),
        task("z", 1),
    ]
    dates = schedule(make_plan(rows, [Link("p", "s"), Link("s", "z", LinkType.SS)]))
    assert dates["z"].start == dates["early"].start == at(8, 8)


def test_a_midnight_counts_back_through_the_evening_when_less_than_a_day_of_work_is_taken_away(make_plan):
    """As the scheduler that judges us: see "Midnight" in docs/scheduling.md."""
    rows = [task("a", 2, calendar_id="always"), task("b", 0.25), task("c", 1)]
    links = [Link("a", "b", LinkType.FF), Link("a", "c", LinkType.FF)]
    dates = schedule(make_plan(rows, links, calendars=CALENDARS))
    assert dates["a"].finish == at(6, 0)
    assert (dates["b"].start, dates["c"].start) == (at(6, 8), at(5, 8))


def test_work_that_takes_parts_of_a_minute_is_dated_in_seconds_and_shown_to_the_minute(make_plan):
    plan = make_plan(
        [Task(id="a", name="a", duration_minutes=100)],
        resources=(Resource("r"),),
        assignments=(Assignment("a", "r", 300, 100),),
    )
    dates = schedule(plan)
    assert (dates["a"].start, dates["a"].finish) == (at(5, 8), at(5, 8, 33))
    assert dates["a"].late_start == at(5, 8)
    assert dates["a"].total_slack_minutes == 0
    assert dates["a"].is_critical


def test_parts_of_a_minute_add_up_along_a_chain(make_plan):
    rows = [Task(id=name, name=name, duration_minutes=10) for name in "abcd"]
    links = [Link(before, after, LinkType.SS, 25, LagKind.PERCENT) for before, after in ("ab", "bc", "cd")]
    dates = schedule(make_plan(rows, links))
    assert [dates[name].start.minute for name in "abcd"] == [0, 2, 5, 7]
    assert [dates[name].late_start.minute for name in "abcd"] == [0, 2, 5, 7]


def test_near_critical_is_what_has_at_most_a_day_of_slack_unless_the_plan_says_otherwise(make_plan):
    rows = [task("a", 5), task("b", 4), task("c", 3)]
    dates = schedule(make_plan(rows))
    assert [dates[name].is_near_critical for name in "abc"] == [False, True, False]
    wider = schedule(make_plan(rows, near_critical_slack_minutes=2 * DAY))
    assert [wider[name].is_near_critical for name in "abc"] == [False, True, True]


def test_finished_inactive_and_manual_rows_are_not_nearly_critical_and_a_summary_is_by_what_it_holds(make_plan):
    rows = [
        task("a", 5),
        Task(id="s", name="s"),
        task("b", 4, parent_id="s"),
        task("done", 4, actual_start=at(5, 8), actual_finish=at(8, 17), percent_complete=100),
        task("off", 4, is_active=False),
        task("hand", 4, manual_start=at(5, 8), manual_finish=at(8, 17)),
    ]
    dates = schedule(make_plan(rows))
    assert [row for row in dates if dates[row].is_near_critical] == ["s", "b"]


def test_a_split_ends_with_its_last_part_and_can_be_resumed_later(make_plan):
    rows = [task("a", 2, splits=(Split(DAY, 2 * DAY),))]
    assert schedule(make_plan(rows))["a"].finish == at(8, 17)
    begun = [task("a", 2, actual_start=at(5, 8), percent_complete=50, remaining_minutes=DAY, resume=at(14, 8))]
    assert schedule(make_plan(begun))["a"].finish == at(14, 17)

# ruff: noqa: DTZ001 - plans keep wall-clock time
"""Plans from plans, plans moved in time, and holidays as dated exceptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from inloop_kit.errors import Invalid
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import DatesOutOfRange
from inloop_projects.domain.plan.holiday_days import (
    SOURCE,
    RegionRefused,
    holidays_of,
    regions,
    source_of,
    with_holidays,
)
from inloop_projects.domain.plan.model import Assignment, ConstraintType, Plan, Resource, Task
from inloop_projects.domain.plan.template import (
    by_weeks,
    by_working_days,
    placed,
    renamed,
    shifted,
    without_dated_exceptions,
    without_history,
)
from inloop_worktime import CalendarException, standard, working_days_between

DAY = 480
MONDAY = datetime(2026, 1, 5, 8)


@pytest.fixture
def plan(make_plan) -> Plan:
    return make_plan(
        [
            Task(id="a", name="A", duration_minutes=2 * DAY),
            Task(
                id="b",
                name="B",
                duration_minutes=DAY,
                constraint=ConstraintType.SNET,
                constraint_date=datetime(2026, 1, 14, 8),
                deadline=datetime(2026, 1, 20, 17),
            ),
            Task(id="c", name="C", manual_start=datetime(2026, 1, 8, 8), manual_finish=datetime(2026, 1, 9, 17)),
        ],
        ["a>b"],
    )


def test_a_shift_by_weeks_moves_every_date_by_them(plan: Plan) -> None:
    before, after = schedule(plan), schedule(shifted(plan, by_weeks(-3)))
    week = timedelta(weeks=3)
    assert all(after.start_and_finish(key) == tuple(at - week for at in before.start_and_finish(key)) for key in before)


@pytest.mark.parametrize("by", [1, 3, 7, -2, 20])
def test_a_shift_by_working_days_keeps_the_distances_in_working_days(plan: Plan, by: int) -> None:
    moved = shifted(plan, by_working_days(plan, by))
    calendar = plan.default_calendar

    def days(one: datetime, other: datetime) -> int:
        return working_days_between(calendar, one.date(), other.date())

    assert days(plan.start, moved.start) == by
    for task in plan.tasks:
        other = moved.task_by_id[task.id]
        for name in ("constraint_date", "deadline", "manual_start", "manual_finish"):
            one, two = getattr(task, name), getattr(other, name)
            assert (one is None) == (two is None)
            assert one is None or (days(one, two), two.time()) == (by, one.time())


def test_what_has_begun_is_history_and_stays(plan: Plan) -> None:
    begun = replace(plan.tasks[1], actual_start=datetime(2026, 1, 14, 8), percent_complete=50)
    started = replace(plan, tasks=(plan.tasks[0], begun, plan.tasks[2]))
    assert shifted(started, by_weeks(2)).task_by_id["b"] == begun


def test_a_shift_beyond_the_years_of_a_plan_is_refused(plan: Plan) -> None:
    with pytest.raises(DatesOutOfRange):
        shifted(plan, by_weeks(52 * 200))
    late = replace(plan, start=datetime(2149, 12, 1, 8), tasks=())
    with pytest.raises(DatesOutOfRange):
        shifted(late, by_working_days(late, 2600))


def test_a_template_holds_no_progress_no_people_and_no_holidays_of_last_year(plan: Plan) -> None:
    begun = replace(plan.tasks[0], actual_start=MONDAY, percent_complete=50, remaining_minutes=DAY)
    off = CalendarException(date(2026, 1, 6), date(2026, 1, 6), (), "Epiphany")
    full = replace(
        plan,
        tasks=(begun, *plan.tasks[1:]),
        resources=(Resource("r", "Anna"),),
        assignments=(Assignment("a", "r", work_minutes=DAY),),
        calendars={"std": replace(standard(), exceptions=(off,))},
    )
    kept = without_dated_exceptions(without_history(full, with_people=False))
    assert kept == plan
    with_people = without_history(full, with_people=True)
    assert (with_people.resources, with_people.assignments) == (full.resources, full.assignments)


def test_a_template_begins_on_the_first_working_day_and_keeps_its_distances(plan: Plan) -> None:
    off = CalendarException(date(2027, 3, 9), date(2027, 3, 10), (), "Off")
    into = replace(plan, name="New", tasks=(), links=(), calendars={"std": replace(standard(), exceptions=(off,))})
    made = placed(plan, into, date(2027, 3, 6))
    assert made.start == datetime(2027, 3, 8, 8)
    assert made.default_calendar == into.default_calendar
    # Seven working days after the start, as in the template; two days are off.
    assert made.task_by_id["b"].constraint_date == datetime(2027, 3, 19, 8)
    assert made.task_by_id["c"].manual_start == datetime(2027, 3, 15, 8)


def test_other_calendars_of_a_template_come_along_under_names_of_their_own(plan: Plan) -> None:
    night = replace(standard("Night"), week=(((0, 360),),) * 7)
    template = replace(
        plan,
        calendars={"std": standard(), "own": night},
        tasks=(replace(plan.tasks[0], calendar_id="own"), *plan.tasks[1:]),
    )
    into = replace(plan, tasks=(), links=(), calendars={"std": standard(), "own": standard("Another")})
    made = placed(template, into, date(2026, 2, 2))
    assert made.calendar_of(made.task_by_id["a"]) == night
    assert made.calendars["own"] == standard("Another")


def test_a_copy_has_ids_of_its_own_and_the_same_dates(plan: Plan) -> None:
    numbers = iter(range(100))
    made, ids = renamed(plan, lambda: f"n{next(numbers)}")
    before, after = schedule(plan), schedule(made)
    assert set(ids) == set(plan.task_by_id)
    assert all(after[ids[key]] == before[key] for key in before)


def test_a_part_of_the_country_must_be_chosen_where_they_differ() -> None:
    with pytest.raises(RegionRefused) as caught:
        holidays_of(standard(), "DE", "", 2027, 2027)
    assert caught.value.violations[0].pointer == "/subdivision"
    assert "BY" in caught.value.violations[0].detail
    assert len(holidays_of(standard(), "DE", "BY", 2027, 2027)) == 12
    for country, part in (("XX", ""), ("DE", "XX"), ("AE", "XX")):
        with pytest.raises(RegionRefused):
            holidays_of(standard(), country, part, 2027, 2027)
    with pytest.raises(Invalid):
        holidays_of(standard(), "DE", "BY", 2027, 2040)


def test_england_has_the_days_that_are_observed_instead() -> None:
    days = {one.on: one.is_new for one in holidays_of(standard(), "GB", "ENG", 2027, 2027) if one.on.month == 12}
    christmas = date(2027, 12, 25)
    assert days == {christmas + timedelta(days=number): number > 1 for number in range(4)}


def test_holidays_are_noted_with_region_and_version_and_only_where_there_is_work() -> None:
    decided = CalendarException(date(2027, 1, 1), date(2027, 1, 1), ((480, 720),), "Open until noon")
    calendar = replace(standard(), exceptions=(decided,))
    source = source_of("DE", "BY")
    found = holidays_of(calendar, "DE", "BY", 2027, 2028)
    made = with_holidays(calendar, found, source, {date(2027, 1, 6)})
    added = made.exceptions[1:]
    assert made.hours_on(date(2027, 1, 1)) == decided.hours
    assert made.is_working_day(date(2027, 1, 6))
    assert not made.is_working_day(date(2027, 11, 1))
    assert all(one.name.endswith(f"(DE-BY, {SOURCE})") and one.first == one.last for one in added)
    assert all(calendar.is_working_day(one.first) for one in added)
    again = with_holidays(made, holidays_of(made, "DE", "BY", 2027, 2028), source, {date(2027, 1, 6)})
    assert again == made


def test_every_country_of_the_list_has_a_name_and_can_be_asked() -> None:
    found = {one.code: one for one in regions()}
    assert len(found) >= 240
    assert found["GB"].name == "United Kingdom"
    assert dict(found["DE"].subdivisions)["BY"] == "Bayern"
    assert all(one.name for one in found.values())

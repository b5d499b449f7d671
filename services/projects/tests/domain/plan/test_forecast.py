# ruff: noqa: DTZ001 - plans keep wall-clock time
from dataclasses import replace
from datetime import datetime

import pytest

from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import DatesOutOfRange
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import ConstraintType, Link, LinkType, Task

DAY = 480
MONDAY = datetime(2026, 1, 5, 8)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour)


def task(name: str, days: float = 1, **more) -> Task:
    return Task(id=name, name=name, duration_minutes=round(days * DAY), **more)


def test_work_that_has_not_begun_begins_no_earlier_than_the_status_date(make_plan):
    plan = make_plan([task("a", 2), task("b", 1)], ["a>b"])
    dates = forecast(plan, at(7, 12))
    assert dates["a"].start == at(7, 13)
    assert dates["b"].start == at(9, 13)


def test_what_remains_of_work_in_progress_goes_on_at_the_status_date(make_plan):
    half = task("a", 2, percent_complete=50, actual_start=MONDAY, remaining_minutes=DAY)
    dates = forecast(make_plan([half, "b"], ["a>b"]), at(8, 8))
    assert (dates["a"].start, dates["a"].finish) == (MONDAY, at(8, 17))
    assert dates["b"].start == at(9, 8)


def test_work_that_is_ahead_of_the_status_date_stays_ahead(make_plan):
    ahead = task("a", 4, percent_complete=75, actual_start=MONDAY, remaining_minutes=DAY)
    assert forecast(make_plan([ahead]), at(6, 8))["a"].finish == at(8, 17)


def test_finished_work_and_future_work_stay(make_plan):
    done = task("a", 1, percent_complete=100, actual_start=MONDAY, actual_finish=at(5, 17))
    future = task("b", 1, constraint=ConstraintType.SNET, constraint_date=at(20, 8))
    dates = forecast(make_plan([done, future]), at(9, 8))
    assert dates["a"].finish == at(5, 17)
    assert dates["b"].start == at(20, 8)


def test_before_the_start_the_forecast_is_the_plan(gen_6_240):
    planned = schedule(gen_6_240)
    earliest = min(row.start for row in planned.values())
    assert dict(forecast(gen_6_240, earliest)) == dict(planned)


@pytest.mark.parametrize("kind", sorted(set(ConstraintType) - {ConstraintType.ASAP, ConstraintType.ALAP}))
def test_a_date_that_has_passed_cannot_hold_work_in_the_past(make_plan, kind):
    held = task("a", 1, constraint=kind, constraint_date=at(6, 17))
    assert forecast(make_plan([held]), at(8, 8))["a"].start == at(8, 8)


def test_work_as_late_as_possible_is_not_left_in_the_past(make_plan):
    late = task("a", 1, constraint=ConstraintType.ALAP)
    dates = forecast(make_plan([late, task("b", 1)], ["a>b"]), at(8, 8))
    assert dates["a"].start == at(8, 8)
    assert dates["b"].start == at(9, 8)


def test_tasks_scheduled_by_hand_move_with_their_length(make_plan):
    waiting = task("a", 1, manual_start=at(5, 8), manual_finish=at(6, 17))
    begun = task("b", 1, manual_start=at(5, 8), manual_finish=at(5, 17), actual_start=at(5, 8), remaining_minutes=240)
    dates = forecast(make_plan([waiting, begun]), at(8, 8))
    assert (dates["a"].start, dates["a"].finish) == (at(8, 8), at(9, 17))
    assert (dates["b"].start, dates["b"].finish) == (at(5, 8), at(8, 12))


def test_an_elapsed_task_waits_for_the_next_working_instant(make_plan):
    curing = Task(id="a", duration_minutes=1440, duration_is_elapsed=True)
    assert forecast(make_plan([curing]), at(10, 3))["a"].start == at(12, 8)


def test_the_plan_is_untouched_and_the_forecast_of_a_forecast_is_itself(gen_6_240):
    kept = replace(gen_6_240)
    status = datetime(2026, 12, 1, 12)
    dates = forecast(gen_6_240, status)
    assert gen_6_240 == kept
    assert dict(forecast(dates.plan, status)) == dict(dates)
    assert dates.project_finish >= schedule(gen_6_240).project_finish


def test_nothing_unfinished_lies_before_the_status_date(gen_6_240):
    status = datetime(2026, 11, 4, 10)
    dates = forecast(gen_6_240, status)
    leaves = [row for row in dates.values() if not row.is_summary]
    assert min(row.start for row in leaves) >= status


def test_a_forecast_beyond_the_calendar_is_refused(make_plan):
    with pytest.raises(DatesOutOfRange):
        forecast(make_plan(["a"], [Link("a", "a")][:0]), datetime(2149, 12, 31, 18))


def test_a_plan_that_can_be_dated_can_be_forecast_though_another_row_of_a_phase_begins_first(make_plan):
    begun = task("b", 5, parent_id="S", percent_complete=20, actual_start=at(6, 8))
    rows = [task("S", is_summary=True), task("a", 5, parent_id="S"), begun, task("x", 3)]
    plan = make_plan(rows, [Link("S", "x", LinkType.SS), Link("x", "b")])
    assert schedule(plan)["x"].start == MONDAY
    dates = forecast(plan, at(14, 8))
    assert dates["a"].start == at(14, 8)
    assert dates["x"].start == at(14, 8)

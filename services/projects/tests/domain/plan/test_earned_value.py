"""Earned value: sums first, then ratios; no value where there is nothing to divide by."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest

from inloop_projects.domain.plan.baseline import snapshot
from inloop_projects.domain.plan.earned_value import Basis, EarnedValue, earned_value
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.model import Assignment, Link, Plan, Resource, Task
from inloop_worktime import standard

DAY = 480
MONDAY = datetime.fromisoformat("2026-11-02T08:00")
FRIDAY = date(2026, 11, 6)


def plan(*tasks: Task, work: dict[str, int] | None = None, actual: dict[str, int] | None = None) -> Plan:
    """Tasks with the work of one person on them, in minutes."""
    return Plan(
        start=MONDAY,
        calendars={"standard": standard()},
        default_calendar_id="standard",
        tasks=tasks,
        links=tuple(Link(one.id, other.id) for one, other in pairwise(tasks) if one.id != "phase"),
        resources=(Resource("mia", "Mia"),),
        assignments=tuple(
            Assignment(task_id, "mia", work_minutes=minutes, actual_work_minutes=(actual or {}).get(task_id, 0))
            for task_id, minutes in (work or {}).items()
        ),
    )


def started(task_id: str, days: int, done: int, parent: str | None = None) -> Task:
    return Task(
        task_id,
        parent_id=parent,
        duration_minutes=days * DAY,
        actual_start=MONDAY,
        remaining_minutes=(days - done) * DAY,
        percent_complete=100 * done // days,
    )


def valued(was: Plan, now: Plan, rates: dict[str, int], on: date = FRIDAY) -> EarnedValue:
    return earned_value(schedule(now), snapshot(schedule(was), rates), rates, on)


def test_the_classic_case_in_cost() -> None:
    was = plan(Task("a", duration_minutes=10 * DAY), work={"a": 10 * DAY})
    now = plan(started("a", 10, 4), work={"a": 10 * DAY}, actual={"a": 6 * DAY})
    found = valued(was, now, {"mia": 5000})
    value = found.rows["a"]
    assert found.basis is Basis.COST
    assert (value.base.bac, value.base.bcws, value.base.bcwp) == (400_000, 200_000, 160_000)
    assert value.base.acwp == 240_000
    assert (value.sv, value.cv) == (-40_000, -80_000)
    assert (value.spi, value.cpi) == (pytest.approx(0.8), pytest.approx(160 / 240))
    assert value.eac == pytest.approx(240_000 + 240_000 * 1.5)
    assert value.vac == pytest.approx(400_000 - 600_000)
    assert value.tcpi == pytest.approx(240 / 160)


def test_lacking_cost_it_counts_work_and_lacking_work_it_counts_time() -> None:
    with_work = plan(Task("a", duration_minutes=DAY), work={"a": DAY})
    assert valued(with_work, with_work, {}).basis is Basis.WORK
    bare = plan(Task("a", duration_minutes=DAY))
    assert valued(bare, bare, {}).basis is Basis.DURATION
    assert valued(bare, bare, {}).total.base.bac == DAY


def test_nothing_to_divide_by_is_no_value() -> None:
    untouched = plan(Task("a", duration_minutes=20 * DAY), work={"a": 20 * DAY})
    value = valued(untouched, untouched, {}, on=date(2026, 10, 1)).total
    assert (value.base.bcws, value.base.bcwp, value.base.acwp) == (0, 0, 0)
    assert (value.spi, value.cpi, value.eac, value.vac) == (None, None, None, None)
    assert value.tcpi == 1.0


def test_a_budget_that_is_spent_leaves_no_index_to_complete() -> None:
    was = plan(Task("a", duration_minutes=2 * DAY), work={"a": 2 * DAY})
    now = plan(started("a", 2, 1), work={"a": 2 * DAY}, actual={"a": 2 * DAY})
    assert valued(was, now, {}).total.tcpi is None


def test_without_a_baseline_there_are_actual_values_only() -> None:
    now = plan(started("a", 2, 1), work={"a": 2 * DAY})
    value = earned_value(schedule(now), {}, {}, FRIDAY).total
    assert value.base.acwp == DAY
    assert (value.base.bac, value.base.bcws, value.base.bcwp, value.sv, value.spi) == (None,) * 5


def test_summaries_sum_first_and_divide_afterwards() -> None:
    was = plan(
        Task("phase"),
        Task("a", parent_id="phase", duration_minutes=DAY),
        Task("b", parent_id="phase", duration_minutes=9 * DAY, position=1),
        work={"a": DAY, "b": 9 * DAY},
    )
    now = plan(
        Task("phase"),
        started("a", 1, 1, "phase"),
        Task("b", parent_id="phase", duration_minutes=9 * DAY, position=1),
        work={"a": DAY, "b": 9 * DAY},
        actual={"a": 2 * DAY},
    )
    found = valued(was, now, {}, on=date(2026, 11, 3))
    assert found.rows["phase"].base == found.total.base
    assert found.rows["phase"].spi == pytest.approx(1 / 2)
    assert found.rows["phase"].cpi == pytest.approx(1 / 2)
    assert found.rows["b"].cpi is None


def test_the_status_date_counts_to_its_end_and_free_days_plan_nothing() -> None:
    was = plan(Task("a", duration_minutes=10 * DAY), work={"a": 10 * DAY})
    planned = [valued(was, was, {}, on=date(2026, 11, day)).total.base.bcws for day in (1, 2, 6, 7, 8, 9, 13, 30)]
    assert planned == [0, DAY, 5 * DAY, 5 * DAY, 5 * DAY, 6 * DAY, 10 * DAY, 10 * DAY]


def test_what_was_done_later_does_not_count_for_an_earlier_day() -> None:
    was = plan(Task("a", duration_minutes=4 * DAY), work={"a": 4 * DAY})
    now = plan(started("a", 4, 4), work={"a": 4 * DAY})
    value = valued(was, now, {}, on=date(2026, 11, 3)).total
    assert (value.base.bcwp, value.base.acwp) == (2 * DAY, 2 * DAY)


def test_a_row_that_is_new_since_the_baseline_adds_only_what_it_costs() -> None:
    was = plan(Task("a", duration_minutes=2 * DAY), work={"a": 2 * DAY})
    now = plan(Task("a", duration_minutes=2 * DAY), started("b", 2, 1), work={"a": 2 * DAY, "b": 2 * DAY})
    found = valued(was, now, {})
    assert (found.rows["b"].base.bac, found.total.base.bac, found.total.base.acwp) == (None, 2 * DAY, DAY)

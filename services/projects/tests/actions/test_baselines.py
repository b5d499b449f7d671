"""Baselines by number, variance against them, the trend of milestones, and earned value from what is stored."""

from __future__ import annotations

from datetime import date

import pytest
from world_of_projects import DAY, World, add

from inloop_kit.errors import Missing, NotNow
from inloop_projects.actions.plan.baselines import NumberIsTaken
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.earned_value import Basis


def save(world: World, number: int | None = None, *, is_promise: bool = False, may_overwrite: bool = False) -> int:
    with world.write() as session:
        return world.can.baselines.save(
            session,
            world.manager,
            name="Baseline",
            is_promise=is_promise,
            number=number,
            may_overwrite=may_overwrite,
        ).number


def test_a_baseline_takes_the_number_that_was_asked_for_or_the_first_free_one(planned: World) -> None:
    assert save(planned, 7) == 7
    assert save(planned) == 1  # 0 is the promise


def test_a_baseline_is_overwritten_only_where_that_was_said_and_never_the_promise(planned: World) -> None:
    save(planned, 3)
    with pytest.raises(NumberIsTaken):
        save(planned, 3)
    assert save(planned, 3, may_overwrite=True) == 3
    with pytest.raises(NotNow):
        save(planned, 0, may_overwrite=True)


def test_variance_is_in_working_minutes_and_a_later_row_is_new(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Design"].id, 2 * DAY), add("Extra", 1))
    names = {task.id: task.name for task in planned.tasks().values()}
    with planned.read() as session:
        found = planned.can.baselines.variance(session, planned.manager, 0)
        seen = planned.can.baselines.variance(session, planned.caller("collaborator"), 0)
    rows = {names[row.task_id]: row for row in found.rows}
    assert (rows["Design"].start_minutes, rows["Design"].finish_minutes) == (0, 2 * DAY)
    assert rows["Design"].duration_minutes == 2 * DAY
    assert rows["Launch"].finish_minutes == 2 * DAY
    assert rows["Extra"].baseline is None
    assert rows["Extra"].finish_minutes is None
    assert [names[row.task_id] for row in seen.rows] == ["Design", "Build", "Launch", "Extra"]
    with planned.read() as session, pytest.raises(Missing):
        planned.can.baselines.variance(session, planned.manager, 9)


def test_the_trend_has_a_point_for_each_day_on_which_the_forecast_moved(planned: World) -> None:
    design = planned.tasks()["Design"].id
    planned.clock.advance(days=1)
    planned.edit(ask.RecordProgress(design, percent=10))
    planned.edit(ask.ChangeDuration(design, 2 * DAY))
    planned.edit(ask.ChangeDuration(design, DAY))
    planned.clock.advance(days=1)
    with planned.read() as session:
        [launch] = planned.can.baselines.trend(session, planned.caller("collaborator"))
    points = dict(launch.points)
    assert list(points) == [date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)]
    assert points[date(2026, 11, 2)] == launch.promised_on == date(2026, 11, 17)
    assert points[date(2026, 11, 3)] > date(2026, 11, 19)


def test_earned_value_without_people_counts_working_time_against_the_promise(planned: World) -> None:
    planned.edit(ask.RecordProgress(planned.tasks()["Design"].id, percent=40))
    with planned.read() as session:
        found = planned.can.earned_value.get(session, planned.manager, status_on=date(2026, 11, 6), number=None)
    base = found.value.total.base
    assert found.value.basis is Basis.DURATION
    assert (base.bac, base.bcws, base.bcwp) == (12 * DAY, 5 * DAY, 2 * DAY)
    assert found.value.total.spi == pytest.approx(0.4)


def test_earned_value_of_a_baseline_that_is_not_there_is_missing(planned: World) -> None:
    with planned.read() as session, pytest.raises(Missing):
        planned.can.earned_value.get(session, planned.manager, status_on=None, number=4)

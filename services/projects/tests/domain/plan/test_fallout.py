# ruff: noqa: DTZ001 - plans keep wall-clock time
import json
from dataclasses import asdict, replace
from datetime import datetime

import pytest

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.errors import CycleByEdit
from inloop_projects.domain.plan.fallout import fallout
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import Task

DAY = 480
STAFF = 9
NOW = datetime(2026, 1, 5, 8)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour)


def everything(_: Task) -> bool:
    return True


def clients(task: Task) -> bool:
    return task.visible_from < STAFF


@pytest.fixture
def plan(make_plan):
    rows = [
        Task(id="design", name="Design", duration_minutes=2 * DAY),
        Task(id="canary-audit", name="Canary audit", duration_minutes=3 * DAY, visible_from=STAFF),
        Task(id="build", name="Build", duration_minutes=DAY),
        Task(id="live", name="Live", is_milestone=True),
        Task(id="other", name="Other", duration_minutes=DAY),
    ]
    return make_plan(rows, ["design>canary-audit", "canary-audit>build", "build>live"])


def test_a_change_shows_milestones_finish_and_moved_rows_with_working_days(plan):
    result = fallout(plan, [ask.ChangeDuration("design", 5 * DAY)], NOW, clients)
    (milestone,) = result.milestones
    assert (milestone.task_id, milestone.days) == ("live", 5)
    assert (milestone.finish_before, milestone.finish_after) == (at(12, 17), at(19, 17))
    assert (result.finish_before, result.finish_after, result.finish_days) == (at(12, 17), at(19, 17), 5)
    assert [move.task_id for move in result.moved] == ["design", "build", "live"]
    assert result.critical_before == result.critical_after == ("design", "build", "live")


def test_hidden_work_moves_dates_and_shows_nothing_of_itself(plan):
    result = fallout(plan, [ask.ChangeDuration("canary-audit", DAY)], NOW, clients)
    told = json.dumps(asdict(result), default=str)
    assert "anary" not in told
    assert result.milestones[0].days == 1
    assert [move.task_id for move in result.moved] == ["build", "live"]


def test_staff_see_the_hidden_row_move(plan):
    result = fallout(plan, [ask.ChangeDuration("canary-audit", DAY)], NOW, everything)
    assert "canary-audit" in [move.task_id for move in result.moved]


def test_added_removed_and_newly_hidden_rows_have_one_side(plan):
    edits = [
        ask.AddTask("new", "New", duration_minutes=DAY),
        ask.RemoveTask("other"),
        ask.SetVisibility("design", STAFF),
    ]
    moves = {move.task_id: move for move in fallout(plan, edits, NOW, clients).moved}
    assert (moves["new"].finish_before, moves["new"].finish_after) == (None, at(5, 17))
    assert (moves["other"].finish_before, moves["other"].finish_after) == (at(5, 17), None)
    assert (moves["design"].finish_before, moves["design"].finish_after) == (at(6, 17), None)
    assert moves["new"].days is moves["other"].days is None


def test_the_preview_equals_the_forecast_after_the_change(plan):
    edits = [ask.ChangeDuration("design", 2 * DAY), ask.AddLink("live", "other")]
    status = at(7, 10)
    result = fallout(plan, edits, status, everything)
    applied = forecast(apply(plan, edits), status)
    assert result.finish_after == applied.project_finish
    for move in result.moved:
        assert (move.start_after, move.finish_after) == applied.start_and_finish(move.task_id)


def test_no_change_moves_nothing_and_the_plan_is_untouched(plan):
    kept = replace(plan)
    result = fallout(plan, [], NOW, everything)
    assert result.moved == ()
    assert result.finish_days == 0
    assert result.milestones[0].days == 0
    assert plan == kept


def test_a_refusal_says_nothing_of_hidden_work(plan):
    with pytest.raises(CycleByEdit) as refused:
        fallout(plan, [ask.AddLink("build", "design")], NOW, clients)
    assert "anary" not in str(refused.value) + str(refused.value.facts)

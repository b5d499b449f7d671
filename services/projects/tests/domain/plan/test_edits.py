# ruff: noqa: DTZ001 - plans keep wall-clock time
from dataclasses import replace
from datetime import datetime

import pytest

from inloop_kit.errors import Invalid
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply, refuse_unseen
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import CycleByEdit, EditRefused, UnknownTask
from inloop_projects.domain.plan.model import (
    Assignment,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Resource,
    Task,
)

DAY = 480


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour)


@pytest.fixture
def plan(make_plan):
    rows = [
        Task(id="S", name="Phase"),
        Task(id="a", name="A", parent_id="S", duration_minutes=DAY),
        Task(id="b", name="B", parent_id="S", duration_minutes=DAY),
        Task(id="c", name="C", duration_minutes=2 * DAY),
    ]
    return make_plan(
        rows, ["a>b", "S>c"], resources=(Resource("r"),), assignments=(Assignment("b", "r", work_minutes=DAY),)
    )


def ids(plan) -> list[str]:
    return [task.id for task in plan.tasks]


def test_edits_apply_in_order_and_leave_the_given_plan_alone(plan):
    kept = replace(plan)
    edited = apply(
        plan,
        [
            ask.AddTask("d", "  D  ", parent_id="S", duration_minutes=DAY, visible_from=3),
            ask.AddLink("b", "d", LinkType.FS, 60),
            ask.ChangeDuration("a", DAY),
            ask.RenameTask("c", "Sea"),
        ],
    )
    assert plan == kept
    assert ids(edited) == ["S", "a", "b", "d", "c"]
    added = edited.task_by_id["d"]
    assert (added.name, added.parent_id, added.visible_from) == ("D", "S", 3)
    assert edited.task_by_id["a"].duration_minutes == 2 * DAY
    assert edited.task_by_id["c"].name == "Sea"
    assert Link("b", "d", LinkType.FS, 60) in edited.links


def test_a_row_is_placed_among_its_siblings(plan):
    edited = apply(plan, [ask.AddTask("first", "First", position=0), ask.Move("b", "S", 0)])
    assert ids(edited) == ["first", "S", "b", "a", "c"]
    assert ids(apply(edited, [ask.Move("c")])) == ["first", "S", "b", "a", "c"]


def test_a_row_leaves_its_summary_and_enters_another(plan):
    edited = apply(plan, [ask.RemoveLink("S", "c"), ask.Move("c", "S", 1), ask.Move("a", None, 0)])
    assert ids(edited) == ["a", "S", "c", "b"]
    assert edited.task_by_id["a"].parent_id is None


def test_removing_a_summary_takes_everything_inside_along(plan):
    edited = apply(plan, [ask.RemoveTask("S")])
    assert ids(edited) == ["c"]
    assert edited.links == ()
    assert edited.assignments == ()
    assert schedule(edited)["c"].start == plan.start


def test_the_other_fields_of_a_task_can_be_set(plan):
    edited = apply(
        plan,
        [
            ask.SetDuration("a", 1440, duration_is_elapsed=True),
            ask.SetConstraint("b", ConstraintType.SNET, at(20, 8)),
            ask.SetDeadline("b", at(25, 17)),
            ask.SetMilestone("c", is_milestone=True),
            ask.SetCalendar("c", "std"),
            ask.SetVisibility("S", 4),
        ],
    )
    one, two, three = (edited.task_by_id[task_id] for task_id in "abc")
    assert (one.duration_minutes, one.duration_is_elapsed) == (1440, True)
    assert (two.constraint, two.constraint_date, two.deadline) == (ConstraintType.SNET, at(20, 8), at(25, 17))
    assert (three.is_milestone, three.calendar_id) == (True, "std")
    assert edited.task_by_id["S"].visible_from == 4
    back = apply(edited, [ask.SetConstraint("b", ConstraintType.ASAP, at(1, 1)), ask.SetDeadline("b", None)])
    assert back.task_by_id["b"].constraint_date is None
    assert back.task_by_id["b"].deadline is None


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (ask.AddTask("a", "again"), "task_id"),
        (ask.AddTask("", "no id"), "task_id"),
        (ask.AddTask("d", "   "), "name"),
        (ask.AddTask("d", "x" * 501), "name"),
        (ask.AddTask("d", "D", position=9), "position"),
        (ask.AddTask("d", "D", duration_minutes=-1), "duration_minutes"),
        (ask.AddTask("d", "D", visible_from=-1), "visible_from"),
        (ask.SetDuration("a", 11 * 366 * 1440), "duration_minutes"),
        (ask.SetDuration("S", DAY), "task_id"),
        (ask.ChangeDuration("a", -2 * DAY), "by_minutes"),
        (ask.Move("S", "a"), "parent_id"),
        (ask.Move("a", "S", 2), "position"),
        (ask.SetConstraint("a", ConstraintType.MSO), "date"),
        (ask.SetConstraint("a", ConstraintType.MSO, datetime(1983, 1, 1)), "date"),
        (ask.SetDeadline("a", datetime(9999, 1, 1)), "deadline"),
        (ask.SetCalendar("a", "none"), "calendar_id"),
        (ask.AddLink("a", "a"), "successor_id"),
        (ask.AddLink("a", "b"), "successor_id"),
        (ask.AddLink("S", "a"), "successor_id"),
        (ask.AddLink("a", "c", lag_minutes=11 * 366 * 1440), "lag_minutes"),
        (ask.AddLink("a", "c", lag_minutes=10_001, lag_kind=LagKind.PERCENT), "lag_minutes"),
        (ask.RemoveLink("a", "c"), "successor_id"),
        (ask.RecordProgress("a", percent=101), "percent"),
        (ask.RecordProgress("S", percent=10), "task_id"),
        (ask.RecordProgress("a", actual_start=at(9, 8), actual_finish=at(8, 8)), "percent"),
        (ask.RecordProgress("a", percent=50, actual_finish=at(8, 8)), "percent"),
        (ask.RecordProgress("a", percent=100, remaining_minutes=5), "percent"),
        (ask.RecordProgress("a", remaining_minutes=-5), "remaining_minutes"),
        (ask.RecordProgress("a", percent=99, remaining_minutes=10 * 366 * 1440), "remaining_minutes"),
    ],
)
def test_an_edit_that_cannot_be_applied_names_its_index_and_field(plan, edit, field):
    with pytest.raises(EditRefused) as refused:
        apply(plan, [ask.RenameTask("a", "fine"), edit])
    assert refused.value.facts["edit"] == 1
    assert refused.value.field == f"edits.1.{field}"
    assert isinstance(refused.value, Invalid)


@pytest.mark.parametrize(
    "edit",
    [
        ask.RemoveTask("x"),
        ask.RenameTask("x", "X"),
        ask.SetDuration("x", 5),
        ask.Move("x"),
        ask.Move("a", "x"),
        ask.AddTask("d", "D", parent_id="x"),
        ask.AddLink("a", "x"),
        ask.AddLink("x", "a"),
        ask.RemoveLink("x", "a"),
        ask.SetVisibility("x", 1),
        ask.RecordProgress("x", percent=1),
    ],
)
def test_a_row_that_is_not_there_and_one_that_is_hidden_get_the_same_answer(plan, edit):
    with pytest.raises(UnknownTask) as absent:
        apply(plan, [edit])
    hidden = replace(plan, tasks=(*plan.tasks, Task(id="x", name="secret", visible_from=9)))
    with pytest.raises(UnknownTask) as unseen:
        refuse_unseen(hidden, [edit], lambda task: task.visible_from < 9)
    assert (str(absent.value), absent.value.facts) == (str(unseen.value), unseen.value.facts)
    assert "x" not in unseen.value.facts.values()


def test_edits_of_rows_that_are_seen_or_just_added_pass(plan):
    edits = [ask.AddTask("d", "D"), ask.AddLink("c", "d"), ask.RenameTask("a", "A2")]
    refuse_unseen(plan, edits, lambda _: True)
    with pytest.raises(UnknownTask) as refused:
        refuse_unseen(plan, edits, lambda task: task.id != "a")
    assert refused.value.facts["edit"] == 2


def test_a_link_that_closes_a_circle_is_refused_without_naming_anybody(plan):
    with pytest.raises(CycleByEdit) as refused:
        apply(plan, [ask.AddLink("c", "a")])
    assert set(refused.value.task_ids) >= {"a", "c"}
    assert refused.value.facts == {"edit": 0}
    for name in ("A", "C", "Phase"):
        assert name not in str(refused.value).split()


def test_a_circle_through_a_summary_is_found_for_a_link_and_for_a_move(plan):
    with pytest.raises(CycleByEdit):
        apply(plan, [ask.AddLink("c", "S")])
    with pytest.raises(CycleByEdit):
        apply(plan, [ask.Move("c", "S")])


def test_parallel_ways_are_no_circle(plan):
    edited = apply(plan, [ask.AddTask("d", "D"), ask.AddLink("a", "d"), ask.AddLink("b", "d"), ask.AddLink("c", "d")])
    assert len(edited.links) == 5


def test_a_task_in_progress_keeps_what_is_done_when_its_duration_changes(plan):
    begun = apply(plan, [ask.RecordProgress("c", percent=50)])
    longer = apply(begun, [ask.ChangeDuration("c", 2 * DAY)]).task_by_id["c"]
    assert (longer.duration_minutes, longer.remaining_minutes, longer.percent_complete) == (4 * DAY, 3 * DAY, 25)
    with pytest.raises(EditRefused):
        apply(begun, [ask.SetDuration("c", DAY - 1)])


def test_progress_starts_a_task_where_it_was_planned(plan):
    begun = apply(plan, [ask.RecordProgress("c", percent=25)]).task_by_id["c"]
    assert begun.actual_start == at(7, 8)
    assert begun.actual_finish is None
    assert begun.remaining_minutes == 720


def test_a_hundred_percent_finishes_a_task_where_it_was_planned(plan):
    done = apply(plan, [ask.RecordProgress("c", percent=100)]).task_by_id["c"]
    assert (done.actual_start, done.actual_finish, done.remaining_minutes) == (at(7, 8), at(8, 17), 0)
    again = apply(apply(plan, [ask.RecordProgress("c", percent=100)]), [ask.RecordProgress("c", percent=50)])
    assert again.task_by_id["c"].actual_finish is None
    assert again.task_by_id["c"].remaining_minutes == DAY


def test_actual_dates_are_taken_as_given(plan):
    done = apply(plan, [ask.RecordProgress("c", actual_start=at(6, 9), actual_finish=at(9, 10))]).task_by_id["c"]
    assert (done.actual_start, done.actual_finish, done.percent_complete) == (at(6, 9), at(9, 10), 100)


def test_what_remains_makes_the_duration(plan):
    begun = apply(plan, [ask.RecordProgress("c", percent=50)])
    worse = apply(begun, [ask.RecordProgress("c", remaining_minutes=3 * DAY)]).task_by_id["c"]
    assert (worse.duration_minutes, worse.percent_complete) == (4 * DAY, 25)
    both = apply(plan, [ask.RecordProgress("c", percent=75, remaining_minutes=DAY)]).task_by_id["c"]
    assert (both.duration_minutes, both.remaining_minutes) == (4 * DAY, DAY)


def test_progress_can_be_taken_back(plan):
    begun = apply(plan, [ask.RecordProgress("c", percent=50)])
    assert apply(begun, [ask.RecordProgress("c", percent=0)]).task_by_id["c"] == plan.task_by_id["c"]


def test_something_else_is_no_edit(plan):
    with pytest.raises(TypeError):
        apply(plan, ["drop table"])

# ruff: noqa: DTZ001 - plans keep wall-clock time
"""Rescheduling uncompleted work after a day."""

from datetime import date, datetime

import pytest

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import EditRefused
from inloop_projects.domain.plan.model import ConstraintType, Task
from inloop_projects.domain.plan.rescheduling import reschedule_after

DAY = 480
FRIDAY = date(2026, 1, 9)


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 1, day, hour)


def task(name: str, days: float = 1, **more) -> Task:
    return Task(id=name, name=name, duration_minutes=round(days * DAY), **more)


def moved(plan, *, split=True):
    return reschedule_after(plan, schedule(plan), FRIDAY, split_in_progress=split)


def test_what_has_not_begun_starts_no_earlier_than_the_next_working_day(make_plan):
    plan = make_plan([task("a", 2), task("b", 1)], ["a>b"])
    edits = moved(plan)
    assert edits == [
        ask.SetConstraint("a", ConstraintType.SNET, at(12)),
        ask.SetConstraint("b", ConstraintType.SNET, at(12)),
    ]
    dates = schedule(apply(plan, edits))
    assert (dates["a"].start, dates["b"].start) == (at(12), at(14))


def test_the_done_part_of_a_task_in_progress_stays_and_the_rest_goes_on_later(make_plan):
    half = task("a", 4, actual_start=at(5), percent_complete=50, remaining_minutes=2 * DAY)
    plan = make_plan([half, task("b", 1)], ["a>b"])
    edits = moved(plan)
    assert edits[0] == ask.SetResume("a", at(12))
    dates = schedule(apply(plan, edits))
    assert (dates["a"].start, dates["a"].finish) == (at(5), at(13, 17))
    assert not [edit for edit in moved(plan, split=False) if edit.task_id == "a"]


@pytest.mark.parametrize(
    "row",
    [
        task("x", constraint=ConstraintType.MSO, constraint_date=at(6)),
        task("x", constraint=ConstraintType.FNLT, constraint_date=at(7, 17)),
        task("x", actual_start=at(5), actual_finish=at(5, 17), percent_complete=100),
        task("x", manual_start=at(6), manual_finish=at(6, 17)),
        task("x", is_active=False),
        task("x", constraint=ConstraintType.SNET, constraint_date=at(20)),
        task("x", 10, actual_start=at(5), percent_complete=50, remaining_minutes=5 * DAY, resume=at(19)),
    ],
)
def test_other_dates_finished_manual_inactive_and_later_work_stay(make_plan, row):
    assert moved(make_plan([row])) == []


def test_doing_it_twice_changes_nothing_more(make_plan):
    half = task("c", 4, actual_start=at(5), percent_complete=50, remaining_minutes=2 * DAY)
    plan = make_plan([task("a", 2), task("b", 1), half], ["a>b"])
    once = apply(plan, moved(plan))
    assert moved(once) == []


def test_a_summary_has_no_constraint_of_its_own(make_plan):
    plan = make_plan([Task(id="s", name="Phase"), task("a", 2, parent_id="s")])
    assert [edit.task_id for edit in moved(plan)] == ["a"]


def test_only_a_task_in_progress_can_be_interrupted_and_manual_dates_come_in_pairs(make_plan):
    plan = make_plan([task("a", 2)])
    with pytest.raises(EditRefused, match="in progress"):
        apply(plan, [ask.SetResume("a", at(12))])
    with pytest.raises(EditRefused, match="both"):
        apply(plan, [ask.SetManual("a", at(12), None)])
    with pytest.raises(EditRefused, match="before it starts"):
        apply(plan, [ask.SetManual("a", at(12), at(11))])


def test_dates_by_hand_hold_until_they_are_taken_away(make_plan):
    plan = make_plan([task("a", 2), task("b", 1)], ["a>b"])
    by_hand = apply(plan, [ask.SetManual("b", at(21), at(22, 17))])
    assert schedule(by_hand)["b"].start == at(21)
    assert schedule(apply(by_hand, [ask.SetManual("b", None, None)]))["b"] == schedule(plan)["b"]

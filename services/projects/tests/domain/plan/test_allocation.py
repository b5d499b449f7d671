# ruff: noqa: DTZ001 - plans keep wall-clock time
"""Who is asked for more than there is, and when."""

from datetime import date, datetime

from inloop_projects.domain.plan.allocation import over_allocations
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.model import Assignment, Resource, ResourceKind, Task

DAY = 480


def task(name: str, days: int, **more) -> Task:
    return Task(id=name, name=name, duration_minutes=days * DAY, **more)


def found(make_plan, tasks, assignments, links=(), **resource):
    plan = make_plan(tasks, links, resources=(Resource("r", "Rita", **resource),), assignments=tuple(assignments))
    return over_allocations(plan, schedule(plan))


def full(name: str, days: int, units: float = 100) -> Assignment:
    return Assignment(name, "r", units, round(days * DAY * units / 100))


def test_two_whole_tasks_at_once_take_too_much_of_one_person(make_plan):
    (one,) = found(make_plan, [task("a", 3), task("b", 2)], [full("a", 3), full("b", 2)])
    assert one.resource.name == "Rita"
    assert [(day.on, day.units, day.task_ids) for day in one.days] == [
        (date(2026, 1, 5), 200, ("a", "b")),
        (date(2026, 1, 6), 200, ("a", "b")),
    ]
    assert one.task_ids == ("a", "b")


def test_tasks_one_after_the_other_and_two_halves_take_no_more_than_there_is(make_plan):
    assert not found(make_plan, [task("a", 3), task("b", 2)], [full("a", 3), full("b", 2)], ["a>b"])
    assert not found(make_plan, [task("a", 3), task("b", 2)], [full("a", 3, 50), full("b", 2, 50)])


def test_two_people_of_a_kind_can_do_two_tasks_at_once(make_plan):
    assert not found(make_plan, [task("a", 3), task("b", 2)], [full("a", 3), full("b", 2)], max_units=200)


def test_days_off_finished_work_and_material_do_not_count(make_plan):
    over_weekend = found(make_plan, [task("a", 7), task("b", 7)], [full("a", 7), full("b", 7)])
    assert date(2026, 1, 10) not in {day.on for day in over_weekend[0].days}
    done = task("b", 2, actual_start=date_at(5, 8), actual_finish=date_at(6, 17), percent_complete=100)
    assert not found(make_plan, [task("a", 3), done], [full("a", 3), full("b", 2)])
    steel = found(make_plan, [task("a", 3), task("b", 2)], [full("a", 3), full("b", 2)], kind=ResourceKind.MATERIAL)
    assert not steel


def date_at(day: int, hour: int):
    return datetime(2026, 1, day, hour)

# ruff: noqa: DTZ001 - plans keep wall-clock time
from datetime import date, datetime

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.baseline import snapshot, variance, variances
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.model import Assignment, ConstraintType, Resource, Task
from inloop_projects.domain.plan.outline import depth_first, outline_numbers
from inloop_projects.domain.plan.shift import shift
from inloop_worktime import Calendar, CalendarException, standard

DAY = 480


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour)


def test_a_baseline_keeps_dates_durations_and_work_of_every_row(make_plan):
    rows = [Task(id="S"), Task(id="a", parent_id="S", duration_minutes=DAY), Task(id="b", parent_id="S")]
    plan = make_plan(rows, resources=(Resource("r"),), assignments=(Assignment("a", "r", units=50, work_minutes=240),))
    kept = snapshot(schedule(plan))
    assert (kept["a"].start, kept["a"].finish, kept["a"].duration_minutes, kept["a"].work_minutes) == (
        at(5, 8),
        at(5, 17),
        DAY,
        240,
    )
    assert (kept["S"].work_minutes, kept["b"].work_minutes) == (240, 0)


def test_variance_counts_working_days_and_knows_new_rows(make_plan):
    plan = make_plan(["a", "b"], ["a>b"])
    kept = snapshot(schedule(plan))
    moved = schedule(apply(plan, [ask.ChangeDuration("a", 4 * DAY), ask.AddTask("new", "New")]))
    found = variances(plan.default_calendar, kept, moved)
    assert (found["a"].start_days, found["a"].finish_days) == (0, 4)
    assert (found["b"].start_days, found["b"].finish_days) == (4, 4)
    assert found["new"] is None
    earlier = variance(plan.default_calendar, snapshot(moved)["b"], schedule(plan)["b"])
    assert earlier is not None
    assert earlier.finish_days == -4


def test_shifting_moves_every_date_of_the_plan_and_no_holiday(make_plan):
    holiday = Calendar(standard().week, (CalendarException(date(2026, 1, 6), date(2026, 1, 6)),))
    held = Task(
        id="a",
        duration_minutes=DAY,
        constraint=ConstraintType.SNET,
        constraint_date=at(7, 8),
        deadline=at(9, 17),
        actual_start=at(7, 9),
        resume=at(8, 8),
    )
    by_hand = Task(id="b", manual_start=at(7, 8), manual_finish=at(8, 17))
    plan = make_plan([held, by_hand], calendars={"std": holiday}, status_date=at(9, 8))
    moved = shift(plan, 7)
    one, two = moved.tasks
    assert (moved.start, moved.status_date) == (at(12, 8), at(16, 8))
    assert (one.constraint_date, one.deadline, one.actual_start, one.resume) == (
        at(14, 8),
        at(16, 17),
        at(14, 9),
        at(15, 8),
    )
    assert (two.manual_start, two.manual_finish) == (at(14, 8), at(15, 17))
    assert moved.calendars == plan.calendars
    assert shift(moved, -7) == plan


def test_rows_are_numbered_as_they_are_read(make_plan):
    rows = [
        Task(id="second", position=1),
        Task(id="inside", parent_id="first", position=0),
        Task(id="first", position=0),
        Task(id="deep", parent_id="inside", position=3),
    ]
    assert [task.id for task in depth_first(rows)] == ["first", "inside", "deep", "second"]
    assert outline_numbers(rows) == {"first": "1", "inside": "1.1", "deep": "1.1.1", "second": "2"}
    visible = [row for row in rows if row.id != "first"]
    assert outline_numbers([row for row in visible if row.parent_id is None]) == {"second": "1"}

# ruff: noqa: DTZ001 - plans keep wall-clock time
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import (
    DatesOutOfRange,
    LinkCycle,
    PlanRefused,
    SummaryLinked,
    TooManyLinks,
    UnknownReference,
)
from inloop_projects.domain.plan.model import (
    Assignment,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ResourceKind,
    Split,
    Task,
)
from inloop_worktime import Calendar, CalendarException, standard

MONDAY = datetime(2026, 1, 5, 8)
FRIDAY_EVENING = datetime(2026, 1, 9, 17)
DAY = 480


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute)


def task(name: str, days: float = 1, **more) -> Task:
    return Task(id=name, name=name, duration_minutes=round(days * DAY), **more)


def test_an_empty_plan_finishes_where_it_starts(make_plan):
    dates = schedule(make_plan([]))
    assert len(dates) == 0
    assert dates.project_finish == MONDAY
    assert dates.percent_complete == 0


def test_the_project_finishes_with_its_last_task_even_before_its_start(make_plan):
    early = task("a", 1, constraint=ConstraintType.SNET, constraint_date=datetime(2025, 12, 1, 8))
    dates = schedule(make_plan([early]))
    assert dates.project_finish == datetime(2025, 12, 1, 17)
    assert dates["a"].total_slack_minutes == 0


def test_a_chain_runs_from_evening_to_morning(make_plan):
    dates = schedule(make_plan([task("a", 5), task("b", 1)], ["a>b"]))
    assert dates["a"].finish == FRIDAY_EVENING
    assert dates["b"].start == at(12, 8)
    assert dates.project_finish == at(12, 17)
    assert dates.critical_ids() == ["a", "b"]


@pytest.mark.parametrize(
    ("link", "start"),
    [
        (Link("a", "b", LinkType.FS), at(7, 8)),
        (Link("a", "b", LinkType.FS, DAY), at(8, 8)),
        (Link("a", "b", LinkType.FS, -DAY), at(6, 8)),
        (Link("a", "b", LinkType.FS, 24 * 60, LagKind.ELAPSED), at(8, 8)),
        (Link("a", "b", LinkType.FS, 50, LagKind.PERCENT), at(8, 8)),
        (Link("a", "b", LinkType.SS), at(5, 8)),
        (Link("a", "b", LinkType.SS, 240), at(5, 13)),
        (Link("a", "b", LinkType.FF), at(6, 8)),
        (Link("a", "b", LinkType.FF, -5 * DAY), at(5, 8)),
        (Link("a", "b", LinkType.SF, 3 * DAY), at(7, 8)),
    ],
)
def test_every_link_holds_the_end_that_it_names(make_plan, link, start):
    dates = schedule(make_plan([task("a", 2), task("b", 1)], [link]))
    assert dates["b"].start == start


def test_a_lag_passes_in_the_calendar_of_the_successor(make_plan):
    around_the_clock = Calendar(week=(((0, 1440),),) * 7)
    plan = make_plan(
        [task("a", 5), task("b", 1, calendar_id="24h")],
        [Link("a", "b", LinkType.FS, 600)],
        calendars={"std": standard(), "24h": around_the_clock},
    )
    assert schedule(plan)["b"].start == at(10, 3)


def test_a_milestone_stays_at_the_end_of_the_day_and_a_task_of_no_length_moves_on(make_plan):
    milestone = Task(id="m", name="m", is_milestone=True)
    empty = Task(id="e", name="e")
    dates = schedule(make_plan([task("a", 5), milestone, empty], ["a>m", "a>e"]))
    assert dates["m"].start == dates["m"].finish == FRIDAY_EVENING
    assert dates["e"].start == at(12, 8)


@pytest.mark.parametrize(
    ("kind", "date_", "start"),
    [
        (ConstraintType.SNET, at(8, 8), at(8, 8)),
        (ConstraintType.SNET, at(5, 8), at(6, 8)),
        (ConstraintType.SNLT, at(5, 8), at(5, 8)),
        (ConstraintType.FNET, at(9, 17), at(9, 8)),
        (ConstraintType.FNLT, at(5, 17), at(5, 8)),
        (ConstraintType.MSO, at(5, 13), at(5, 13)),
        (ConstraintType.MFO, at(9, 12), at(8, 13)),
        (ConstraintType.ALAP, None, at(8, 8)),
    ],
)
def test_constraints_win_over_links(make_plan, kind, date_, start):
    held = task("b", 1, constraint=kind, constraint_date=date_)
    dates = schedule(make_plan([task("a", 1), held, task("long", 4)], ["a>b"]))
    assert dates["b"].start == start


def test_a_constraint_against_its_links_shows_negative_slack(make_plan):
    held = task("b", 1, constraint=ConstraintType.MSO, constraint_date=at(5, 8))
    dates = schedule(make_plan([task("a", 1), held], ["a>b"]))
    assert dates["a"].total_slack_minutes == -DAY
    assert dates["a"].is_critical


def test_where_links_are_honoured_first_a_constraint_only_eats_slack(make_plan):
    held = task("b", 1, constraint=ConstraintType.SNLT, constraint_date=at(5, 8))
    dates = schedule(make_plan([task("a", 1), held], ["a>b"], honours_constraints=False))
    assert dates["b"].start == at(6, 8)
    assert dates["b"].total_slack_minutes == -DAY


def test_a_deadline_moves_nothing_but_the_slack(make_plan):
    plan = make_plan([task("a", 1), task("b", 4)])
    with_deadline = make_plan([task("a", 1, deadline=at(6, 17)), task("b", 4)])
    before, after = schedule(plan)["a"], schedule(with_deadline)["a"]
    assert (before.start, before.finish) == (after.start, after.finish)
    assert (before.total_slack_minutes, after.total_slack_minutes) == (3 * DAY, DAY)


def test_as_late_as_possible_takes_slack_and_never_the_finish(make_plan):
    late = task("late", 1, constraint=ConstraintType.ALAP)
    dates = schedule(make_plan([late, task("next", 1), task("long", 4)], ["late>next"]))
    assert dates["late"].start == at(7, 8)
    assert dates["late"].total_slack_minutes == 0
    assert dates["next"].start == at(8, 8)
    assert dates.project_finish == at(8, 17)


def test_an_elapsed_task_runs_through_the_weekend(make_plan):
    curing = Task(id="c", name="c", duration_minutes=3 * 1440, duration_is_elapsed=True)
    dates = schedule(make_plan([task("a", 5), curing], ["a>c"]))
    assert (dates["c"].start, dates["c"].finish) == (at(12, 8), at(15, 8))


def test_free_slack_is_the_room_to_the_next_row(make_plan):
    dates = schedule(make_plan([task("a", 1), task("b", 3), task("c", 1), task("d", 6)], ["a>c", "b>c"]))
    assert dates["a"].free_slack_minutes == 2 * DAY
    assert dates["a"].total_slack_minutes == 4 * DAY
    assert dates["c"].free_slack_minutes == dates["c"].total_slack_minutes == 2 * DAY


def test_a_link_to_a_summary_limits_free_slack_too(make_plan):
    rows = [task("a", 1), task("b", 2), Task(id="S", name="S"), task("c", 1, parent_id="S")]
    dates = schedule(make_plan(rows, ["a>S", "b>c"]))
    assert dates["a"].free_slack_minutes == DAY


def test_links_of_summaries_hold_for_the_rows_inside(make_plan):
    rows = [
        Task(id="S", name="S"),
        task("a", 1, parent_id="S"),
        task("b", 3, parent_id="S"),
        Task(id="T", name="T"),
        Task(id="U", name="U", parent_id="T"),
        task("c", 1, parent_id="U"),
        task("d", 1),
    ]
    dates = schedule(make_plan(rows, ["S>T", "S SS d"]))
    assert dates["c"].start == at(8, 8)
    assert dates["T"].start == dates["U"].start == at(8, 8)
    assert dates["d"].start == at(5, 8)


def test_start_links_from_a_summary_hold_from_its_earliest_row(make_plan):
    rows = [
        Task(id="S", name="S"),
        task("a", 3),
        task("b", 1, parent_id="S"),
        task("c", 1, parent_id="S"),
        task("d", 1),
    ]
    plan = make_plan(rows, ["a>b", "a>c", "S SS d"])
    assert schedule(plan)["d"].start == at(8, 8)
    earlier = replace(plan, links=(Link("a", "b"), Link("S", "d", LinkType.SS)))
    assert schedule(earlier)["d"].start == at(5, 8)


def test_a_summary_spans_its_rows_and_counts_its_own_duration(make_plan):
    rows = [Task(id="S", name="S"), task("a", 1, parent_id="S"), task("b", 2, parent_id="S")]
    dates = schedule(make_plan(rows, ["a>b"]))
    row = dates["S"]
    assert (row.start, row.finish, row.duration_minutes) == (MONDAY, at(7, 17), 3 * DAY)
    assert row.is_summary
    assert row.is_critical


def test_percent_complete_of_a_summary_weighs_by_duration(make_plan):
    done = task("a", 1, parent_id="S", percent_complete=100, actual_start=MONDAY, actual_finish=at(5, 17))
    half = task("b", 3, parent_id="S", percent_complete=50, actual_start=MONDAY, remaining_minutes=720)
    rows = [Task(id="S", name="S"), done, half]
    dates = schedule(make_plan(rows))
    assert dates["S"].percent_complete == 100 * (480 + 720) // (4 * DAY)
    assert dates.percent_complete == dates["S"].percent_complete


def test_a_summary_of_milestones_counts_those_that_are_reached(make_plan):
    reached = Task(id="m", parent_id="S", is_milestone=True, actual_start=MONDAY, actual_finish=MONDAY)
    ahead = Task(id="n", parent_id="S", is_milestone=True)
    assert schedule(make_plan([Task(id="S"), reached, ahead]))["S"].percent_complete == 50


def test_finished_work_is_never_critical_and_keeps_its_dates(make_plan):
    done = task("a", 1, percent_complete=100, actual_start=at(6, 8), actual_finish=at(7, 12))
    dates = schedule(make_plan([done, task("b", 1)], ["a>b"]))
    assert (dates["a"].start, dates["a"].finish) == (at(6, 8), at(7, 12))
    assert not dates["a"].is_critical
    assert dates["a"].free_slack_minutes == 0
    assert dates["b"].start == at(7, 13)


def test_work_in_progress_keeps_its_start_and_its_duration(make_plan):
    half = task("b", 2, percent_complete=50, actual_start=at(6, 8), remaining_minutes=DAY)
    dates = schedule(make_plan([task("a", 5), half], ["a>b"]))
    assert (dates["b"].start, dates["b"].finish) == (at(6, 8), at(7, 17))
    assert dates["b"].late_start == at(6, 8)


def test_remaining_work_goes_on_when_it_is_resumed(make_plan):
    half = task("b", 2, percent_complete=50, actual_start=at(6, 8), remaining_minutes=DAY, resume=at(10, 12))
    assert schedule(make_plan([half]))["b"].finish == at(12, 17)


def test_a_split_lengthens_a_task_by_its_pause(make_plan):
    split = task("a", 2, splits=(Split(after_minutes=DAY, pause_minutes=2 * DAY),))
    dates = schedule(make_plan([split]))
    assert dates["a"].finish == at(8, 17)
    assert dates["a"].duration_minutes == 2 * DAY


def test_a_task_scheduled_by_hand_stays_where_it_was_put(make_plan):
    by_hand = task("b", 1, manual_start=at(8, 10), manual_finish=at(9, 11))
    dates = schedule(make_plan([task("a", 5), by_hand, task("c", 1)], ["a>b", "b>c"]))
    assert (dates["b"].start, dates["b"].finish) == (at(8, 10), at(9, 11))
    assert not dates["b"].is_critical
    assert dates["c"].start == at(9, 11)


def test_an_inactive_task_holds_nobody(make_plan):
    rows = [task("a", 5, is_active=False), task("b", 1)]
    dates = schedule(make_plan(rows, ["a>b"]))
    assert dates["b"].start == MONDAY
    assert dates.project_finish == at(5, 17)


def test_a_resource_works_in_its_own_calendar(make_plan):
    tuesdays = Calendar(week=((), ((480, 720), (780, 1020)), (), (), (), (), ()))
    plan = make_plan(
        [task("a", 2)],
        calendars={"std": standard(), "tue": tuesdays},
        resources=(Resource("r", "Anna", calendar_id="tue"),),
        assignments=(Assignment("a", "r", units=100, work_minutes=2 * DAY),),
    )
    dates = schedule(plan)
    assert (dates["a"].start, dates["a"].finish) == (at(6, 8), at(13, 17))
    fixed = replace(plan, tasks=(replace(plan.tasks[0], duration_is_fixed=True),))
    assert schedule(fixed)["a"].finish == at(6, 17)


def test_the_last_resource_to_finish_decides(make_plan):
    plan = make_plan(
        [task("a", 1)],
        resources=(Resource("r"), Resource("s"), Resource("steel", kind=ResourceKind.MATERIAL)),
        assignments=(
            Assignment("a", "r", units=100, work_minutes=DAY),
            Assignment("a", "s", units=50, work_minutes=DAY),
            Assignment("a", "steel", units=100, work_minutes=9 * DAY),
        ),
    )
    assert schedule(plan)["a"].finish == at(6, 17)


def test_a_task_calendar_limits_its_resources_unless_it_ignores_them(make_plan):
    mornings = Calendar(week=(((480, 720),),) * 5 + ((), ()))
    afternoons = Calendar(week=(((660, 1020),),) * 5 + ((), ()))
    plan = make_plan(
        [task("a", 1, calendar_id="am")],
        calendars={"std": standard(), "am": mornings, "pm": afternoons},
        resources=(Resource("r", calendar_id="pm"),),
        assignments=(Assignment("a", "r", work_minutes=120),),
    )
    assert schedule(plan)["a"].finish == at(6, 12)
    ignoring = replace(plan, tasks=(replace(plan.tasks[0], ignores_resource_calendars=True),))
    assert schedule(ignoring)["a"].finish == at(5, 10)


def test_a_levelling_delay_passes_by_the_clock(make_plan):
    assert schedule(make_plan([task("a", 1, levelling_delay_minutes=1440)]))["a"].start == at(6, 8)


def test_a_holiday_moves_what_follows(make_plan):
    holiday = Calendar(standard().week, (CalendarException(date(2026, 1, 6), date(2026, 1, 6)),))
    dates = schedule(make_plan([task("a", 1), task("b", 1)], ["a>b"], calendars={"std": holiday}))
    assert dates["b"].start == at(7, 8)


def test_a_cycle_names_its_tasks(make_plan):
    plan = make_plan(["x", "a", "b", "c"], ["x>a", "a>b", "b>c", "c>a"])
    with pytest.raises(LinkCycle) as refused:
        schedule(plan)
    assert sorted(refused.value.task_ids) == ["a", "b", "c"]
    for name in ("a", "b", "c"):
        assert name in str(refused.value)
    assert "x" not in refused.value.task_ids


def test_a_cycle_through_a_summary_is_a_cycle(make_plan):
    rows = [Task(id="S"), task("a", parent_id="S"), task("b")]
    with pytest.raises(LinkCycle):
        schedule(make_plan(rows, ["S>b", "b>a"]))
    with pytest.raises(SummaryLinked):
        schedule(make_plan(rows, ["S>a"]))


def test_links_between_huge_summaries_are_refused_not_multiplied(make_plan):
    rows = [Task(id="S"), Task(id="T")]
    rows += [task(f"s{number}", parent_id="S") for number in range(1500)]
    rows += [task(f"t{number}", parent_id="T") for number in range(1500)]
    with pytest.raises(TooManyLinks):
        schedule(make_plan(rows, ["S>T"]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"links": ["a>nobody"]},
        {"links": ["nobody>a"]},
        {"tasks": [task("a", calendar_id="none")]},
        {"tasks": [task("a", parent_id="nobody")]},
        {"assignments": (Assignment("a", "nobody", work_minutes=60),)},
    ],
)
def test_a_reference_to_nothing_is_refused(make_plan, wrong):
    settings = {"tasks": ["a"], "links": []} | wrong
    with pytest.raises(UnknownReference):
        schedule(make_plan(settings.pop("tasks"), settings.pop("links"), **settings))


def test_rows_inside_each_other_are_refused(make_plan):
    with pytest.raises(PlanRefused):
        schedule(make_plan([task("a", parent_id="b"), task("b", parent_id="a")]))


def test_dates_beyond_the_calendar_are_refused_not_wrapped(make_plan):
    with pytest.raises(DatesOutOfRange):
        schedule(make_plan([task("a", 60000)]))
    with pytest.raises(DatesOutOfRange):
        schedule(make_plan(["a", "b"], [Link("a", "b", LinkType.FS, -40_000 * DAY)]))
    with pytest.raises(DatesOutOfRange):
        schedule(make_plan(["a"], calendars={"std": Calendar(week=((),) * 7)}))


def test_a_deep_outline_needs_no_recursion(make_plan):
    rows = [task("0")] + [task(str(level), parent_id=str(level - 1)) for level in range(1, 3000)]
    dates = schedule(make_plan(rows))
    assert dates["0"].finish == at(5, 17)


def test_reading_only_start_and_finish_gives_the_same_as_the_row(gen_6_240: Plan):
    dates = schedule(gen_6_240)
    for task_id, row in dates.items():
        assert dates.start_and_finish(task_id) == (row.start, row.finish)
        assert row.start - timedelta(days=400) < row.finish

# ruff: noqa: DTZ001 - plans keep wall-clock time
"""What determines the date of a row, told to staff in full and to clients without a trace of what they do not see."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from random import Random

import pytest

from inloop_projects.domain.plan.chain_words import missed_sentence, sentence_of
from inloop_projects.domain.plan.driving import Reason, driving_chain, missed_limit
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import (
    Assignment,
    ConstraintType,
    Link,
    LinkType,
    Resource,
    Task,
)
from inloop_worktime import standard

DAY = 480
STAFF = 7


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 1, day, hour)


def task(name: str, days: float = 1, **more) -> Task:
    return Task(id=name, name=name, duration_minutes=round(days * DAY), **more)


def chain(plan, task_id, level=STAFF, dates=None):
    return driving_chain(
        dates or schedule(plan), plan, task_id, lambda one: one.visible_from <= level, in_full=level >= STAFF
    )


def told(steps) -> list[tuple[str, Reason]]:
    return [(step.task.id, step.why) for step in steps]


def test_a_chain_goes_back_along_the_links_that_decide_to_the_start_of_the_project(make_plan):
    plan = make_plan([task("a", 3), task("b", 1), task("c", 1)], ["a>c", "b>c"])
    steps = chain(plan, "c")
    assert told(steps) == [("c", Reason.LINK), ("a", Reason.PROJECT_START)]
    assert steps[0].link is LinkType.FS
    assert sentence_of(steps[0], steps[1]) == "c starts on 8 January 2026 because a ends on 7 January 2026."
    assert sentence_of(steps[1], None) == "a starts on 5 January 2026 because the project starts then."


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (task("x", constraint=ConstraintType.SNET, constraint_date=at(20)), Reason.CONSTRAINT),
        (task("x", constraint=ConstraintType.MSO, constraint_date=at(20)), Reason.CONSTRAINT),
        (task("x", constraint=ConstraintType.SNLT, constraint_date=at(5)), Reason.CONSTRAINT),
        (task("x", constraint=ConstraintType.ALAP), Reason.AS_LATE_AS_POSSIBLE),
        (task("x", manual_start=at(7), manual_finish=at(7, 17)), Reason.MANUAL),
        (task("x", actual_start=at(6)), Reason.ACTUAL),
    ],
)
def test_what_wins_over_the_links_is_the_reason_and_ends_the_chain(make_plan, row, why):
    plan = make_plan([task("a", 2), row, task("z", 20)], ["a>x"])
    assert told(chain(plan, "x")) == [("x", why)]


def test_a_row_without_links_waits_for_the_calendar_or_a_delay_or_its_people(make_plan):
    saturday = datetime(2026, 1, 10, 8)
    assert told(chain(make_plan([task("a")], start=saturday), "a")) == [("a", Reason.CALENDAR)]
    assert told(chain(make_plan([task("a", levelling_delay_minutes=60)]), "a")) == [("a", Reason.DELAY)]
    late = standard()
    late = replace(late, week=(((600, 1080),),) * 5 + ((), ()))
    plan = make_plan(
        [task("a")],
        calendars={"std": standard(), "late": late},
        resources=(Resource("r", calendar_id="late"),),
        assignments=(Assignment("a", "r", work_minutes=DAY),),
    )
    assert told(chain(plan, "a")) == [("a", Reason.RESOURCE)]


def test_the_forecast_says_that_work_which_is_not_done_cannot_lie_in_the_past(make_plan):
    plan = make_plan([task("a", 2), task("b")], ["a>b"])
    steps = chain(plan, "b", dates=forecast(plan, at(14)))
    assert told(steps) == [("b", Reason.LINK), ("a", Reason.STATUS)]
    assert "cannot be done in the past" in sentence_of(steps[1], None)


def test_a_summary_is_driven_by_the_row_inside_that_ends_last(make_plan):
    plan = make_plan([Task(id="s", name="Phase"), task("a", 1, parent_id="s"), task("b", 4, parent_id="s")])
    steps = chain(plan, "s")
    assert told(steps) == [("s", Reason.LINK), ("b", Reason.PROJECT_START)]
    assert sentence_of(steps[0], steps[1]) == "Phase ends on 8 January 2026 because b ends on 8 January 2026."


def test_a_client_gets_the_next_visible_row_and_no_trace_of_the_hidden_one(make_plan):
    rows = [task("a", 2), task("secret", 3, visible_from=STAFF), task("b", 1), task("m", 0, is_milestone=True)]
    plan = make_plan(rows, ["a>secret", "secret>b", "b>m"])
    steps = chain(plan, "m", level=4)
    assert told(steps) == [("m", Reason.LINK), ("b", Reason.LINK), ("a", Reason.PROJECT_PLAN)]
    assert all(step.link is None and step.lag_minutes == 0 for step in steps)
    words = [sentence_of(one, after) for one, after in zip(steps, (*steps[1:], None), strict=True)]
    assert words[0] == "m is on 12 January 2026 because b ends on 12 January 2026."
    assert words[1] == "b starts on 12 January 2026 because a ends on 6 January 2026."
    assert "secret" not in " ".join(words)


def test_a_hidden_cause_a_constraint_and_the_start_of_the_project_look_the_same_to_a_client(make_plan):
    hidden = make_plan([task("secret", 2, visible_from=STAFF), task("b")], ["secret>b"])
    bound = make_plan([task("b", constraint=ConstraintType.SNET, constraint_date=at(7))])
    first = make_plan([task("b")], start=at(7))
    one, two, three = (chain(plan, "b", level=4) for plan in (hidden, bound, first))
    assert [told(steps) for steps in (one, two, three)] == [[("b", Reason.PROJECT_PLAN)]] * 3
    assert len({sentence_of(steps[0], None) for steps in (one, two, three)}) == 1


def test_a_missed_deadline_names_the_days_and_the_work_that_makes_it_late(make_plan):
    rows = [task("Design", 5), task("Build", 5), task("Launch", 0, is_milestone=True, deadline=at(13, 17))]
    plan = make_plan(rows, ["Design>Build", "Build>Launch"])
    dates = schedule(plan)
    assert dates["Design"].total_slack_minutes == -3 * DAY
    assert missed_limit(dates, "Design") == missed_limit(dates, "Launch") == "Launch"
    steps = chain(plan, "Launch")
    words = missed_sentence(plan.task_by_id["Launch"], 3, steps)
    assert words == "The deadline of Launch on 13 January 2026 is missed by 3 days because of Build and Design."


def test_nothing_is_missed_where_there_is_slack(make_plan):
    plan = make_plan([task("a", deadline=at(30, 17))])
    assert missed_limit(schedule(plan), "a") is None


def test_chains_of_random_plans_end_and_each_step_is_a_link_of_the_plan(random_plan):
    for seed in range(40):
        plan = random_plan(seed)
        dates = schedule(plan)
        links = {(link.predecessor_id, link.successor_id) for link in plan.links}
        leaf = Random(seed).choice([row.id for row in plan.tasks if row.parent_id])
        steps = chain(plan, leaf, dates=dates)
        assert all((after.task.id, before.task.id) in links for before, after in pairwise(steps))
        assert steps[-1].why in {Reason.PROJECT_START, Reason.CALENDAR}
        assert steps[-1].start == min(step.start for step in steps)


def test_a_start_to_start_link_is_told_by_starts(make_plan):
    plan = make_plan([task("a", 5), task("b", 1)], [Link("a", "b", LinkType.SS, 2 * DAY)])
    steps = chain(plan, "b")
    assert (steps[0].link, steps[0].lag_minutes) == (LinkType.SS, 2 * DAY)
    assert sentence_of(steps[0], steps[1]) == "b starts on 7 January 2026 because a starts on 5 January 2026."

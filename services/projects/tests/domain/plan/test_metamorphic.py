"""Changes of a plan whose effect on the dates is known without computing them."""

import os
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.model import Link, LinkType, Plan, Task
from inloop_projects.domain.plan.shift import shift_with_calendars

EXAMPLES = 200 if os.environ.get("INLOOP_FULL") else 25
few = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 10**6)


def _leaves(plan: Plan) -> list[Task]:
    parents = {task.parent_id for task in plan.tasks}
    return [task for task in plan.tasks if task.id not in parents]


def _put(plan: Plan, changed: Task) -> Plan:
    return replace(plan, tasks=tuple(changed if task.id == changed.id else task for task in plan.tasks))


@few
@given(seeds)
def test_a_redundant_link_changes_no_date(random_plan, seed):
    plan = random_plan(seed)
    following = {}
    for link in plan.links:
        if link.type is LinkType.FS:
            following.setdefault(link.predecessor_id, []).append(link.successor_id)
    pairs = {(link.predecessor_id, link.successor_id) for link in plan.links}
    more = tuple(
        Link(first, last)
        for first, middles in following.items()
        for middle in middles
        for last in following.get(middle, ())
        if (first, last) not in pairs
    )
    before, after = schedule(plan), schedule(replace(plan, links=plan.links + more))
    assert dict(before) == dict(after)


@few
@given(seeds, st.integers(-60, 200))
def test_moving_everything_by_whole_weeks_moves_every_date_by_as_much(random_plan, seed, weeks):
    plan = random_plan(seed)
    by = timedelta(weeks=weeks)
    before, after = schedule(plan), schedule(shift_with_calendars(plan, 7 * weeks))
    for task_id, row in before.items():
        moved = after[task_id]
        assert (row.start + by, row.finish + by, row.late_start + by) == (moved.start, moved.finish, moved.late_start)
        assert row.total_slack_minutes == moved.total_slack_minutes


def test_the_generated_plan_moves_by_whole_weeks_too(gen_6_240):
    before, after = schedule(gen_6_240), schedule(shift_with_calendars(gen_6_240, 21))
    assert [row.late_finish + timedelta(days=21) for row in before.values()] == [
        row.late_finish for row in after.values()
    ]


@few
@given(seeds)
def test_names_and_the_order_of_rows_and_links_do_not_matter(random_plan, seed):
    plan = random_plan(seed)
    random = Random(seed)
    numbers = list(range(len(plan.tasks)))
    random.shuffle(numbers)
    new = {task.id: f"x{number}" for task, number in zip(plan.tasks, numbers, strict=True)}
    tasks = [
        replace(task, id=new[task.id], parent_id=new[task.parent_id] if task.parent_id else None) for task in plan.tasks
    ]
    links = [
        replace(link, predecessor_id=new[link.predecessor_id], successor_id=new[link.successor_id])
        for link in plan.links
    ]
    random.shuffle(tasks)
    random.shuffle(links)
    before, after = schedule(plan), schedule(replace(plan, tasks=tuple(tasks), links=tuple(links)))
    for task_id, row in before.items():
        assert after[new[task_id]] == row


@few
@given(seeds, st.data())
def test_a_task_cut_into_a_chain_of_two_moves_nobody_else(random_plan, seed, data):
    plan = random_plan(seed)
    cut = data.draw(st.sampled_from(_leaves(plan)))
    first = data.draw(st.integers(1, cut.duration_minutes - 1))
    rest = replace(cut, id="rest", name="rest", duration_minutes=cut.duration_minutes - first)
    links = tuple(
        replace(link, predecessor_id="rest") if link.predecessor_id == cut.id and link.type is LinkType.FS else link
        for link in plan.links
    )
    divided = replace(
        _put(plan, replace(cut, duration_minutes=first)),
        links=(*links, Link(cut.id, "rest")),
    )
    divided = replace(divided, tasks=(*divided.tasks, rest))
    before, after = schedule(plan), schedule(divided)
    for task_id, row in before.items():
        if not row.is_summary and task_id != cut.id:
            other = after[task_id]
            assert (row.start, row.finish, row.late_finish) == (other.start, other.finish, other.late_finish)
    assert (after[cut.id].start, after["rest"].finish) == (before[cut.id].start, before[cut.id].finish)


@few
@given(seeds, st.data())
def test_growing_within_free_slack_moves_nobody_and_within_total_slack_not_the_finish(random_plan, seed, data):
    plan = random_plan(seed)
    before = schedule(plan)
    grown = data.draw(st.sampled_from(_leaves(plan)))
    ends = {link.successor_id for link in plan.links if link.predecessor_id == grown.id and link.type is LinkType.SS}
    slack = before[grown.id]
    free = data.draw(st.integers(0, slack.free_slack_minutes))
    total = data.draw(st.integers(0, slack.total_slack_minutes))
    within_free = schedule(_put(plan, replace(grown, duration_minutes=grown.duration_minutes + free)))
    parents = set()
    parent = grown.parent_id
    while parent is not None:
        parents.add(parent)
        parent = plan.task_by_id[parent].parent_id
    for task_id, row in before.items():
        if task_id != grown.id and task_id not in parents and task_id not in ends:
            assert (within_free[task_id].start, within_free[task_id].finish) == (row.start, row.finish)
    within_total = schedule(_put(plan, replace(grown, duration_minutes=grown.duration_minutes + total)))
    assert within_total.project_finish == before.project_finish


@few
@given(seeds)
def test_slack_is_what_the_late_dates_leave(random_plan, seed):
    plan = random_plan(seed)
    calendar = plan.default_calendar
    for row in schedule(plan).values():
        if not row.is_summary:
            assert row.total_slack_minutes == calendar.work(row.early_start, row.late_start)
            assert row.free_slack_minutes >= 0
            assert calendar.work(row.start, row.finish) == row.duration_minutes
            assert row.is_critical == (row.total_slack_minutes == 0)


@few
@given(seeds)
def test_some_row_is_critical_from_start_to_finish(random_plan, seed):
    plan = random_plan(seed)
    dates = schedule(plan)
    critical = [dates[task_id] for task_id in dates.critical_ids()]
    assert (
        min(row.start for row in critical) == plan.start
        or plan.default_calendar.work(plan.start, min(row.start for row in critical)) == 0
    )
    assert max(row.finish for row in critical) == dates.project_finish

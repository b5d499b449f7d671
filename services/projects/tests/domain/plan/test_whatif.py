"""What-if trials equal the full pass; INLOOP_FULL=1 tries a thousand random plans instead of a hundred and twenty."""

import os
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import EditRefused
from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType, Plan, Task
from inloop_projects.domain.plan.whatif import WhatIf
from inloop_worktime import Calendar

PLANS = 1000 if os.environ.get("INLOOP_FULL") else 120
DATED = (
    ConstraintType.SNET,
    ConstraintType.SNLT,
    ConstraintType.FNET,
    ConstraintType.FNLT,
    ConstraintType.MSO,
    ConstraintType.MFO,
)


def _leaves(plan: Plan) -> list[Task]:
    parents = {task.parent_id for task in plan.tasks}
    return [task for task in plan.tasks if task.id not in parents]


def varied(plan: Plan, seed: int) -> Plan:
    """A random plan with all that a row can have, each in some plans only."""
    random = Random(seed)
    night = Calendar(week=(((0, 360), (1320, 1440)),) * 6 + ((),))
    rare = random.random() < 0.2
    tasks = []
    for task in plan.tasks:
        if not task.parent_id or random.random() < 0.6:
            tasks.append(task)
            continue
        at = plan.start + timedelta(days=random.randrange(40), minutes=60 * random.randrange(9))
        tasks.append(
            random.choice(
                [
                    replace(task, duration_minutes=0, is_milestone=True),
                    replace(task, duration_is_elapsed=True),
                    replace(task, calendar_id="night"),
                    replace(task, constraint=random.choice(DATED), constraint_date=at),
                    replace(task, deadline=at),
                    replace(task, manual_start=at, manual_finish=at + timedelta(days=2)),
                    replace(task, actual_start=at, percent_complete=50),
                    replace(task, is_active=False),
                    replace(task, constraint=ConstraintType.ALAP) if rare else task,
                ]
            )
        )
    links = []
    for link in plan.links:
        kind = random.choice([LinkType.FS, LinkType.FS, LinkType.SS, LinkType.FF, LinkType.SF])
        counted = random.choice([LagKind.WORKING, LagKind.WORKING, LagKind.ELAPSED, LagKind.PERCENT])
        links.append(replace(link, type=kind, lag_minutes=random.choice([0, 0, -50, 100]), lag_kind=counted))
    return replace(plan, tasks=tuple(tasks), links=tuple(links), calendars={**plan.calendars, "night": night})


def random_edit(plan: Plan, random: Random) -> ask.Edit:
    task = random.choice(_leaves(plan))
    at = plan.start + timedelta(days=random.randrange(40))
    other = random.choice(_leaves(plan))
    link = random.choice(plan.links)
    return random.choice(
        [
            ask.SetDuration(task.id, random.choice([0, 60, 480, 4800])),
            ask.ChangeDuration(task.id, 480),
            ask.SetConstraint(task.id, random.choice(list(ConstraintType)), at),
            ask.SetDeadline(task.id, at),
            ask.SetMilestone(task.id, not task.is_milestone),
            ask.SetManual(task.id, at, at + timedelta(days=1)),
            ask.SetManual(task.id, None, None),
            ask.RenameTask(task.id, "Another"),
            ask.AddLink(task.id, other.id, random.choice(list(LinkType)), 240),
            ask.RemoveLink(link.predecessor_id, link.successor_id),
            ask.AddTask("new", "New", duration_minutes=480),
            ask.RecordProgress(task.id, percent=30),
        ]
    )


def refused(work, *asked) -> str | None:
    try:
        work(*asked)
    except EditRefused as wrong:
        return str(wrong)
    return None


def test_trials_on_random_plans_equal_the_full_pass(random_plan):
    cones = trials = rows = 0
    for seed in range(PLANS):
        plan = varied(random_plan(seed, rows=40), seed)
        what_if = WhatIf(schedule(plan))
        random = Random(seed)
        for number in range(4):
            edits = [random_edit(plan, random) for _ in range(random.choice([1, 1, 1, 2]))]
            said = refused(apply, plan, edits)
            if said is not None:
                assert refused(what_if.after, edits) == said
                continue
            trial, whole = what_if.after(edits), schedule(apply(plan, edits))
            cones += trial.cone is not None
            trials += 1
            rows += len(whole)
            told = {task_id: trial.start_and_finish(task_id) for task_id in whole}
            assert told == {task_id: whole.start_and_finish(task_id) for task_id in whole}, (seed, number, edits)
            assert trial.project_finish == whole.project_finish, (seed, number, edits)
            assert dict(trial.schedule) == dict(whole)
    sys.stdout.write(
        f"\n{PLANS:,} random plans: {trials:,} trials ({cones:,} by cone), {rows:,} rows equal the full pass\n"
    )
    assert cones > PLANS  # the short way was taken, or nothing was tried


def test_a_trial_leaves_the_schedule_and_later_trials_alone(gen_6_240):
    plan = replace(
        gen_6_240,
        tasks=tuple(
            replace(task, constraint=ConstraintType.ASAP) if task.constraint is ConstraintType.ALAP else task
            for task in gen_6_240.tasks
        ),
    )
    before = schedule(plan)
    rows = dict(before)
    what_if = WhatIf(before)
    edit = [ask.SetDuration("12", 4800)]
    first = what_if.after(edit)
    what_if.after([ask.SetDeadline("12", plan.start), ask.SetDuration("20", 9600)])
    assert dict(before) == rows
    assert what_if.after(edit).moved == first.moved
    assert first.moved


def test_a_trial_tells_which_rows_move_with_their_summaries(make_plan):
    tasks = [
        Task(id="s", name="Phase"),
        Task(id="a", name="a", parent_id="s", duration_minutes=480),
        Task(id="b", name="b", parent_id="s", duration_minutes=480),
        *(Task(id=f"x{n}", name="x", duration_minutes=480) for n in range(10)),
    ]
    plan = make_plan(tasks, ["a>b"])
    trial = WhatIf(schedule(plan)).after([ask.ChangeDuration("a", 480)])
    assert trial.cone == 2
    assert set(trial.moved) == {"s", "a", "b"}
    assert trial.project_finish == trial.moved["s"][1]


def test_much_of_the_plan_takes_a_full_pass(make_plan):
    ids = [f"t{n}" for n in range(20)]
    plan = make_plan(ids, [f"{one}>{other}" for one, other in pairwise(ids)])
    assert WhatIf(schedule(plan)).after([ask.ChangeDuration("t0", 480)]).cone is None
    assert WhatIf(schedule(plan)).after([ask.ChangeDuration("t18", 480)]).cone == 2


def test_a_refusal_comes_at_once(make_plan):
    with pytest.raises(EditRefused):
        WhatIf(schedule(make_plan(["a"]))).after([ask.SetDuration("a", -1)])

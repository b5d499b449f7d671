"""Random edits that a plan can take, for property tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from inloop_kit.errors import InloopError
from inloop_kit.ids import new_id
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType, Plan

DAY = 480
MOST_TASKS = 40


def random_edits(random: Random, plan: Plan, count: int) -> list[ask.Edit]:
    """Some edits that this plan takes, in order; a draw that it refuses is drawn again."""
    made: list[ask.Edit] = []
    while len(made) < count:
        edit = _draw(random, plan)
        try:
            after = apply(plan, [edit])
            schedule(after)
        except InloopError:
            continue
        plan = after
        made.append(edit)
    return made


def _draw(random: Random, plan: Plan) -> ask.Edit:
    ids = list(plan.task_by_id)
    if len(ids) < 3:
        return _add(random, plan)
    draws: list[tuple[int, Callable[[Random, Plan], ask.Edit]]] = [
        (2 if len(ids) < MOST_TASKS else 0, _add),
        (1, lambda random, plan: ask.RemoveTask(random.choice(ids))),
        (3, lambda random, plan: ask.ChangeDuration(random.choice(ids), random.randrange(-2, 6) * DAY)),
        (2, lambda random, plan: ask.SetDuration(random.choice(ids), random.randrange(0, 9) * DAY // 2)),
        (3, _link),
        (1, _unlink),
        (1, lambda random, plan: ask.RenameTask(random.choice(ids), f"Task {random.randrange(1000)}")),
        (
            1,
            lambda random, plan: ask.Move(random.choice(ids), random.choice([None, *ids]), random.choice([None, 0, 1])),
        ),
        (2, _constrain),
        (1, lambda random, plan: ask.SetDeadline(random.choice(ids), plan.start + timedelta(random.randrange(60)))),
        (1, lambda random, plan: ask.SetVisibility(random.choice(ids), random.choice([3, 4, 5, 7]))),
        (1, lambda random, plan: ask.SetMilestone(random.choice(ids), random.random() < 0.7)),
        (2, lambda random, plan: ask.RecordProgress(random.choice(ids), percent=random.choice([0, 30, 50, 100]))),
    ]
    weights = [weight for weight, _ in draws]
    return random.choices([draw for _, draw in draws], weights)[0](random, plan)


def _add(random: Random, plan: Plan) -> ask.Edit:
    parents = [task.id for task in plan.tasks if task.is_summary]
    milestone = random.random() < 0.3
    return ask.AddTask(
        task_id=new_id(),
        name=f"Task {random.randrange(1000)}",
        parent_id=random.choice([None, None, *parents]),
        position=random.choice([None, None, 0]),
        duration_minutes=0 if milestone else random.randrange(1, 10) * DAY,
        is_milestone=milestone,
        is_summary=not milestone and random.random() < 0.15,
        visible_from=random.choice([3, 4, 7]),
    )


def _link(random: Random, plan: Plan) -> ask.Edit:
    before, after = random.sample(list(plan.task_by_id), 2)
    kind = random.choice([LagKind.WORKING, LagKind.ELAPSED])
    return ask.AddLink(before, after, random.choice(list(LinkType)), random.choice([0, 0, DAY, -DAY // 2]), kind)


def _unlink(random: Random, plan: Plan) -> ask.Edit:
    if not plan.links:
        return _add(random, plan)
    link = random.choice(plan.links)
    return ask.RemoveLink(link.predecessor_id, link.successor_id)


def _constrain(random: Random, plan: Plan) -> ask.Edit:
    kind = random.choice([ConstraintType.ASAP, ConstraintType.SNET, ConstraintType.FNET, ConstraintType.SNLT])
    date = None if kind is ConstraintType.ASAP else plan.start + timedelta(days=random.randrange(50))
    return ask.SetConstraint(random.choice(list(plan.task_by_id)), kind, date)

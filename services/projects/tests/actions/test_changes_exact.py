"""What was approved is what the plan becomes: every date, at every level. `INLOOP_FULL=1` tries a thousand."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime, time
from random import Random

import pytest
from world_of_projects import DAY, World, add

from inloop_kit.errors import Invalid
from inloop_projects.actions.relationship.offers import Offer, Offered
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType, Task
from inloop_projects.domain.relationship.changes import ChangeState, Shown

REQUESTS = 1_000 if os.environ.get("INLOOP_FULL") else 150
SEED = 4711
LEVELS = (Level.TIMELINE, Level.DETAIL, Level.COMMERCIAL, Level.STAFF)
ROWS = 24
Days = dict[str, tuple[date, date]]

pytestmark = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


def grow(world: World, random: Random) -> None:
    """Fill the plan up with rows at all levels and links forwards."""
    rows = list(world.tasks().values())
    edits: list[ask.Edit] = []
    while len(rows) + len(edits) < ROWS:
        level = random.choice([Level.ROADMAP, Level.TIMELINE, Level.TIMELINE, Level.DETAIL, Level.STAFF])
        milestone = random.random() < 0.2
        days = 0 if milestone else random.randint(1, 6)
        edits.append(add(f"Row {random.random()}", days, visible_from=int(level), is_milestone=milestone))
    if edits:
        world.edit(*edits)
    ids = list(world.tasks().values())
    for _ in range(8):
        one, other = sorted(random.sample(range(len(ids)), 2))
        tried(lambda one=one, other=other: world.edit(link(ids[one].id, ids[other].id, random)))  # type: ignore[misc]


def link(before: str, after: str, random: Random) -> ask.AddLink:
    kind = random.choice(list(LinkType))
    lag_kind = random.choice([LagKind.WORKING, LagKind.WORKING, LagKind.ELAPSED])
    return ask.AddLink(before, after, kind, random.choice([0, 0, DAY, -DAY, 90]), lag_kind)


def tried(act: object) -> bool:
    """Whether a plan takes it; what it refuses has no effect."""
    try:
        act()  # type: ignore[operator]
    except Invalid:
        return False
    return True


def some_edits(rows: list[Task], random: Random, today: date) -> list[ask.Edit]:
    found: list[ask.Edit] = []
    for _ in range(random.randint(1, 4)):
        row, other = random.sample(rows, 2)
        extra = add(f"Wish {random.random()}", random.randint(0, 5))
        at = datetime.combine(date.fromordinal(today.toordinal() + random.randint(0, 60)), time(8))
        constraint = random.choice([ConstraintType.SNET, ConstraintType.FNET, ConstraintType.MSO, ConstraintType.FNLT])
        found += random.choice(
            [
                [ask.ChangeDuration(row.id, random.choice([-1, 1, 2, 5]) * DAY)],
                [extra, link(row.id, extra.task_id, random)],
                [ask.RemoveTask(row.id)] if random.random() < 0.3 else [link(row.id, other.id, random)],
                [ask.SetConstraint(row.id, constraint, at)],
                [ask.AddLink(row.id, extra.task_id), extra] if random.random() < 0.1 else [extra],
            ]
        )
    return found


def days_of(world: World, level: int) -> Days:
    with world.read() as session:
        _, picture = world.can.pictures.of(session, world.project_id)
    return {row.task.id: (row.forecast_start_on, row.forecast_finish_on) for row in picture.rows(level)}


def promised_by(shown: Shown, before: Days) -> Days:
    """What a level was shown: the rows that move or come as shown, the others as they are."""
    after = dict(before)
    for move in shown.fallout.moved:
        if move.start_after is None or move.finish_after is None:
            del after[move.task_id]
        else:
            last = move.finish_after
            if last > move.start_after and last.time() == time():
                last = datetime.fromordinal(last.toordinal() - 1)
            after[move.task_id] = (move.start_after.date(), last.date())
    return after


@pytest.mark.timeout(1200)
def test_after_approval_every_date_is_the_one_that_was_shown(planned: World) -> None:
    random = Random(SEED)
    applied = differing = attempts = 0
    while applied < REQUESTS:
        attempts += 1
        assert attempts < 20 * REQUESTS
        if len(planned.tasks()) < ROWS // 2 or attempts % 40 == 1:
            grow(planned, random)
        if random.random() < 0.05:
            planned.clock.advance(days=1)
        sponsor = planned.caller("sponsor")
        today = planned.clock.now().date()
        wish = some_edits(list(planned.tasks(sponsor).values()), random, today)
        hidden = some_edits(list(planned.tasks().values()), random, today) if random.random() < 0.3 else []
        change_id = _offered(planned, wish, hidden)
        if change_id is None:
            continue
        with planned.read() as session:
            change = planned.can.changes.get(session, planned.manager, change_id).change
            ground = planned.can.offers.desk.ground(session, planned.manager)
            shown = {
                level: planned.can.offers.desk.shown(session, ground, level, change, change.alternatives[0])
                for level in LEVELS
            }
            signed = planned.can.changes.get(session, sponsor, change_id).shown
        assert signed == shown[Level.COMMERCIAL]
        before = {level: days_of(planned, level) for level in LEVELS}
        with planned.write() as session:
            told = planned.can.offers.approve(session, sponsor, change_id, shown_hash=signed.hash)
        assert told.state is ChangeState.APPLIED
        if applied % 10 == 0:
            planned.can.pictures.forget()
        differing += sum(days_of(planned, level) != promised_by(shown[level], before[level]) for level in LEVELS)
        applied += 1
    sys.stdout.write(
        f"changes: {applied} approved of {attempts} tried, seed {SEED}, {differing} pictures with a differing date\n"
    )
    assert differing == 0


def _offered(world: World, wish: list[ask.Edit], hidden: list[ask.Edit]) -> str | None:
    """A change that the plan takes, offered; None when the wish or the hidden work is refused."""
    found: list[str] = []

    def act() -> None:
        with world.write() as session:
            told = world.can.changes.submit(
                session, world.caller("sponsor"), title="Wish", reason="", edits=wish, client_id=""
            )
            way = Offered(hidden_edits=tuple(hidden))
            offered = world.can.offers.offer(session, world.manager, told.change.id, Offer((way,)))
            if offered.present.has_obstacle:
                raise Invalid("The plan does not take it.")
            found.append(told.change.id)

    return found[0] if tried(act) else None

"""Plans that differ in hidden work alone give clients the same bytes, in every answer about changes.

`INLOOP_FULL=1` compares two hundred pairs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest
from google.protobuf.message import Message
from world_of_projects import DAY, World, add

from inloop.options.v1.access_pb2 import Level as ProtoLevel
from inloop_kit.caller import Caller
from inloop_kit.disclosure import encoder
from inloop_projects.actions.relationship.offers import Offer, Offered
from inloop_projects.domain.people.levels import Level, Preset
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.relationship.changes import Price
from inloop_projects.entry import change_messages

PAIRS = 200 if os.environ.get("INLOOP_FULL") else 60
SEED = 20261124
STAFF = int(Level.STAFF)
CLIENT_LEVELS = (Level.TIMELINE, Level.DETAIL, Level.COMMERCIAL)

pytestmark = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


@dataclass
class Hidden:
    """What stands between Design and Build: a chain of hidden tasks with the given working minutes together."""

    ids: list[str]
    minutes: int


def disguised(world: World, hidden: Hidden, random: Random) -> None:
    """Put other hidden work in the place of what is there: other ids, names, numbers of tasks; the same dates."""
    tasks = world.tasks()
    design, build = tasks["Design"].id, tasks["Build"].id
    parts = _parts(hidden.minutes, random.randint(1, 4), random)
    chain = [add(f"Secret {random.random()}", part / DAY, visible_from=STAFF) for part in parts]
    idle = [add(f"Idle {random.random()}", 0.5, visible_from=STAFF) for _ in range(random.randint(0, 3))]
    ends = [design, *(one.task_id for one in chain), build]
    links = [ask.AddLink(before, after) for before, after in pairwise(ends)]
    gone = [ask.RemoveTask(task_id) for task_id in hidden.ids]
    position = random.randint(0, 2)
    holder = add(f"Phase {random.random()}", 0, visible_from=STAFF, is_summary=True, position=position)
    inside = add(f"Inside {random.random()}", 1, visible_from=STAFF, parent_id=holder.task_id)
    world.edit(*gone, *chain, *idle, *links, holder, inside)
    hidden.ids = [one.task_id for one in (*chain, *idle, holder)]


def _parts(minutes: int, count: int, random: Random) -> list[int]:
    cuts = sorted(random.sample(range(60, minutes, 60), count - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, minutes], strict=True)]


def wish_of(world: World, random: Random) -> list[ask.Edit]:
    tasks = world.tasks()
    extra = add(f"Wish {random.random()}", random.randint(1, 4), position=random.randint(0, 3))
    found: list[ask.Edit] = [
        ask.ChangeDuration(tasks["Design"].id, random.choice([-2, -1, 1, 3]) * DAY),
        ask.ChangeDuration(tasks["Build"].id, random.choice([-2, 1, 2]) * DAY),
        extra,
        ask.RemoveLink(tasks["Build"].id, tasks["Launch"].id),
    ]
    return random.sample(found, random.randint(1, len(found)))


def answers(world: World, wish: list[ask.Edit], change_id: str) -> list[bytes]:
    """Every answer about changes at every client level: tried, looked at, listed; refusals word by word."""
    found = []
    for level in CLIENT_LEVELS:
        caller = world.caller("sponsor")
        caller = Caller(**{name: getattr(caller, name) for name in caller.__slots__} | {"level": int(level)})
        with world.read() as session:
            can = world.can.changes
            tried = [change_messages.shown(one) for one in can.preview_all(session, caller, [wish, wish[:1]])]
            looked = change_messages.change(can.get(session, caller, change_id))
            listed = [change_messages.change(told) for told in can.list_all(session, caller)]
        found += [_bytes(one, level) for one in (*tried, looked, *listed)]
    return found


def _bytes(message: Message, level: int) -> bytes:
    return encoder(type(message), ProtoLevel.ValueType(level))(message)


@pytest.mark.timeout(600)
def test_pairs_of_plans_that_differ_in_hidden_work_answer_alike(planned: World) -> None:
    random = Random(SEED)
    planned.contact("deep", Preset.SPONSOR)
    hidden = Hidden([planned.tasks()["Internal review"].id], 2 * DAY)
    deep = add("Deep work", 2, visible_from=int(Level.DETAIL))
    planned.edit(deep, ask.AddLink(planned.tasks()["Design"].id, deep.task_id))
    sponsor = planned.caller("sponsor")
    moved = 0
    for pair in range(PAIRS):
        wish = wish_of(planned, random)
        with planned.write() as session:
            told = planned.can.changes.submit(
                session, sponsor, title=f"Wish {pair}", reason="", edits=wish, client_id=""
            )
        if random.random() < 0.5:
            with planned.write() as session:
                ways = (Offered(price=Price("EUR", 100_000)), Offered("Other", tuple(wish[:1])))
                planned.can.offers.offer(session, planned.manager, told.change.id, Offer(ways))
        before = answers(planned, wish, told.change.id)
        secrets = [task for name, task in planned.tasks().items() if task.visible_from == STAFF and name]
        disguised(planned, hidden, random)
        secrets += [task for task in planned.tasks().values() if task.visible_from == STAFF]
        after = answers(planned, wish, told.change.id)
        assert before == after, f"seed {SEED}, pair {pair}"
        for secret in secrets:
            assert not any(secret.id.encode() in one or secret.name.encode() in one for one in after)
        moved += b'"moves_days":0' not in after[0]
        with planned.write() as session:
            planned.can.changes.withdraw(session, sponsor, told.change.id)
    assert moved > PAIRS // 4

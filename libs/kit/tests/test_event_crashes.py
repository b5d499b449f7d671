"""Real processes, killed between the steps of an event's life: nothing lost, nothing doubled, order kept."""

import random
import sys
from pathlib import Path

import pytest
from inloop_demo import process
from inloop_demo.world import DURABLE, effects_of, write_note
from sqlalchemy import func, select

from inloop_kit.bus import Bus
from inloop_kit.database import Database
from inloop_kit.kit_tables import outbox
from inloop_kit.testing import Child, until


@pytest.fixture
def publisher(new_database) -> Database:
    return new_database("inloop_demo")


@pytest.fixture
def database(new_database) -> Database:
    return new_database("inloop_demo")


@pytest.fixture
def start(tmp_path: Path, broker):
    children: list[Child] = []

    def start(role: str, database: Database, point: str = "") -> Child:
        url = database.url.render_as_string(hide_password=False)
        log = tmp_path / f"child-{len(children)}.log"
        children.append(Child([sys.executable, process.__file__, role, url, broker.url, point], log=log))
        return children[-1]

    yield start
    for child in children:
        child.kill()


@pytest.fixture
def bus(broker):
    bus = Bus(broker.url, "test")
    bus.start()
    assert bus.wait_connected(10)
    yield bus
    bus.stop()


def reach(child: Child, point: str) -> None:
    until(lambda: f"at {point}" in child.said() or not child.is_running, what=f"at {point}:\n{child.said()}")
    assert child.is_running, child.said()


def is_published(publisher: Database) -> bool:
    with publisher.read() as session:
        return session.scalar(select(func.count()).where(outbox.c.sent_at.is_(None))) == 0


def test_a_relay_killed_between_commit_and_publish_loses_nothing(publisher, database, start, bus):
    for number in range(5):
        write_note(publisher, "a", number)
    dying = start("relay", publisher, "before publish")
    reach(dying, "before publish")
    dying.kill()
    assert not is_published(publisher)
    start("relay", publisher)
    start("work", database)
    until(lambda: len(effects_of(database)) == 5)
    assert effects_of(database) == [f"a-{number}" for number in range(5)]
    assert bus.stream("INLOOP_DEMO").messages == 5


def test_a_relay_killed_between_publish_and_mark_doubles_nothing(publisher, database, start, bus):
    for number in range(5):
        write_note(publisher, "a", number)
    dying = start("relay", publisher, "before mark")
    reach(dying, "before mark")
    assert bus.stream("INLOOP_DEMO").messages == 5
    dying.kill()
    assert not is_published(publisher)
    start("relay", publisher)
    start("work", database)
    until(lambda: is_published(publisher) and len(effects_of(database)) == 5)
    assert effects_of(database) == [f"a-{number}" for number in range(5)]
    assert bus.stream("INLOOP_DEMO").messages == 5


def test_a_worker_killed_before_its_ack_has_one_effect(publisher, database, start, bus):
    start("relay", publisher)
    dying = start("work", database, "before ack")
    write_note(publisher, "a", 0)
    reach(dying, "before ack")
    assert effects_of(database) == ["a-0"]
    dying.kill()
    start("work", database)
    write_note(publisher, "a", 1)
    until(lambda: len(effects_of(database)) == 2)
    until(lambda: _unacknowledged(bus) == 0)
    assert effects_of(database) == ["a-0", "a-1"]


def test_a_worker_killed_before_its_commit_has_its_effect_later(publisher, database, start):
    start("relay", publisher)
    dying = start("work", database, "before commit")
    write_note(publisher, "a", 0)
    reach(dying, "before commit")
    dying.kill()
    assert effects_of(database) == []
    start("work", database)
    until(lambda: effects_of(database) == ["a-0"])


def test_under_random_kills_of_relay_worker_and_broker_every_event_has_one_effect(publisher, database, start, broker):
    dice = random.Random(20261124)
    running = {"relay": start("relay", publisher), "work": start("work", database)}
    written = 0
    for victim in ("relay", "work", "broker", "relay", "work", "broker"):
        for _ in range(25):
            write_note(publisher, f"a{dice.randrange(6)}", written)
            written += 1
        seen = len(effects_of(database)) + dice.randrange(3, 15)
        until(lambda seen=seen: len(effects_of(database)) >= seen, timeout=60)
        if victim == "broker":
            broker.kill()
            broker.start()
        else:
            running[victim].kill()
            running[victim] = start(victim, publisher if victim == "relay" else database)
    try:
        until(lambda: len(effects_of(database)) >= written, timeout=60)
    except AssertionError:
        raise AssertionError({name: child.said()[-3000:] for name, child in running.items()}) from None
    until(lambda: is_published(publisher))
    assert len(effects_of(database)) == len(set(effects_of(database))) == written


def _unacknowledged(bus: Bus) -> int:
    info = bus.call(bus.jetstream().consumer_info("INLOOP_DEMO", DURABLE))
    return info.num_ack_pending + info.num_pending

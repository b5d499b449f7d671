"""One holder at a time, and fair parts among several."""

import os

import pytest
from sqlalchemy import select, update

from inloop_kit.database import Database
from inloop_kit.kit_tables import leases
from inloop_kit.leases import Leases


@pytest.fixture
def database(new_database, clock) -> Database:
    return new_database("inloop_demo", clock=clock)


def test_a_lease_has_one_holder_until_it_runs_out_or_is_given_back(database, clock):
    first, second = Leases(database), Leases(database)
    assert first.hold("x")
    assert not second.hold("x")
    clock.advance(seconds=4)
    assert first.hold("x")
    clock.advance(seconds=4)
    assert not second.hold("x")
    clock.advance(seconds=3)
    assert second.hold("x")
    assert not first.hold("x")
    second.release()
    assert first.hold("x")


def test_each_new_holder_raises_the_fence_and_a_renewal_does_not(database, clock):
    def fence() -> int:
        with database.read() as session:
            return session.scalar(select(leases.c.fence).where(leases.c.name == "x"))

    first, second = Leases(database), Leases(database)
    first.hold("x")
    first.hold("x")
    assert fence() == 1
    clock.advance(seconds=7)
    second.hold("x")
    assert fence() == 2


def test_one_holder_has_all_parts(database):
    assert Leases(database).share("relay", 8) == frozenset(range(8))


def test_a_newcomer_gets_its_fair_part_and_no_part_is_held_twice(database):
    first, second, third = (Leases(database) for _ in range(3))
    first.share("relay", 8)
    for _ in range(3):
        parts = [one.share("relay", 8) for one in (first, second, third)]
    assert sorted(len(part) for part in parts) == [2, 3, 3]
    assert sorted(part for each in parts for part in each) == list(range(8))


def test_the_parts_of_a_holder_that_went_away_are_taken_over(database, clock):
    first, second = Leases(database), Leases(database)
    for _ in range(2):
        first.share("relay", 8)
        second.share("relay", 8)
    clock.advance(seconds=7)
    second.share("relay", 8)
    assert second.share("relay", 8) == frozenset(range(8))


def test_on_one_machine_a_holder_whose_process_is_gone_is_seen_at_once(database):
    gone, other = Leases(database), Leases(database)
    gone.share("relay", 8)
    host, _, mark = gone.holder.rsplit("/", 2)
    dead = f"{host}/{_dead_pid()}/{mark}"
    with database.write() as session:
        session.execute(update(leases).values(holder=dead))
    expected = frozenset(range(8)) if database.is_sqlite else frozenset()
    assert other.share("relay", 8) == expected


def _dead_pid() -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid

"""Claims: one at a time, fenced."""

import threading
from datetime import timedelta

import pytest
from inloop_demo.chores import TABLE, plan_chore, state_of
from inloop_demo.store.tables import effects
from sqlalchemy import insert, select

from inloop_kit import telemetry
from inloop_kit.clock import SystemClock
from inloop_kit.database import Database
from inloop_kit.work import ClaimLost


@pytest.fixture
def database(new_database, clock) -> Database:
    return new_database("inloop_demo", clock=clock)


def claim(database: Database, row_id: str = "c1"):
    with database.write() as session:
        return TABLE.claim(session, row_id)


def settle(database: Database, claimed, state: str = "done") -> None:
    with database.write() as session:
        session.execute(insert(effects).values(note_id=claimed.row_id, number=claimed.claim_no))
        TABLE.settle(session, claimed, state=state)


def test_a_row_is_claimed_once_until_the_claim_runs_out(database, clock):
    plan_chore(database, "c1")
    first = claim(database)
    assert (first.claim_no, first.attempt, first.was_interrupted) == (1, 1, False)
    assert claim(database) is None
    clock.advance(seconds=1.1)
    second = claim(database)
    assert (second.claim_no, second.attempt, second.was_interrupted) == (2, 2, True)


def test_nothing_is_claimed_before_it_is_due(database, clock):
    plan_chore(database, "c1", due_at=clock.now() + timedelta(minutes=1))
    assert claim(database) is None
    clock.advance(minutes=1)
    assert claim(database) is not None


def test_what_is_settled_under_a_lost_claim_is_undone_with_all_its_effects(database, clock):
    plan_chore(database, "c1")
    slow = claim(database)
    clock.advance(seconds=1.1)
    quick = claim(database)
    settle(database, quick)
    with pytest.raises(ClaimLost):
        settle(database, slow, "doubled")
    with database.read() as session:
        assert session.scalars(select(effects.c.number)).all() == [quick.claim_no]
    assert state_of(database, "c1") == "done"
    assert claim(database) is None


def test_an_extended_claim_stays_and_a_lost_one_cannot_be_extended(database, clock):
    plan_chore(database, "c1")
    first = claim(database)
    clock.advance(seconds=0.8)
    with database.write() as session:
        assert TABLE.extend(session, first)
    clock.advance(seconds=0.8)
    assert claim(database) is None
    clock.advance(seconds=0.8)
    assert claim(database) is not None
    with database.write() as session:
        assert not TABLE.extend(session, first)


def test_what_is_given_back_waits_its_delay_and_keeps_count(database, clock):
    plan_chore(database, "c1")
    first = claim(database)
    with database.write() as session:
        TABLE.give_back(session, first, delay=30)
    assert claim(database) is None
    clock.advance(seconds=30)
    second = claim(database)
    assert (second.attempt, second.was_interrupted) == (2, False)
    with database.write() as session:
        TABLE.give_back(session, second, delay=0, fresh=True)
    assert claim(database).attempt == 1


def test_rows_are_listed_in_the_order_of_their_due_times_with_the_trace_that_planned_them(database, clock):
    with telemetry.continue_from({"x-request-id": "r1"}):
        plan_chore(database, "late", due_at=clock.now() - timedelta(minutes=1))
        plan_chore(database, "later", due_at=clock.now() - timedelta(minutes=5))
    plan_chore(database, "future", due_at=clock.now() + timedelta(minutes=5))
    with database.read() as session:
        rows = TABLE.claimable(session, 10)
        assert TABLE.count_due(session) == 2
    assert [row.row_id for row in rows] == ["later", "late"]
    assert rows[0].carrier["x-request-id"] == "r1"


def test_of_many_that_claim_at_once_one_gets_it(new_database):
    database = new_database("inloop_demo", clock=SystemClock())
    plan_chore(database, "c1")
    got: list[object] = []
    start = threading.Barrier(8)

    def try_it() -> None:
        start.wait()
        got.append(claim(database))

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in got) == 1


def test_a_row_cannot_be_settled_as_due(database):
    plan_chore(database, "c1")
    with pytest.raises(ValueError, match="give it back"):
        settle(database, claim(database), "due")

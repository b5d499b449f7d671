"""Due rows are done once, whatever the broker, whoever dies. The same promises on memory:// and on a real Redis."""

import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from inloop_demo import process
from inloop_demo.chores import DoChore, plan_chore, state_of
from inloop_demo.world import effects_of

from inloop_kit import telemetry
from inloop_kit.bus import Bus
from inloop_kit.clock import SystemClock
from inloop_kit.database import Database
from inloop_kit.relay import nudge_after_commits
from inloop_kit.testing import Child, until
from inloop_kit.work import Interrupted, Work


@pytest.fixture
def database(new_database) -> Database:
    return new_database("inloop_demo")


@pytest.fixture
def bus(broker):
    bus = Bus(broker.url, "test")
    bus.start()
    assert bus.wait_connected(10)
    yield bus
    bus.stop()


@pytest.fixture(params=["memory", "redis"])
def broker_url(request) -> str:
    return "memory://" if request.param == "memory" else request.getfixturevalue("redis_broker").url


@pytest.fixture
def job() -> DoChore:
    return DoChore()


@pytest.fixture
def start(database, bus):
    started: list[Work] = []

    def start(job: DoChore, broker_url: str, **options) -> Work:
        work = Work(database, bus, "demo", [job], broker_url, resend_seconds=1.0, lease_seconds=1.5, **options)
        work.start()
        started.append(work)
        return work

    yield start
    for work in started:
        work.stop(5)


def test_a_due_row_is_done_once_under_the_trace_that_planned_it(database, start, job, broker_url):
    start(job, broker_url)
    with telemetry.continue_from({"x-request-id": "r1"}):
        plan_chore(database, "c1")
    until(lambda: state_of(database, "c1") == "done")
    assert effects_of(database) == ["c1"]
    assert job.requests == ["r1"]


def test_many_rows_are_each_done_once(database, start, job, broker_url):
    start(job, broker_url)
    for number in range(100):
        plan_chore(database, f"c{number}")
    until(lambda: len(effects_of(database)) == 100)
    assert sorted(effects_of(database)) == sorted(f"c{number}" for number in range(100))
    assert len(job.claims) == 100


def test_a_row_waits_until_it_is_due(database, start, job, broker_url):
    start(job, broker_url)
    due_at = SystemClock().now() + timedelta(seconds=1.5)
    plan_chore(database, "later", due_at=due_at)
    plan_chore(database, "now")
    until(lambda: state_of(database, "later") == "done")
    assert SystemClock().now() >= due_at
    assert [claim.row_id for claim in job.claims] == ["now", "later"]


def test_a_failed_try_is_repeated_after_its_delay(database, start, job, broker_url):
    job.failures["c1"] = 2
    start(job, broker_url)
    plan_chore(database, "c1")
    until(lambda: state_of(database, "c1") == "done")
    assert [claim.attempt for claim in job.claims] == [1, 2, 3]
    assert effects_of(database) == ["c1"]


def test_after_the_last_try_the_job_gives_up(database, start, job, broker_url):
    job.failures["c1"] = 99
    start(job, broker_url)
    plan_chore(database, "c1")
    until(lambda: state_of(database, "c1") == "failed")
    assert len(job.claims) == 3
    assert [type(error) for error in job.given_up] == [ValueError]
    assert effects_of(database) == []


def test_a_long_task_keeps_its_claim(database, start, job, broker_url):
    start(job, broker_url)
    job.gate.clear()
    plan_chore(database, "c1")
    until(lambda: job.claims)
    # Another due row passes three times the claim's life while the first is worked on.
    plan_chore(database, "marker", due_at=SystemClock().now() + timedelta(seconds=2))
    until(lambda: len(job.claims) == 2)
    assert [claim.row_id for claim in job.claims] == ["c1", "marker"]
    job.gate.set()
    until(lambda: len(effects_of(database)) == 2)
    assert [claim.attempt for claim in job.claims] == [1, 1]


def test_a_task_that_never_ends_loses_its_claim_and_its_late_effect(database, start, job, broker_url):
    job.limit_seconds = 1.5
    start(job, broker_url)
    job.gate.clear()
    plan_chore(database, "c1")
    until(lambda: len(job.claims) == 2)
    assert job.claims[1].was_interrupted
    job.gate.set()
    until(lambda: state_of(database, "c1") == "done")
    assert effects_of(database) == ["c1"]


def test_a_row_planned_by_another_process_is_done_at_once(database, bus, start, job, broker_url):
    start(job, broker_url)
    serving = Database(database.url, clock=SystemClock())
    nudge_after_commits(serving, bus, "demo", ["chores"])
    plan_chore(serving, "c1")
    until(lambda: state_of(database, "c1") == "done")
    serving.close()


def test_rows_that_were_queued_when_redis_died_are_done_when_it_is_back(database, start, job, redis_broker):
    start(job, redis_broker.url, threads=1)
    job.gate.clear()
    for number in range(10):
        plan_chore(database, f"c{number}")
    until(lambda: job.claims)
    redis_broker.kill()
    plan_chore(database, "while away")
    job.gate.set()
    redis_broker.start()
    until(lambda: len(effects_of(database)) == 11, timeout=60)
    assert len(set(effects_of(database))) == 11


def test_a_worker_killed_at_work_is_replaced_and_the_row_done_once(
    database, start, job, broker, broker_url, tmp_path: Path
):
    plan_chore(database, "c1")
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, process.__file__, "chores", url, broker.url, "in perform", broker_url]
    dying = Child(command, log=tmp_path / "dying.log")
    until(lambda: "at in perform" in dying.said() or not dying.is_running)
    assert dying.is_running, dying.said()
    assert effects_of(database) == []
    dying.kill()
    start(job, broker_url)
    until(lambda: state_of(database, "c1") == "done")
    assert effects_of(database) == ["c1"]
    assert [(claim.attempt, claim.was_interrupted) for claim in job.claims] == [(2, True)]


def test_a_row_that_kills_every_worker_is_given_up(database, start, job, broker_url):
    plan_chore(database, "c1")
    with database.write() as session:
        table = job.table.table
        worn = {"attempt": 3, "claim_no": 3, "claimed_until": SystemClock().now() - timedelta(seconds=1)}
        session.execute(table.update().values(**worn))
    start(job, broker_url)
    until(lambda: state_of(database, "c1") == "failed")
    assert [type(error) for error in job.given_up] == [Interrupted]
    assert job.claims == []


def test_stopping_waits_for_what_runs_and_starts_nothing_new(database, start, job, broker_url):
    work = start(job, broker_url, threads=1)
    job.gate.clear()
    for number in range(5):
        plan_chore(database, f"c{number}")
    until(lambda: job.claims)
    threading.Timer(0.3, job.gate.set).start()
    work.stop(10)
    done = len(effects_of(database))
    assert 1 <= done < 5
    start(DoChore(), broker_url)
    until(lambda: len(effects_of(database)) == 5)

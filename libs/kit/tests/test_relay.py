"""From the outbox to the broker."""

import pytest
from inloop_demo.world import write_note
from sqlalchemy import func, select, update

from inloop_kit.bus import Bus
from inloop_kit.clock import SystemClock
from inloop_kit.database import Database
from inloop_kit.kit_tables import outbox
from inloop_kit.relay import Relay, nudge_after_commits
from inloop_kit.testing import until

STREAM = "INLOOP_DEMO"


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


@pytest.fixture
def relay(database, bus):
    relay = Relay(database, bus, "demo", lease_seconds=1.5)
    relay.start()
    yield relay
    relay.stop()


def unsent(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(outbox.c.sent_at.is_(None)))


def stored(bus: Bus) -> list[tuple[str, str]]:
    """(aggregate, message id) of everything in the stream, in its order."""
    found = []
    for seq in range(1, bus.stream(STREAM).messages + 1):
        _, _, headers = bus.message(STREAM, seq)
        found.append((headers["inloop-aggregate"], headers["Nats-Msg-Id"]))
    return found


def test_committed_events_reach_the_stream_once_and_in_order(database, bus, relay):
    ids = {f"a{which}": [write_note(database, f"a{which}", number) for number in range(5)] for which in range(4)}
    until(lambda: unsent(database) == 0)
    found = stored(bus)
    assert len(found) == 20
    for aggregate, expected in ids.items():
        assert [event_id for name, event_id in found if name == aggregate] == expected


def test_a_message_carries_its_envelope_and_the_event_alone(database, bus, relay):
    event_id = write_note(database, "a", 7)
    until(lambda: unsent(database) == 0)
    subject, payload, headers = bus.message(STREAM, 1)
    assert subject == "inloop.demo.v1.NoteWritten"
    assert payload == b"\n\x03a-7\x10\x07"
    assert headers["Nats-Msg-Id"] == event_id
    assert (headers["inloop-workspace"], headers["inloop-project"], headers["inloop-visible-from"]) == ("w1", "p1", "4")


def test_what_was_published_and_not_marked_is_not_stored_twice(database, bus, relay):
    write_note(database, "a", 1)
    until(lambda: unsent(database) == 0)
    with database.write() as session:
        session.execute(update(outbox).values(sent_at=None))
    relay.wake()
    until(lambda: unsent(database) == 0)
    assert len(stored(bus)) == 1


def test_a_refused_message_holds_up_its_own_aggregate_only(database, bus, relay):
    until(lambda: bus.is_connected and relay.is_ready())
    with database.write() as session:
        write = outbox.insert()
        for number, (aggregate, size) in enumerate([("large", 2_000_000), ("large", 10), ("fine", 10)]):
            row = {"id": f"e{number}", "subject": "inloop.demo.v1.NoteWritten", "payload": b"x" * size, "attempt": 0}
            scope = {"workspace_id": "w", "project_id": "", "client_id": "", "visible_from": 4, "partition": 1}
            when = {"occurred_at": SystemClock().now(), "traceparent": "", "request_id": "", "aggregate_id": aggregate}
            session.execute(write.values(**row, **scope, **when))
    relay.wake()
    until(lambda: unsent(database) == 2)
    assert stored(bus) == [("fine", "e2")]
    with database.read() as session:
        row = session.execute(select(outbox).where(outbox.c.id == "e0")).one()
    assert row.attempt >= 1
    assert row.next_try_at is not None


def test_a_full_stream_keeps_events_in_the_outbox_until_there_is_room(database, bus):
    relay = Relay(database, bus, "demo", stream_bytes=3000)
    relay.start()
    ids = [write_note(database, f"a{number}", number) for number in range(30)]
    until(lambda: bus.stream(STREAM).messages > 3)
    held = until(lambda: unsent(database))
    assert 0 < held < 30
    bus.ensure_stream("demo", max_bytes=1_000_000)
    relay.stop()
    roomy = Relay(database, bus, "demo", stream_bytes=1_000_000)
    roomy.start()
    until(lambda: unsent(database) == 0)
    roomy.stop()
    assert sorted(event_id for _, event_id in stored(bus)) == sorted(ids)


def test_events_written_while_the_broker_is_away_are_published_when_it_is_back(database, bus, broker, relay):
    write_note(database, "a", 1)
    until(lambda: unsent(database) == 0)
    broker.kill()
    until(lambda: not bus.is_connected)
    for number in range(2, 5):
        write_note(database, "a", number)
    assert unsent(database) == 3
    broker.start()
    until(lambda: unsent(database) == 0)
    assert len(stored(bus)) == 4


def test_a_deleted_stream_is_made_and_filled_again_in_order(database, bus, relay):
    ids = [write_note(database, "a", number) for number in range(10)]
    until(lambda: unsent(database) == 0)
    bus.delete_stream(STREAM)
    ids.append(write_note(database, "a", 10))
    until(lambda: bus.is_connected and unsent(database) == 0 and _count(bus) == 11)
    assert [event_id for _, event_id in stored(bus)] == ids


def test_a_stream_that_was_lost_with_the_brokers_store_is_filled_again_without_a_new_event(
    database, bus, broker, relay
):
    ids = [write_note(database, "a", number) for number in range(5)]
    until(lambda: unsent(database) == 0)
    broker.stop()
    broker.wipe()
    until(lambda: not bus.is_connected)
    broker.start()
    until(lambda: _count(bus) == 5)
    assert [event_id for _, event_id in stored(bus)] == ids


def test_commits_of_other_processes_ring_the_bell(new_database, database, bus, relay):
    serving = Database(database.url, clock=SystemClock())
    heard: list[int] = []
    bus.subscribe("nudge.demo.outbox", lambda _: heard.append(1))
    nudge_after_commits(serving, bus, "demo")
    write_note(serving, "a", 1)
    until(lambda: heard and unsent(database) == 0)
    serving.close()


def test_two_relays_share_the_work_without_disorder(database, bus, broker):
    second_bus = Bus(broker.url, "second")
    second_bus.start()
    assert second_bus.wait_connected(10)
    relays = [Relay(database, each, "demo", lease_seconds=1.0) for each in (bus, second_bus)]
    ids: dict[str, list[str]] = {f"a{which}": [] for which in range(12)}
    relays[0].start()
    for number in range(20):
        if number == 5:
            relays[1].start()
        if number == 15:
            relays[0].stop()
        for aggregate, written in ids.items():
            written.append(write_note(database, aggregate, number))
    until(lambda: unsent(database) == 0)
    relays[1].stop()
    second_bus.stop()
    found = stored(bus)
    for aggregate, expected in ids.items():
        assert [event_id for name, event_id in found if name == aggregate] == expected


def _count(bus: Bus) -> int:
    from inloop_kit.errors import Unreachable

    try:
        return bus.stream(STREAM).messages
    except Unreachable:
        return -1

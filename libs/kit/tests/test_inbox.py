"""From the broker to a handler: each effect once."""

import json
import threading

import pytest
from inloop_demo.events import NoteErased, NoteWritten
from inloop_demo.store.tables import effects
from inloop_demo.world import DURABLE, CountNotes, effects_of, write_note
from sqlalchemy import delete, func, select

from inloop_kit import dead_letters
from inloop_kit.bus import Bus
from inloop_kit.clock import SystemClock
from inloop_kit.consumer import Consumer
from inloop_kit.database import Database
from inloop_kit.errors import Missing, Unreachable
from inloop_kit.inbox import find_handlers, handles
from inloop_kit.kit_tables import inbox, outbox
from inloop_kit.pull import Delivery
from inloop_kit.relay import Relay
from inloop_kit.testing import until

BACK_OFF = (0.1, 0.2)


@pytest.fixture
def publisher(new_database) -> Database:
    return new_database("inloop_demo")


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
def relay(publisher, bus):
    relay = Relay(publisher, bus, "demo", lease_seconds=1.5)
    relay.start()
    yield relay
    relay.stop()


@pytest.fixture
def counting() -> CountNotes:
    return CountNotes()


@pytest.fixture
def consumer(database, bus, relay, counting):
    consumer = Consumer(database, bus, [counting], SystemClock(), back_off=BACK_OFF, ack_wait=2.0, max_deliver=5)
    consumer.start()
    yield consumer
    consumer.stop()


def is_published(publisher: Database) -> bool:
    with publisher.read() as session:
        return session.scalar(select(func.count()).where(outbox.c.sent_at.is_(None))) == 0


def waiting(database: Database):
    with database.read() as session:
        return dead_letters.waiting(session)


def test_a_committed_fact_has_its_effect_elsewhere(publisher, database, consumer, counting):
    event_id = write_note(publisher, "a", 1)
    until(lambda: effects_of(database) == ["a-1"])
    assert counting.gathered == ["looked up a-1"]
    envelope = counting.envelopes[0]
    assert (envelope.event_id, envelope.aggregate_id, envelope.scope.workspace_id) == (event_id, "a", "w1")


def test_effects_of_one_aggregate_come_in_order(publisher, database, consumer):
    for number in range(40):
        write_note(publisher, "a", number)
    until(lambda: len(effects_of(database)) == 40)
    assert effects_of(database) == [f"a-{number}" for number in range(40)]


def test_an_event_that_arrives_twice_has_one_effect(publisher, database, bus, consumer, counting):
    write_note(publisher, "a", 1)
    until(lambda: len(effects_of(database)) == 1)
    subject, payload, headers = bus.message("INLOOP_DEMO", 1)
    # Another message id than the first, as after the stream's window: only the inbox can know it.
    inner = {name: value for name, value in headers.items() if name != "Nats-Msg-Id"}
    message = bus.client.publish(subject, payload, headers={**inner, "Nats-Msg-Id": headers["Nats-Msg-Id"]})
    bus.call(message)
    bus.delete_stream("INLOOP_DEMO")
    write_note(publisher, "a", 2)
    until(lambda: len(effects_of(database)) == 2)
    assert effects_of(database) == ["a-1", "a-2"]
    assert counting.attempts == {"a-1": 1, "a-2": 1}


def test_a_failure_leaves_nothing_and_is_tried_again_after_its_delay(publisher, database, consumer, counting):
    counting.failures["a-1"] = 2
    write_note(publisher, "a", 1)
    until(lambda: effects_of(database) == ["a-1"])
    assert counting.attempts["a-1"] == 3
    assert waiting(database) == []


def test_what_fails_too_often_is_parked_and_works_when_replayed(publisher, database, consumer, counting):
    counting.failures["a-1"] = 3
    event_id = write_note(publisher, "a", 1)
    write_note(publisher, "b", 1)
    letter = until(lambda: waiting(database))[0]
    assert (letter.consumer, letter.event_id, letter.attempts, letter.reason) == (DURABLE, event_id, 3, "ValueError")
    assert effects_of(database) == ["b-1"]
    consumer.replay(letter.id)
    assert effects_of(database) == ["b-1", "a-1"]
    assert waiting(database) == []
    consumer.replay(letter.id)
    assert effects_of(database) == ["b-1", "a-1"]


def test_a_replay_that_fails_again_stays_parked(publisher, database, consumer, counting):
    counting.failures["a-1"] = 4
    write_note(publisher, "a", 1)
    letter = until(lambda: waiting(database))[0]
    with pytest.raises(ValueError, match="a-1"):
        consumer.replay(letter.id)
    assert [one.id for one in waiting(database)] == [letter.id]
    consumer.replay(letter.id)
    assert effects_of(database) == ["a-1"]
    with pytest.raises(Missing):
        consumer.replay("no such letter")


def test_what_a_handler_cannot_read_is_parked_at_once(publisher, database, consumer, counting):
    counting.unreadable.add("a-1")
    write_note(publisher, "a", 1)
    write_note(publisher, "a", 2)
    letter = until(lambda: waiting(database))[0]
    assert (letter.reason, letter.attempts) == ("Unreadable", 1)
    until(lambda: effects_of(database) == ["a-2"])
    assert counting.attempts["a-1"] == 1


@pytest.mark.parametrize("headers", [{}, {"Nats-Msg-Id": "x", "inloop-aggregate": "a"}])
def test_a_message_that_is_none_of_ours_is_parked_and_blocks_nobody(publisher, database, bus, consumer, headers):
    write_note(publisher, "a", 1)
    until(lambda: effects_of(database) == ["a-1"])
    bus.call(bus.client.publish("inloop.demo.v1.NoteWritten", b"\xff\xff\xff", headers=headers or None))
    letter = until(lambda: waiting(database))[0]
    assert (letter.reason, letter.payload) == ("Unreadable", b"\xff\xff\xff")
    assert letter.event_id == headers.get("Nats-Msg-Id", "INLOOP_DEMO:2")
    write_note(publisher, "a", 2)
    until(lambda: effects_of(database) == ["a-1", "a-2"])


def test_what_the_broker_gives_up_on_is_captured_and_can_be_replayed(publisher, database, bus, consumer):
    """The broker says it once; the message itself stays in the stream and nobody would ever look at it again."""
    event_id = write_note(publisher, "a", 1)
    until(lambda: effects_of(database) == ["a-1"])
    with database.write() as session:
        session.execute(delete(effects))
        session.execute(delete(inbox))
    told = {"stream": "INLOOP_DEMO", "consumer": DURABLE, "stream_seq": 1, "deliveries": 5}
    subject = f"$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.INLOOP_DEMO.{DURABLE}"
    bus.call(bus.client.publish(subject, json.dumps(told).encode()))
    letter = until(lambda: waiting(database))[0]
    assert (letter.event_id, letter.reason, letter.attempts) == (event_id, "MAX_DELIVERIES", 5)
    consumer.replay(letter.id)
    assert effects_of(database) == ["a-1"]


def test_a_message_that_kills_its_process_every_time_ends_as_a_dead_letter(
    publisher, database, bus, relay, counting, monkeypatch
):
    consumer = Consumer(database, bus, [counting], SystemClock(), ack_wait=0.5, max_deliver=2)
    with monkeypatch.context() as patch:
        # As if the process had died: no answer, and nobody holds the message any more.
        patch.setattr("inloop_kit.consumer.handle", _die)
        patch.setattr(Consumer, "_give_back", lambda self, durable, delivery, error: delivery.pull.let_go([delivery]))
        consumer.start()
        event_id = write_note(publisher, "a", 1)
        letter = until(lambda: waiting(database))[0]
    assert (letter.event_id, letter.reason, letter.attempts) == (event_id, "MAX_DELIVERIES", 2)
    consumer.replay(letter.id)
    assert effects_of(database) == ["a-1"]
    consumer.stop()


def _die(*_) -> bool:
    raise RuntimeError("died")


def test_consuming_goes_on_after_the_broker_was_killed(publisher, database, bus, broker, consumer):
    write_note(publisher, "a", 1)
    until(lambda: effects_of(database) == ["a-1"])
    for number in range(2, 5):
        broker.kill()
        until(lambda: not bus.is_connected)
        write_note(publisher, "a", number)
        broker.start()
        until(lambda number=number: len(effects_of(database)) == number, timeout=10)
    assert effects_of(database) == [f"a-{number}" for number in range(1, 5)]


def test_a_lost_stream_is_restored_and_doubles_nothing(publisher, database, bus, broker, consumer, counting):
    for number in range(5):
        write_note(publisher, "a", number)
    until(lambda: len(effects_of(database)) == 5)
    broker.stop()
    broker.wipe()
    write_note(publisher, "a", 5)
    broker.start()
    until(lambda: len(effects_of(database)) == 6)
    assert effects_of(database) == [f"a-{number}" for number in range(6)]
    assert set(counting.attempts.values()) == {1}


def test_two_processes_of_one_durable_share_its_events(publisher, database, bus, consumer, counting):
    other_counting = CountNotes()
    other = Consumer(database, bus, [other_counting], SystemClock(), ack_wait=2.0, max_deliver=5)
    other.start()
    counting.gate.clear()
    for number in range(60):
        write_note(publisher, f"a{number}", number)
    until(lambda: other_counting.attempts)
    counting.gate.set()
    until(lambda: len(effects_of(database)) == 60)
    other.stop()
    assert len(set(effects_of(database))) == 60
    assert set(counting.attempts).isdisjoint(other_counting.attempts)


def test_stopping_finishes_what_is_handled_and_gives_back_the_rest(publisher, database, bus, consumer, counting):
    counting.gate.clear()
    for number in range(10):
        write_note(publisher, "a", number)
    until(lambda: is_published(publisher))
    stopping = threading.Thread(target=consumer.stop)
    stopping.start()
    counting.gate.set()
    stopping.join()
    other = Consumer(database, bus, [counting], SystemClock(), ack_wait=60.0)
    other.start()
    until(lambda: len(effects_of(database)) == 10)
    other.stop()
    assert sorted(effects_of(database)) == sorted(f"a-{number}" for number in range(10))


def test_two_handlers_of_one_event_under_one_name_are_refused():
    class Twice:
        @handles(NoteWritten, NoteErased, durable="demo-x")
        def one(self, session, event, envelope) -> None: ...

        @handles(NoteErased, durable="demo-x")
        def two(self, session, event, envelope) -> None: ...

    with pytest.raises(ValueError, match="twice"):
        find_handlers([Twice()])


def test_durable_names_of_one_service_begin_with_its_name(database, bus):
    class Mixed:
        @handles(NoteWritten, durable="demo-x")
        def one(self, session, event, envelope) -> None: ...

        @handles(NoteErased, durable="other-x")
        def two(self, session, event, envelope) -> None: ...

    with pytest.raises(ValueError, match=r"\['demo', 'other'\]"):
        Consumer(database, bus, [Mixed()], SystemClock())


def test_an_acknowledgement_that_fails_holds_up_nothing_behind_it(publisher, database, consumer, counting, monkeypatch):
    failed: list[Delivery] = []
    ack = Delivery.ack

    def fail_once(delivery: Delivery) -> None:
        if not failed:
            failed.append(delivery)
            raise Unreachable("lost")
        ack(delivery)

    monkeypatch.setattr(Delivery, "ack", fail_once)
    counting.gate.clear()
    for number in range(5):
        write_note(publisher, "a", number)
    until(lambda: is_published(publisher))
    counting.gate.set()
    until(lambda: len(effects_of(database)) == 5, timeout=10)
    assert failed
    assert sorted(effects_of(database)) == [f"a-{number}" for number in range(5)]

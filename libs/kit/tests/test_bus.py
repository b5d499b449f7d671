"""The broker as threads see it."""

import threading
from pathlib import Path

import pytest

from inloop_kit.bus import Bus, Outgoing, Refused, StreamFull, StreamMissing
from inloop_kit.errors import Unreachable
from inloop_kit.pull import PullSettings
from inloop_kit.testing import NatsServer, until

SUBJECT = "inloop.demo.v1.NoteWritten"
WANTED = PullSettings("INLOOP_DEMO", "demo-x", (SUBJECT,), ack_wait=2.0)


@pytest.fixture
def bus(broker):
    bus = Bus(broker.url, "test")
    bus.start()
    assert bus.wait_connected(10)
    yield bus
    bus.stop()


def publish(bus: Bus, message_id: str) -> object:
    return bus.publish(SUBJECT, message_id.encode(), {}, message_id)


def take(pull, count: int) -> list:
    taken: list = []
    until(lambda: taken.extend(pull.take(0.2)) or len(taken) >= count, what=f"{count} messages")
    return taken


def test_a_message_is_stored_once_however_often_it_is_published(bus):
    bus.ensure_stream("demo")
    first, second = publish(bus, "a"), publish(bus, "a")
    assert (first.seq, first.duplicate, second.duplicate) == (1, False, True)
    assert bus.stream("INLOOP_DEMO").messages == 1


def test_what_nobody_stores_is_not_lost_in_silence(bus):
    with pytest.raises(StreamMissing):
        publish(bus, "a")


def test_a_full_stream_refuses_new_messages_and_keeps_the_old_ones(bus):
    bus.ensure_stream("demo", max_bytes=2000)
    body = b"x" * 600
    outcome = bus.publish_chains([[Outgoing(SUBJECT, body, {}, str(number)) for number in range(5)]])[0]
    assert isinstance(outcome.error, StreamFull)
    assert [ack.seq for ack in outcome.acks] == list(range(1, len(outcome.acks) + 1))
    assert bus.stream("INLOOP_DEMO").messages == len(outcome.acks) > 0


def test_a_message_too_large_is_refused_for_good_and_others_go_on(bus):
    bus.ensure_stream("demo")
    large = [Outgoing(SUBJECT, b"x" * 2_000_000, {}, "large"), Outgoing(SUBJECT, b"y", {}, "after")]
    stopped, fine = bus.publish_chains([large, [Outgoing(SUBJECT, b"z", {}, "small")]])
    assert isinstance(stopped.error, Refused)
    assert stopped.acks == ()
    assert len(fine.acks) == 1


def test_settings_of_a_stream_can_change_without_losing_it(bus):
    before = bus.ensure_stream("demo")
    publish(bus, "a")
    after = bus.ensure_stream("demo", max_bytes=1_000_000)
    assert (after.created_at, after.messages) == (before.created_at, 1)


def test_messages_arrive_one_by_one_and_in_order(bus):
    bus.ensure_stream("demo")
    pull = bus.pull(WANTED)
    for number in range(5):
        publish(bus, str(number))
    taken = take(pull, 5)
    assert [one.data.decode() for one in taken] == list("01234")
    for one in taken:
        one.ack()
    assert pull.take(0.1) == []
    pull.close()


def test_what_is_given_back_comes_again_after_its_delay_and_counts(bus):
    bus.ensure_stream("demo")
    pull = bus.pull(WANTED)
    publish(bus, "a")
    first = take(pull, 1)[0]
    first.give_back(0.2)
    second = take(pull, 1)[0]
    assert (first.attempt, second.attempt) == (1, 2)
    second.refuse()
    pull.close()


def test_a_message_in_hand_stays_ours_beyond_the_wait(bus):
    bus.ensure_stream("demo")
    pull = bus.pull(PullSettings("INLOOP_DEMO", "demo-x", (SUBJECT,), ack_wait=1.5))
    publish(bus, "a")
    mine = take(pull, 1)[0]
    for _ in range(8):
        assert pull.take(0.25) == []
    mine.ack()
    pull.close()


def test_what_a_closing_process_holds_goes_to_others_at_once(bus, broker):
    bus.ensure_stream("demo")
    pull = bus.pull(PullSettings("INLOOP_DEMO", "demo-x", (SUBJECT,), ack_wait=60))
    publish(bus, "a")
    take(pull, 1)
    other = bus.pull(PullSettings("INLOOP_DEMO", "demo-x", (SUBJECT,), ack_wait=60))
    pull.close()
    taken = take(other, 1)[0]
    assert taken.attempt == 2
    taken.ack()
    other.close()


def test_a_bell_reaches_other_connections(bus, broker):
    other = Bus(broker.url, "other")
    heard = threading.Event()
    other.subscribe("nudge.demo.outbox", lambda _: heard.set())
    other.start()
    assert other.wait_connected(10)
    bus.nudge("nudge.demo.outbox")
    assert heard.wait(10)
    other.stop()


def test_a_process_starts_without_its_broker_and_finds_it_later(tmp_path: Path):
    server = NatsServer(tmp_path / "nats")
    bus = Bus(server.url, "early")
    bus.start()
    assert not bus.is_connected
    assert bus.is_ready()
    with pytest.raises(Unreachable):
        publish(bus, "a")
    bus.nudge("nudge.demo.outbox")
    server.start()
    assert bus.wait_connected(10)
    bus.ensure_stream("demo")
    publish(bus, "a")
    bus.stop()
    server.stop()


def test_consuming_goes_on_after_the_broker_was_killed(bus, broker):
    bus.ensure_stream("demo")
    pull = bus.pull(WANTED)
    publish(bus, "a")
    take(pull, 1)[0].ack()
    assert pull.take(0.1) == []
    broker.kill()
    until(lambda: not bus.is_connected)
    broker.start()
    assert until(lambda: bus.is_connected)
    publish(bus, "b")
    again = take(pull, 1)[0]
    assert again.data == b"b"
    again.ack()
    pull.close()


def test_a_deleted_consumer_is_made_again(bus):
    bus.ensure_stream("demo")
    pull = bus.pull(WANTED)
    publish(bus, "a")
    take(pull, 1)[0].ack()
    bus.delete_stream("INLOOP_DEMO")
    with pytest.raises(StreamMissing):
        until(lambda: pull.take(0.2))
    bus.ensure_stream("demo")
    publish(bus, "b")
    assert take(pull, 1)[0].data == b"b"
    pull.close()

"""Digests: once per person and window, whoever sends, and nothing in them twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from postbox_of_notify import DROPS
from world_of_notify import World

from inloop.messaging.v1.events_pb2 import MessagePosted
from inloop.notify.v1.events_pb2 import DeliverySettled
from inloop.projects.v1.events_pb2 import HiccupPublished
from inloop_kit.ids import new_id
from inloop_kit.jobs import Runs
from inloop_notify.domain.rhythm import Kind

NINE = datetime(2026, 11, 25, 8, tzinfo=UTC)


def hiccup() -> HiccupPublished:
    return HiccupPublished(hiccup_id=new_id())


def message(world: World) -> MessagePosted:
    facts = {"conversation_id": new_id(), "message_id": new_id(), "client_id": world.client_id}
    return MessagePosted(**facts, author_account_id=world.manager.account_id, from_staff=True)


def write_to_client(world: World) -> MessagePosted:
    event = message(world)
    world.publish(event, client_id=world.client_id)
    return event


def test_many_matters_are_one_mail_with_counts_and_one_link(world: World):
    world.bob.level = 0
    world.publish(hiccup())
    for _ in range(3):
        write_to_client(world)
    world.clock.set(NINE)
    world.work()
    world.work()
    [mail] = world.postbox.mails
    text = world.postbox.text_of(mail)
    assert mail["Subject"] == "Kontor & Söhne: your update"
    assert "Changed dates: 1" in text.splitlines()
    assert "New messages: 3" in text.splitlines()
    assert [word for word in text.split() if "://" in word] == ["http://portal.test/"]
    assert world.states(world.ann) == [("sent", "accepted")] * 4
    settled = [DeliverySettled.FromString(row.payload) for row in world.announced()]
    assert sorted(one.delivery_id for one in settled) == sorted(one.id for one in world.ledger(world.ann))


def test_what_was_read_or_withdrawn_is_not_counted_and_has_its_reason(world: World):
    world.bob.level = 0
    read, left = write_to_client(world), write_to_client(world)
    world.facts.read.add((read.message_id, world.ann.account_id))
    world.clock.set(NINE)
    world.work()
    assert "New messages: 1" in world.postbox.text_of(world.postbox.mails[0]).splitlines()
    reasons = {one.about_id: one.reason for one in world.ledger(world.ann)}
    assert reasons == {read.message_id: "read-already", left.message_id: "accepted"}


def test_a_digest_of_which_nothing_is_left_is_not_sent(world: World):
    world.publish(hiccup())
    world.ann.level = world.bob.level = 0
    world.clock.set(NINE)
    world.work()
    assert world.postbox.mails == []
    assert world.states(world.ann) == [("not-sent", "no-access")]


def test_ten_parallel_workers_send_each_digest_once(world: World):
    crowd = [world.contact(f"P{number}") for number in range(12)]
    for _ in range(3):
        world.publish(hiccup())
    world.clock.set(NINE)
    job = world.jobs[1]
    with world.database.read() as session:
        due = [row.row_id for row in job.table.claimable(session, 100)]
    start = threading.Barrier(10)

    def worker(number: int) -> None:
        runs = Runs(world.database, job)
        start.wait(10)
        for row_id in due if number % 2 else reversed(due):
            runs.run(row_id, {})

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(worker, range(10)))
    assert sorted(world.postbox.recipients) == sorted(one.email for one in (*crowd, world.ann, world.bob))
    assert {one.state.value for one in world.ledger()} == {"sent"}


def test_parallel_planners_share_one_digest_per_person(world: World):
    start = threading.Barrier(6)

    def plan(_: int) -> None:
        start.wait(10)
        world.publish(hiccup())

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(plan, range(6)))
    assert len(world.ledger(world.ann)) == 6
    assert len({one.digest_id for one in world.ledger(world.ann)}) == 1


def test_what_joins_while_a_digest_is_being_sent_is_in_the_next_one_and_in_no_other(world: World):
    world.bob.level = 0
    world.publish(hiccup())
    world.clock.set(NINE - timedelta(seconds=1))
    job = world.jobs[1]
    with world.database.read() as session:
        [row] = session.execute(job.table.table.select()).all()
    world.clock.set(NINE)
    with world.database.write() as session:
        claim = job.table.claim(session, row.id)
    assert claim
    done = job.perform(claim)
    # The clock of the planner is behind: to it the window is still open.
    world.clock.set(NINE - timedelta(seconds=1))
    world.publish(hiccup())
    world.clock.set(NINE)
    with world.database.write() as session:
        job.settle(session, claim, done)
    first, second = world.ledger(world.ann)
    assert (first.state.value, second.state.value) == ("sent", "in-digest")
    assert second.due_at == NINE + timedelta(days=1)
    world.clock.set(second.due_at)
    world.work()
    texts = [world.postbox.text_of(mail) for mail in world.postbox.mails]
    assert [text.count("Changed dates: 1") for text in texts] == [1, 1]
    assert world.states(world.ann) == [("sent", "accepted")] * 2


def test_a_planner_whose_clock_is_behind_finds_the_window_closed(world: World):
    world.bob.level = 0
    world.publish(hiccup())
    world.clock.set(NINE)
    world.work()
    world.clock.set(NINE - timedelta(seconds=1))
    world.publish(hiccup())
    assert world.ledger(world.ann)[-1].due_at == NINE + timedelta(days=1)
    assert len(world.postbox.mails) == 1


def test_a_digest_taken_without_an_answer_is_not_sent_again(world: World):
    world.bob.level = 0
    world.publish(hiccup())
    world.postbox.moods.append(DROPS)
    world.clock.set(NINE)
    for _ in range(3):
        world.work()
        world.clock.advance(hours=1)
    assert len(world.postbox.mails) == 1
    assert world.states(world.ann) == [("unknown", "connection-broke")]


def test_a_digest_of_two_agencies_is_signed_by_neither(world: World):
    world.bob.level = 0
    world.publish(hiccup())
    first = world.facts.project_id
    world.other_project()
    world.publish(hiccup())
    world.facts.project_id = first  # the neighbours know one project at a time: let both be seen
    world.jobs[1].post.people.may_know = lambda _: True  # type: ignore[method-assign]
    world.clock.set(NINE)
    world.work()
    [mail] = world.postbox.mails
    assert mail["Subject"] == "Inloop: your update"
    assert "Other Agency" not in world.postbox.text_of(mail)


def test_a_weekly_person_gets_one_mail_in_a_month_of_changes_per_week(world: World):
    world.bob.level = 0
    world.choose(world.ann, Kind.WEEKLY, weekday=5)
    for _ in range(28):
        world.publish(hiccup())
        world.work()
        world.clock.advance(days=1)
    assert len(world.postbox.mails) == 4
    assert "Changed dates: 7" in world.postbox.text_of(world.postbox.mails[1]).splitlines()

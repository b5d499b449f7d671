"""Who is told of an event, how, and what the ledger says."""

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from neighbours_of_notify import Person
from world_of_notify import World

from inloop.messaging.v1.events_pb2 import MessagePosted
from inloop.notify.v1.events_pb2 import DeliverySettled
from inloop.options.v1.access_pb2 import LEVEL_ROADMAP, LEVEL_TIMELINE
from inloop.projects.v1.events_pb2 import ChangeOffered, ChangeSettled, ChangeSubmitted, HiccupPublished
from inloop.reports.v1.events_pb2 import ReportReady
from inloop_kit.ids import new_id
from inloop_notify.clients.people import Audience
from inloop_notify.domain.deliveries import Matter
from inloop_notify.domain.outside import Topic
from inloop_notify.domain.rhythm import MOST_A_DAY, Kind, Urgency

TOMORROW_NINE = datetime(2026, 11, 25, 8, tzinfo=UTC)


def message(world: World, author: Person, *, from_staff: bool) -> MessagePosted:
    return MessagePosted(
        conversation_id=new_id(),
        message_id=new_id(),
        client_id=world.client_id,
        author_account_id=author.account_id,
        from_staff=from_staff,
    )


def test_each_recipient_of_a_slip_gets_one_mail_however_often_the_event_comes(world: World):
    world.at_once()
    event = HiccupPublished(hiccup_id=new_id())
    event_id = world.publish(event)
    for _ in range(3):
        world.publish(event, event_id=event_id)
        world.work()
    assert sorted(world.postbox.recipients) == [world.ann.email, world.bob.email]
    assert world.states(world.ann) == world.states(world.bob) == [("sent", "accepted")]


def test_the_ledger_holds_one_row_per_event_and_person_even_without_the_inbox(world: World):
    world.at_once()
    event_id = world.publish(HiccupPublished(hiccup_id=new_id()))
    found = world.people.find(world.facts.project_id, Audience(LEVEL_TIMELINE))
    names = (world.facts.workspace_id, world.facts.workspace_name, world.facts.project_id)
    matter = Matter(event_id, Topic.HICCUP, Urgency.MILESTONE, new_id(), *names, level=LEVEL_TIMELINE)
    with world.database.write() as session:
        assert world.deliveries.plan(session, matter, found.recipients) == 0
    assert len(world.ledger(world.ann)) == 1


def test_an_account_that_is_a_contact_twice_is_told_once(world: World):
    world.at_once()
    twin = Person("Ann", world.ann.email, client_id=new_id(), account_id=world.ann.account_id)
    world.facts.people["twin"] = twin
    world.publish(HiccupPublished(hiccup_id=new_id()))
    assert len(world.ledger(world.ann)) == 1


def test_contacts_below_the_level_of_a_slip_are_not_told(world: World):
    world.ann.level = LEVEL_ROADMAP
    world.at_once()
    world.publish(HiccupPublished(hiccup_id=new_id()))
    assert world.ledger(world.ann) == []
    assert len(world.ledger(world.bob)) == 1


def test_the_author_of_a_message_is_not_told_of_it(world: World):
    world.at_once(world.manager, world.ann)
    world.publish(message(world, world.manager, from_staff=True), client_id=world.client_id)
    world.work()
    assert sorted(world.postbox.recipients) == [world.ann.email]
    assert world.ledger(world.manager) == []
    world.publish(message(world, world.ann, from_staff=False), client_id=world.client_id)
    world.work()
    assert world.postbox.recipients[-1] == world.manager.email
    assert len(world.ledger(world.ann)) == 1


def test_contacts_of_another_client_are_not_told_of_a_message(world: World):
    stranger = world.contact("Eve", client_id=new_id())
    world.publish(message(world, world.manager, from_staff=True), client_id=world.client_id)
    assert world.ledger(stranger) == []
    assert len(world.ledger(world.ann)) == 1


def test_staff_is_told_of_a_wish_the_client_of_an_offer_and_both_of_the_end(world: World):
    change = {"change_id": new_id(), "client_id": world.client_id}
    scope = {"client_id": world.client_id}
    world.publish(ChangeSubmitted(**change, author_account_id=world.ann.account_id), **scope)
    world.publish(ChangeOffered(**change), **scope)
    world.publish(ChangeSettled(**change, author_account_id=world.ann.account_id), **scope)
    assert [one.topic.value for one in world.ledger(world.manager)] == ["change-asked", "change-settled"]
    assert [one.topic.value for one in world.ledger(world.bob)] == ["change-offered", "change-settled"]
    assert [one.topic.value for one in world.ledger(world.ann)] == ["change-offered"]


def test_a_finished_report_is_told_to_nobody_but_who_ordered_it(world: World):
    world.publish(ReportReady(report_id=new_id(), account_id=world.bob.account_id))
    assert [one.account_id for one in world.ledger()] == [world.bob.account_id]


def test_an_event_of_a_project_that_is_gone_is_told_to_nobody(world: World):
    world.publish(HiccupPublished(hiccup_id=new_id()), project_id=new_id())
    assert world.ledger() == []


def test_who_has_chosen_nothing_gets_a_daily_digest_in_the_own_zone(world: World):
    world.publish(HiccupPublished(hiccup_id=new_id()))
    [planned] = world.ledger(world.ann)
    assert (planned.state.value, planned.due_at, planned.reason) == ("in-digest", TOMORROW_NINE, "rhythm")


def test_milestones_only_hears_of_slips_and_offers_and_finds_the_rest_in_the_portal(world: World):
    world.choose(world.ann, Kind.MILESTONES)
    world.publish(HiccupPublished(hiccup_id=new_id()))
    world.publish(message(world, world.manager, from_staff=True), client_id=world.client_id)
    world.work()
    assert world.states(world.ann) == [("sent", "accepted"), ("not-sent", "milestones-only")]


def test_what_is_not_sent_is_announced_at_once(world: World):
    world.choose(world.ann, Kind.MILESTONES)
    world.publish(message(world, world.manager, from_staff=True), client_id=world.client_id)
    [row] = world.announced()
    settled = DeliverySettled.FromString(row.payload)
    assert (settled.account_id, settled.outcome) == (world.ann.account_id, "not_sent")


def test_in_quiet_hours_nothing_leaves_until_they_end(world: World):
    world.choose(world.ann, Kind.AT_ONCE, quiet_from=time(10), quiet_until=time(12))
    world.publish(HiccupPublished(hiccup_id=new_id()))
    world.work()
    assert world.postbox.mails == []
    [planned] = world.ledger(world.ann)
    assert (planned.reason, planned.due_at) == ("quiet-hours", datetime(2026, 11, 24, 11, tzinfo=UTC))
    world.clock.set(planned.due_at)
    world.work()
    assert world.postbox.recipients == [world.ann.email]


def test_what_exceeds_the_budget_of_a_day_waits_for_a_digest(world: World):
    world.at_once(world.ann)
    for _ in range(MOST_A_DAY + 3):
        world.publish(HiccupPublished(hiccup_id=new_id()))
    world.work()
    assert len(world.postbox.subjects(world.ann.email)) == MOST_A_DAY
    assert world.states(world.ann)[MOST_A_DAY:] == [("in-digest", "over-budget")] * 3
    world.clock.set(TOMORROW_NINE)
    world.work()
    assert world.postbox.subjects(world.ann.email)[MOST_A_DAY:] == ["Kontor & Söhne: your update"]


def test_mails_that_wait_for_the_end_of_quiet_hours_are_counted_on_the_day_they_leave(world: World):
    world.choose(world.ann, Kind.AT_ONCE, quiet_from=time(20), quiet_until=time(7))
    world.clock.set(datetime(2026, 11, 24, 21, tzinfo=UTC))
    for _ in range(MOST_A_DAY):
        world.publish(HiccupPublished(hiccup_id=new_id()))
    world.clock.advance(hours=11)
    world.work()
    world.publish(HiccupPublished(hiccup_id=new_id()))
    assert len(world.postbox.subjects(world.ann.email)) == MOST_A_DAY
    assert world.states(world.ann)[-1] == ("in-digest", "over-budget")


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_an_event_for_two_hundred_people_is_one_mail_each(world: World):
    crowd = [world.contact(f"P{number}") for number in range(200)]
    world.at_once(*crowd)
    world.publish(HiccupPublished(hiccup_id=new_id()))
    world.work()
    got = [one for one in world.postbox.recipients if one.startswith("p")]
    assert sorted(got) == sorted(one.email for one in crowd)
    assert len(set(world.postbox.ids)) == len(world.postbox.ids)
    assert world.postbox.connections == 1


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_in_a_random_fortnight_no_day_has_more_mails_than_its_budget_and_nothing_is_lost(world: World):
    chance = random.Random(7)
    world.bob.level = 0
    world.choose(world.ann, Kind.AT_ONCE, quiet_from=time(21), quiet_until=time(7))
    planned = 0
    for _ in range(14 * 24):
        for _ in range(chance.choice([0, 0, 0, 0, 0, 1, 3]) if planned < 150 else 0):
            world.publish(HiccupPublished(hiccup_id=new_id()))
            planned += 1
        world.work()
        world.clock.advance(hours=1)
    local = [mail["Date"].datetime.astimezone(ZoneInfo("Europe/Berlin")) for mail in world.postbox.mails]
    digests = [mail["Subject"].endswith("your update") for mail in world.postbox.mails]
    single = Counter(at.date() for at, is_digest in zip(local, digests, strict=True) if not is_digest)
    gathered = Counter(at.date() for at, is_digest in zip(local, digests, strict=True) if is_digest)
    assert max(single.values()) == MOST_A_DAY
    assert set(gathered.values()) == {1}
    assert all(7 <= at.hour < 21 for at in local)
    assert [one.state.value for one in world.ledger(world.ann)] == ["sent"] * planned


def test_a_rhythm_chosen_later_takes_along_what_waits(world: World):
    world.publish(HiccupPublished(hiccup_id=new_id()))
    world.publish(message(world, world.manager, from_staff=True), client_id=world.client_id)
    world.choose(world.ann, Kind.WEEKLY, at=time(16), weekday=5)
    friday = datetime(2026, 11, 27, 15, tzinfo=UTC)
    assert [(one.state.value, one.due_at) for one in world.ledger(world.ann)] == [("in-digest", friday)] * 2
    world.clock.set(TOMORROW_NINE)
    world.work()
    assert world.postbox.subjects(world.ann.email) == []
    world.choose(world.ann, Kind.MILESTONES)
    assert world.states(world.ann) == [("in-digest", "rhythm"), ("not-sent", "milestones-only")]
    world.clock.set(friday + timedelta(days=1))
    world.work()
    assert world.postbox.subjects(world.ann.email) == ["Kontor & Söhne: your update"]


def test_a_letter_that_waits_follows_a_rhythm_chosen_meanwhile(world: World):
    world.choose(world.ann, Kind.AT_ONCE, quiet_from=time(10), quiet_until=time(12))
    world.publish(HiccupPublished(hiccup_id=new_id()))
    world.choose(world.ann, Kind.DAILY)
    world.clock.set(datetime(2026, 11, 24, 11, tzinfo=UTC))
    world.work()
    assert world.postbox.mails == []
    [moved] = world.ledger(world.ann)
    assert (moved.state.value, moved.due_at) == ("in-digest", TOMORROW_NINE)
    world.clock.set(TOMORROW_NINE)
    world.work()
    assert world.states(world.ann) == [("sent", "accepted")]


def test_a_letter_that_comes_late_into_quiet_hours_waits_for_their_end(world: World):
    world.choose(world.ann, Kind.AT_ONCE, quiet_from=time(12), quiet_until=time(14))
    world.publish(HiccupPublished(hiccup_id=new_id()))
    world.clock.set(datetime(2026, 11, 24, 11, 30, tzinfo=UTC))
    world.work()
    assert world.postbox.mails == []
    world.clock.set(datetime(2026, 11, 24, 13, tzinfo=UTC))
    world.work()
    assert world.states(world.ann) == [("sent", "accepted")]

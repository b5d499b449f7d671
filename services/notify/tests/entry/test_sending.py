"""What leaves, what is held back at the last moment, and what a mail server can do to it."""

from datetime import time, timedelta
from io import BytesIO

import pytest
from neighbours_of_notify import Person
from postbox_of_notify import DROPS, PUTS_OFF, REFUSES, REFUSES_TEXT
from world_of_notify import MAIL_FROM, World

from inloop.gateway.v1.events_pb2 import InvitationIssued, PasswordResetRequested
from inloop.messaging.v1.events_pb2 import MessagePosted
from inloop.notify.v1.events_pb2 import DeliverySettled
from inloop.options.v1.access_pb2 import LEVEL_SUMMARY
from inloop.projects.v1.events_pb2 import GrantChanged, HiccupPublished
from inloop_kit.errors import Unreachable
from inloop_kit.ids import new_id
from inloop_kit.testing import FixedClock
from inloop_notify.clients.mail import Mail
from inloop_notify.domain.rhythm import Kind
from inloop_notify.entry import sending


def hiccup() -> HiccupPublished:
    return HiccupPublished(hiccup_id=new_id())


def message(world: World) -> MessagePosted:
    author = world.manager.account_id
    facts = {"conversation_id": new_id(), "message_id": new_id(), "client_id": world.client_id}
    return MessagePosted(**facts, author_account_id=author, from_staff=True)


def invite(world: World) -> InvitationIssued:
    event = InvitationIssued(invitation_id=new_id(), contact_id=new_id(), account_id=new_id())
    world.publish(event)
    return event


@pytest.fixture
def waiting(world: World) -> World:
    """Ann hears at once, but these are her quiet hours; Bob has no grant."""
    world.bob.level = 0
    world.choose(world.ann, Kind.AT_ONCE, quiet_from=time(10), quiet_until=time(12))
    return world


def when_quiet_ends(world: World) -> None:
    world.clock.advance(hours=2)
    world.work()


def test_access_withdrawn_while_it_waits_is_a_reason_and_no_mail(waiting: World):
    waiting.publish(hiccup())
    waiting.ann.level = 0
    when_quiet_ends(waiting)
    assert waiting.postbox.mails == []
    assert waiting.states(waiting.ann) == [("not-sent", "no-access")]


def test_a_level_lowered_while_it_waits_is_a_reason_and_no_mail(waiting: World):
    waiting.publish(hiccup())
    waiting.ann.level = LEVEL_SUMMARY
    when_quiet_ends(waiting)
    assert waiting.postbox.mails == []
    assert waiting.states(waiting.ann) == [("not-sent", "no-access")]


def test_a_message_that_may_not_be_opened_any_more_is_not_told(waiting: World):
    waiting.publish(message(waiting), client_id=waiting.client_id)
    waiting.ann.capabilities = frozenset()
    when_quiet_ends(waiting)
    assert waiting.postbox.mails == []
    assert waiting.states(waiting.ann) == [("not-sent", "no-access")]


def test_a_withdrawn_grant_settles_what_waits_at_once(waiting: World):
    waiting.choose(waiting.bob, Kind.WEEKLY)
    waiting.bob.level = waiting.ann.level
    waiting.publish(hiccup())
    waiting.bob.level = waiting.ann.level = 0
    accounts = [waiting.ann.account_id, waiting.bob.account_id]
    waiting.publish(GrantChanged(grant_id=new_id(), client_id=waiting.client_id, account_ids=accounts, withdrawn=True))
    for one in (waiting.ann, waiting.bob):
        assert waiting.states(one) == [("not-sent", "no-access")]
    settled = [DeliverySettled.FromString(row.payload) for row in waiting.announced()]
    assert sorted((one.account_id, one.outcome) for one in settled) == sorted((one, "not_sent") for one in accounts)


def test_a_changed_grant_leaves_what_may_still_be_known(waiting: World):
    waiting.publish(hiccup())
    changed = GrantChanged(grant_id=new_id(), client_id=waiting.client_id, account_ids=[waiting.ann.account_id])
    waiting.publish(changed)
    when_quiet_ends(waiting)
    assert waiting.states(waiting.ann) == [("sent", "accepted")]


def test_a_message_read_while_it_waits_is_a_reason_and_no_mail(waiting: World):
    event = message(waiting)
    waiting.publish(event, client_id=waiting.client_id)
    waiting.facts.read.add((event.message_id, waiting.ann.account_id))
    when_quiet_ends(waiting)
    assert waiting.postbox.mails == []
    assert waiting.states(waiting.ann) == [("not-sent", "read-already")]


def test_a_message_deleted_while_it_waits_is_a_reason_and_no_mail(waiting: World):
    event = message(waiting)
    waiting.publish(event, client_id=waiting.client_id)
    waiting.facts.deleted.add(event.message_id)
    when_quiet_ends(waiting)
    assert waiting.postbox.mails == []
    assert waiting.states(waiting.ann) == [("not-sent", "deleted")]


def test_an_invitation_goes_out_at_once_with_a_fresh_link_in_the_language_of_the_person(world: World):
    invite(world)
    world.work()
    [mail] = world.postbox.mails
    assert (mail["To"], mail["Subject"]) == (
        "Ida Invited <invited@client.example>",
        "Kontor & Söhne lädt Sie ein",
    )
    assert world.facts.issued == ["http://portal.test/invitation#token-0"]
    assert world.facts.issued[0] in world.postbox.text_of(mail)


def test_a_void_link_is_not_sent(world: World):
    event = PasswordResetRequested(reset_id=new_id())
    world.facts.void_links.add(event.reset_id)
    world.publish(event, workspace_id="", project_id="")
    world.work()
    assert world.postbox.mails == []
    assert [(one.state.value, one.reason) for one in world.ledger()] == [("not-sent", "link-void")]


def test_neither_the_ledger_nor_the_outbox_ever_holds_a_link_or_the_address_of_a_reset(world: World):
    world.publish(PasswordResetRequested(reset_id=new_id()), workspace_id="", project_id="")
    world.work()
    [row] = world.ledger()
    held = repr((row, world.announced()))
    assert len(world.postbox.mails) == 1
    assert "token-0" not in held
    assert "invited@client.example" not in held


def test_a_mail_that_was_taken_without_an_answer_is_not_sent_again(world: World):
    world.at_once(world.ann)
    world.postbox.moods.append(DROPS)
    world.publish(hiccup())
    world.work()
    world.clock.advance(days=2)
    world.work()
    assert world.states(world.ann) == [("unknown", "connection-broke")]
    assert len(world.postbox.subjects(world.ann.email)) == 1


def test_what_somebody_waits_for_is_sent_again_under_the_same_id(world: World):
    world.postbox.moods.extend([DROPS, DROPS])
    invite(world)
    for _ in range(4):
        world.work()
        world.clock.advance(minutes=10)
    assert len(world.postbox.ids) == 3
    assert len(set(world.postbox.ids)) == 1
    assert [(one.state.value, one.reason) for one in world.ledger()] == [("sent", "accepted")]


def test_it_is_not_sent_again_for_ever(world: World):
    world.postbox.moods.extend([DROPS] * 50)
    invite(world)
    for _ in range(10):
        world.work()
        world.clock.advance(minutes=10)
    assert len(world.postbox.ids) == sending.UNKNOWN_TRIES
    assert [one.state.value for one in world.ledger()] == ["unknown"]


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_of_forty_mails_with_every_fifth_dropped_none_has_two_ids(world: World):
    crowd = [world.contact(f"P{number}") for number in range(40)]
    world.at_once(*crowd)
    world.postbox.moods.extend([DROPS if number % 5 == 0 else "" for number in range(40)])
    world.publish(hiccup())
    for _ in range(3):
        world.work()
        world.clock.advance(minutes=5)
    per_person = [world.postbox.subjects(one.email) for one in crowd]
    assert [len(one) for one in per_person] == [1] * 40
    assert len(set(world.postbox.ids)) == 40
    states = [one.state.value for one in world.ledger() if one.email.startswith("p")]
    assert (states.count("sent"), states.count("unknown")) == (32, 8)


@pytest.mark.parametrize("mood", [REFUSES, REFUSES_TEXT])
def test_what_the_server_refuses_for_good_is_not_tried_again(world: World, mood: str):
    world.at_once(world.ann)
    world.postbox.moods.append(mood)
    world.publish(hiccup())
    world.work()
    world.clock.advance(hours=1)
    world.work()
    assert world.states(world.ann) == [("not-sent", "refused-by-mail-server")]
    assert world.postbox.mails == []


def test_what_the_server_puts_off_is_tried_again(world: World):
    world.at_once(world.ann)
    world.postbox.moods.extend([PUTS_OFF, PUTS_OFF])
    world.publish(hiccup())
    for _ in range(3):
        world.work()
        world.clock.advance(seconds=10)
    assert world.states(world.ann) == [("sent", "accepted")]
    assert len(world.postbox.mails) == 1


def test_nothing_is_lost_while_the_mail_server_is_away_for_hours(world: World):
    world.at_once(world.ann)
    world.postbox.close()
    world.publish(hiccup())
    for _ in range(20):
        world.work()
        world.clock.advance(minutes=6)
    assert [one.state.value for one in world.ledger(world.ann)] == ["due"]
    world.postbox.open()
    world.clock.advance(minutes=30)
    world.work()
    assert world.states(world.ann) == [("sent", "accepted")]


def test_a_kept_connection_that_was_closed_is_replaced(world: World):
    world.at_once(world.ann)
    world.publish(hiccup())
    world.work()
    world.postbox.close()
    world.postbox.open()
    world.publish(hiccup())
    world.work()
    assert world.states(world.ann) == [("sent", "accepted")] * 2
    assert world.postbox.connections == 2


def test_neighbours_that_are_away_only_delay(world: World, monkeypatch: pytest.MonkeyPatch):
    world.at_once(world.ann)
    world.publish(hiccup())

    def away(*_):
        raise Unreachable("away")

    with monkeypatch.context() as patch:
        patch.setattr(world.people, "may_know", away)
        world.work()
    assert world.postbox.mails == []
    world.clock.advance(seconds=2)
    world.work()
    assert world.states(world.ann) == [("sent", "accepted")]


def test_a_letter_whose_sender_died_at_work_is_unknown_and_an_invitation_is_sent_again(world: World):
    world.at_once(world.ann)
    world.publish(hiccup())
    invite(world)
    letters = [one for one in world.ledger() if one.state.value == "due"]
    with world.database.write() as session:
        for one in letters:
            assert world.jobs[0].table.claim(session, one.id)
    world.work()
    assert world.postbox.mails == []
    world.clock.advance(seconds=16)
    world.work()
    assert world.states(world.ann) == [("unknown", "sender-died")]
    assert world.postbox.recipients == ["invited@client.example"]


def test_an_address_that_mail_cannot_carry_is_refused_and_said(world: World):
    odd = world.facts.add(Person("Özge", "özge@client.example", client_id=world.client_id))
    world.at_once(odd)
    world.publish(hiccup())
    world.work()
    assert world.states(odd) == [("not-sent", "refused-by-mail-server")]


def test_mails_say_that_a_machine_wrote_them(world: World):
    world.at_once(world.ann)
    world.publish(hiccup())
    world.work()
    [mail] = world.postbox.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["From"] == "Inloop <no-reply@inloop.test>"
    assert mail["Date"].datetime == world.clock.now().replace(microsecond=0)
    [planned] = world.ledger(world.ann)
    assert mail["Message-ID"] == f"<{planned.id}@inloop.test>"


def test_names_of_an_agency_cannot_become_markup_or_headers(world: World):
    world.facts.workspace_name = "<a href=//evil.example>Acme\r\nBcc: all@evil.example"
    world.at_once(world.ann)
    world.publish(hiccup())
    world.work()
    [mail] = world.postbox.mails
    assert mail["Bcc"] is None
    assert "<a href=//evil" not in world.postbox.html_of(mail)
    assert "&lt;a href=//evil" in world.postbox.html_of(mail)


def test_no_content_and_no_name_of_the_project_is_in_any_byte_of_a_mail(world: World):
    world.at_once()
    event = message(world)
    world.publish(event, client_id=world.client_id)
    world.publish(hiccup())
    world.work()
    assert len(world.postbox.raw) == 4
    for raw in world.postbox.raw:
        assert b"canary" not in raw
        assert event.message_id.encode() not in raw
        assert b"Mara" not in raw
    links = {line for mail in world.postbox.mails for line in world.postbox.text_of(mail).split() if "://" in line}
    place = f"http://portal.test/projects/{world.facts.project_id}"
    assert links == {f"{place}/timeline", f"{place}/conversations"}


def test_no_address_name_link_or_text_is_in_any_log_line_whatever_goes_wrong(world: World, said: BytesIO):
    world.at_once()
    world.postbox.moods.extend([DROPS, PUTS_OFF, REFUSES])
    for _ in range(3):
        world.publish(hiccup())
        invite(world)
        world.work()
    world.postbox.close()
    world.publish(hiccup())
    world.work()
    lines = said.getvalue()
    assert lines.count(b"task_failed") >= 3
    for secret in (b"client.example", b"Kontor", b"Ann", b"Ida", b"token-", b"date has changed", b"portal.test"):
        assert secret not in lines


@pytest.mark.parametrize(
    ("url", "mail_from"),
    [
        ("http://mail.example.com", MAIL_FROM),
        ("mail.example.com:25", MAIL_FROM),
        ("smtp://user:password@mail.example.com:587", MAIL_FROM),
        ("smtp://mail.example.com", "Inloop"),
    ],
)
def test_a_wrong_mail_setting_stops_the_start_without_repeating_it(clock: FixedClock, url: str, mail_from: str):
    with pytest.raises(ValueError, match=r"is written as|goes through") as refused:
        Mail(url, mail_from, clock)
    assert "password@" not in str(refused.value)


def test_a_line_that_begins_with_a_dot_arrives_whole(world: World):
    world.facts.workspace_name = ".hidden studio"
    world.at_once(world.ann)
    world.publish(hiccup())
    world.work()
    assert ".hidden studio" in world.postbox.text_of(world.postbox.mails[0]).splitlines()


def test_a_delivery_says_when_it_was_planned_and_settled(world: World):
    world.at_once(world.ann)
    began = world.clock.now()
    world.publish(hiccup())
    world.clock.advance(seconds=3)
    world.work()
    [one] = world.ledger(world.ann)
    assert (one.planned_at, one.settled_at) == (began, began + timedelta(seconds=3))

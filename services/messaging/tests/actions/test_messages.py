"""Messages reach the client they are for and the staff, and nobody else; notes reach staff alone."""

from dataclasses import replace

import pytest
from sqlalchemy import delete
from world_of_messaging import World

from inloop.options.v1.access_pb2 import CAPABILITY_MESSAGE, LEVEL_SUMMARY
from inloop_kit.errors import Missing
from inloop_messaging.domain.conversations import ClientNeeded, NothingWritten, TopicEmpty
from inloop_messaging.domain.files import AttachingNotAllowed, UploadNotFinished
from inloop_messaging.store.tables import content_keys, conversation_keys


def test_a_message_is_read_by_both_sides_with_the_name_of_its_author(world: World):
    conversation = world.start(world.ann, "Colours")
    world.post(world.ann, conversation.id, "Is **blue** still possible?")
    world.post(world.manager, conversation.id, "Yes.")
    for reader in (world.ann, world.abe, world.manager):
        found = world.list_messages(reader, conversation.id)
        assert [(one.author.name, one.author.is_staff, one.body) for one in found] == [
            ("Mara Manager", True, "Yes."),
            ("Ann Adams", False, "Is **blue** still possible?"),
        ]


def test_two_clients_on_one_project_never_see_each_other(world: World):
    of_a, of_b = world.start(world.ann, "Of A"), world.start(world.bob, "Of B")
    written = world.post(world.ann, of_a.id, "Only for A")
    with world.read() as session:
        assert [one.topic for one in world.conversations.list_all(session, world.bob)] == ["Of B"]
        assert {one.topic for one in world.conversations.list_all(session, world.manager)} == {"Of A", "Of B"}
        for foreign in (world.bob, world.stranger, replace(world.ann, client_id="")):
            with pytest.raises(Missing):
                world.conversations.get(session, foreign, of_a.id)
            with pytest.raises(Missing):
                world.messages.list_newest(session, foreign, of_a.id, before=None, limit=9)
    with pytest.raises(Missing):
        world.post(world.bob, of_a.id, "Hello")
    with pytest.raises(Missing), world.write() as session:
        world.conversations.mark_read(session, world.bob, of_a.id, written.id)
    with pytest.raises(Missing), world.write() as session:
        world.conversations.mark_read(session, world.bob, of_b.id, written.id)


def test_a_contact_starts_only_conversations_of_its_own_client(world: World):
    assert world.start(world.ann).client_id == world.client_a
    with pytest.raises(Missing):
        world.start(world.ann, client_id=world.client_b)


def test_staff_names_a_client_of_whom_somebody_can_read(world: World):
    assert world.start(world.manager, client_id=world.client_b).client_id == world.client_b
    with pytest.raises(ClientNeeded):
        world.start(world.manager)
    with pytest.raises(ClientNeeded), world.write() as session:
        world.conversations.start(session, world.manager, topic="x", client_id=world.client_a, has_readers=False)


def test_neither_an_empty_message_nor_an_empty_topic_is_kept(world: World):
    conversation = world.start(world.ann)
    with pytest.raises(NothingWritten):
        world.post(world.ann, conversation.id, " \n ")
    with pytest.raises(TopicEmpty):
        world.start(world.ann, "   ")
    assert world.list_messages(world.ann, conversation.id) == []


def test_an_event_tells_of_a_message_to_its_client_and_holds_no_content(world: World):
    conversation = world.start(world.ann)
    written = world.post(world.ann, conversation.id, "canary-body")
    ((row, event),) = world.events()
    assert (event.conversation_id, event.message_id, event.from_staff) == (conversation.id, written.id, False)
    assert (row.project_id, row.client_id, row.visible_from) == (world.project_id, world.client_a, LEVEL_SUMMARY)
    assert b"canary-body" not in row.payload
    assert b"Ann" not in row.payload


def test_a_staff_note_is_no_message_and_no_client_learns_of_it(world: World):
    conversation = world.start(world.ann)
    world.post(world.ann, conversation.id, "When?")
    before = world.events()
    world.note(world.manager, conversation.id, "They are in a hurry.")
    assert world.events() == before
    with world.read() as session:
        (note,) = world.messages.list_notes(session, world.manager, conversation.id)
        shown = world.conversations.get(session, world.ann, conversation.id)
        with pytest.raises(Missing):
            world.messages.list_notes(session, world.ann, conversation.id)
    with pytest.raises(Missing):
        world.note(world.ann, conversation.id, "I am no staff")
    assert (note.author.name, note.body) == ("Mara Manager", "They are in a hurry.")
    assert (shown.message_count, shown.unread_count) == (1, 0)
    assert shown.waiting_message_id is not None
    assert [one.body for one in world.list_messages(world.ann, conversation.id)] == ["When?"]


def test_unread_counts_the_messages_of_others_behind_the_mark(world: World):
    conversation = world.start(world.ann)
    first = world.post(world.ann, conversation.id, "One")
    world.post(world.manager, conversation.id, "Two")

    def unread(caller) -> int:
        with world.read() as session:
            return world.conversations.get(session, caller, conversation.id).unread_count

    assert [unread(one) for one in (world.ann, world.abe, world.manager)] == [1, 2, 1]
    with world.write() as session:
        world.conversations.mark_read(session, world.abe, conversation.id, first.id)
    assert unread(world.abe) == 1


def test_a_mark_never_moves_back_and_answers_whether_a_message_was_read(world: World):
    conversation = world.start(world.ann)
    one, two = (world.post(world.ann, conversation.id, text) for text in ("One", "Two"))
    for written in (two, one):
        with world.write() as session:
            world.conversations.mark_read(session, world.manager, conversation.id, written.id)
    with world.read() as session:
        of = world.conversations
        assert of.read_state(session, two.id, world.manager.account_id).is_read
        assert of.read_state(session, two.id, world.ann.account_id).is_read
        assert not of.read_state(session, two.id, world.abe.account_id).is_read
        assert not of.read_state(session, conversation.id, world.abe.account_id).exists
    assert world.audited().count("conversation.read") == 1


def test_pages_go_back_from_the_newest_without_gap_or_repeat(world: World):
    conversation = world.start(world.ann)
    for number in range(7):
        world.post(world.ann, conversation.id, str(number))
    found, before = [], None
    with world.read() as session:
        while True:
            page, before = world.messages.list_newest(session, world.ann, conversation.id, before=before, limit=3)
            found += [one.body for one in page]
            if before is None:
                break
    assert found == list("6543210")


def test_a_message_takes_only_finished_uploads_of_its_author_in_its_conversation(world: World):
    here, elsewhere = world.start(world.ann), world.start(world.ann)
    mine = world.upload(world.ann, here.id, b"%PDF-mine")
    for caller, place, files in (
        (world.abe, here, [mine.id]),
        (world.manager, here, [mine.id]),
        (world.ann, elsewhere, [mine.id]),
        (world.ann, here, [mine.id, mine.id]),
        (world.ann, here, [world.begin(world.ann, here.id, 10).id]),
    ):
        with pytest.raises(UploadNotFinished):
            world.post(caller, place.id, "look", *files)
    without = replace(world.ann, capabilities=frozenset({CAPABILITY_MESSAGE}))
    with pytest.raises(AttachingNotAllowed):
        world.post(without, here.id, "look", mine.id)
    assert [one.id for one in world.post(world.ann, here.id, "", mine.id).attachments] == [mine.id]
    with pytest.raises(UploadNotFinished):
        world.post(world.ann, here.id, "again", mine.id)


def test_destroying_a_key_is_the_end_of_what_it_sealed(world: World):
    conversation = world.start(world.ann)
    gone, stays = (world.post(world.ann, conversation.id, text) for text in ("Gone", "Stays"))
    with world.write() as session:
        session.execute(delete(content_keys).where(content_keys.c.content_id == gone.id))
    assert [one.id for one in world.list_messages(world.ann, conversation.id)] == [stays.id]
    with world.write() as session:
        session.execute(delete(conversation_keys))
    with world.read() as session, pytest.raises(Missing):
        world.conversations.get(session, world.ann, conversation.id)
    assert world.list_messages(world.manager, conversation.id) == []

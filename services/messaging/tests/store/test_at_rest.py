"""Nothing that people wrote, and no name of a person or a file, lies in clear in the database or the blob store."""

import hashlib
from pathlib import Path

import pytest
from served_messaging import Served
from sqlalchemy import delete, func, select, update
from world_of_messaging import World

from inloop.messaging.v1 import attachments_pb2 as files_pb
from inloop.messaging.v1 import conversations_pb2 as pb
from inloop_kit.ids import new_id
from inloop_kit.kit_tables import replies
from inloop_kit.sealing import Unreadable
from inloop_messaging.store.tables import conversation_keys, messages

CANARIES = ("canary-topic", "canary-body", "canary-note", "canary-file", "canary-name", "Ann Adams", "Mara Manager")


def write_canaries(served: Served, world: World) -> str:
    """Through the front door, with idempotency keys, so that stored replies are looked at too."""
    scope = {"project_id": world.project_id}

    def call(service, method, request, caller):
        return served.call(service, method, request, caller, idempotency_key=new_id())

    start = pb.StartConversationRequest(**scope, topic="canary-topic")
    conversation = call("ConversationService", "StartConversation", start, world.ann)
    content = b"canary-file" * 50_000
    begin = files_pb.BeginUploadRequest(
        **scope, conversation_id=conversation.id, file_name="canary-name.txt", size_bytes=len(content)
    )
    upload = call("AttachmentService", "BeginUpload", begin, world.ann)
    append = files_pb.AppendUploadRequest(**scope, upload_id=upload.id, offset=0, content=content)
    call("AttachmentService", "AppendUpload", append, world.ann)
    of = {**scope, "conversation_id": conversation.id}
    post = pb.PostMessageRequest(**of, body="canary-body", attachment_ids=[upload.id])
    posted = call("ConversationService", "PostMessage", post, world.ann)
    assert posted.attachments[0].file_name == "canary-name.txt"
    assert posted.attachments[0].sha256 == hashlib.sha256(content).hexdigest()
    call("StaffNoteService", "AddStaffNote", pb.AddStaffNoteRequest(**of, body="canary-note"), world.manager)
    assert posted.body == "canary-body"
    with world.read() as session:
        kept = session.scalar(select(func.count()).select_from(replies).where(replies.c.reply.is_not(None)))
    assert kept == 5
    return conversation.id


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_no_plaintext_lies_in_database_or_blobs(served: Served, world: World):
    conversation_id = write_canaries(served, world)
    database = Path(world.database.url.database or "").name
    looked_at = {path: path.read_bytes() for path in world.stored_blobs()}
    looked_at |= {path: path.read_bytes() for path in world.folder.glob("*.db*")}
    assert any(path.name.startswith(database) and conversation_id.encode() in body for path, body in looked_at.items())
    assert len(world.stored_blobs()) == 1
    digest = hashlib.sha256(b"canary-file" * 50_000)
    wanted = [one.encode() for one in CANARIES] + [digest.digest(), digest.hexdigest().encode()]
    found = [(path.name, one) for path, body in looked_at.items() for one in wanted if one in body]
    assert found == []


@pytest.mark.parametrize("new_database", ["postgresql"], indirect=True)
def test_no_plaintext_lies_in_the_tables_of_postgresql(served: Served, world: World):
    write_canaries(served, world)
    found = []
    with world.read() as session:
        connection = session.connection()
        tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars()
        for table in tables.all():
            rows = connection.exec_driver_sql(f'SELECT t.*, t::text AS whole FROM "{table}" t').all()
            for row in rows:
                text = b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
                found += [(table, one) for one in CANARIES if one.encode() in text]
    assert found == []


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_repeat_is_answered_with_missing_once_the_conversation_is_destroyed(served: Served, world: World):
    request = pb.StartConversationRequest(project_id=world.project_id, topic="Launch")
    key = new_id()
    first = served.call("ConversationService", "StartConversation", request, world.ann, idempotency_key=key)
    again = served.call("ConversationService", "StartConversation", request, world.ann, idempotency_key=key)
    assert again == first
    with world.write() as session:
        session.execute(delete(conversation_keys))
    with pytest.raises(Exception, match="nothing here"):
        served.call("ConversationService", "StartConversation", request, world.ann, idempotency_key=key)


def test_a_sealed_body_does_not_open_in_another_row(world: World):
    conversation = world.start(world.ann)
    one, two = (world.post(world.ann, conversation.id, text) for text in ("One", "Two"))
    body_of_one = select(messages.c.sealed_body).where(messages.c.id == one.id)
    with world.write() as session:
        sealed = session.execute(body_of_one).scalar_one()
        session.execute(update(messages).where(messages.c.id == two.id).values(sealed_body=sealed))
    with pytest.raises(Unreadable):
        world.list_messages(world.ann, conversation.id)

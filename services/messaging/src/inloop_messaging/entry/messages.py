"""Domain values as messages of the contract."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from inloop.messaging.v1 import attachments_pb2, conversations_pb2
from inloop_messaging.domain.conversations import Conversation, Message, StaffNote
from inloop_messaging.domain.files import Attachment
from inloop_messaging.domain.response import ResponseTimes, WorkingHours


def conversation(value: Conversation) -> conversations_pb2.Conversation:
    """A conversation."""
    return conversations_pb2.Conversation(
        id=value.id,
        client_id=value.client_id,
        topic=value.topic,
        last_message_at=_stamp(value.last_message_at),
        unread_count=value.unread_count,
        waits_for_staff=value.waiting_message_id is not None,
        message_count=value.message_count,
    )


def message(value: Message, reader_account_id: str, hours: WorkingHours | None) -> conversations_pb2.Message:
    """A message as one account reads it; `hours` count the time to its answer."""
    minutes = hours.minutes(value.posted_at, value.answered_at) if hours and value.answered_at else None
    return conversations_pb2.Message(
        id=value.id,
        conversation_id=value.conversation_id,
        author_name=value.author.name,
        from_staff=value.author.is_staff,
        is_mine=value.author.account_id == reader_account_id,
        body=value.body,
        posted_at=_stamp(value.posted_at),
        attachments=[attachment(one) for one in value.attachments],
        answered_after_minutes=minutes,
    )


def attachment(value: Attachment) -> conversations_pb2.Attachment:
    """The facts of a file."""
    return conversations_pb2.Attachment(
        id=value.id,
        file_name=value.facts.file_name,
        media_type=value.facts.media_type,
        size_bytes=value.size_bytes,
        state=conversations_pb2.AttachmentState.ValueType(value.state),
        sha256=value.facts.sha256,
    )


def upload(value: Attachment) -> attachments_pb2.Upload:
    """How far an upload is."""
    return attachments_pb2.Upload(
        id=value.id,
        offset=value.offset_bytes,
        size_bytes=value.size_bytes,
        state=conversations_pb2.AttachmentState.ValueType(value.state),
    )


def staff_note(value: StaffNote) -> conversations_pb2.StaffNote:
    """A note of staff."""
    return conversations_pb2.StaffNote(
        id=value.id, author_name=value.author.name, body=value.body, written_at=_stamp(value.written_at)
    )


def response_times(value: ResponseTimes) -> conversations_pb2.ResponseTimes:
    """How quickly staff answers."""
    return conversations_pb2.ResponseTimes(
        answered_count=value.answered_count,
        waiting_count=value.waiting_count,
        median_minutes=value.median_minutes,
        longest_minutes=value.longest_minutes,
        target_minutes=value.target_minutes,
        sentence=value.sentence,
    )


def _stamp(value: datetime | None) -> Timestamp | None:
    if value is None:
        return None
    made = Timestamp()
    made.FromDatetime(value)
    return made

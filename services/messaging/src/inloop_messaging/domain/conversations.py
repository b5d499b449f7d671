"""Conversations, messages and staff notes as they are read. A note is another type than a message, never a flag."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inloop_kit.errors import Invalid
from inloop_messaging.domain.files import Attachment


class NothingWritten(Invalid):
    """A message has neither a text nor a file."""

    reason = "MESSAGE_EMPTY"


class TopicEmpty(Invalid):
    """A conversation needs a topic that can be read."""

    reason = "TOPIC_EMPTY"


class ClientNeeded(Invalid):
    """Staff said not with which client, or nobody of that client could read it."""

    reason = "CLIENT_NEEDED"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows a caller may touch; `client_id` None: those of every client of the project (staff)."""

    workspace_id: str
    project_id: str
    client_id: str | None


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, with the display name of this moment."""

    account_id: str
    name: str
    is_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A topic between one client and the staff of one project."""

    id: str
    workspace_id: str
    project_id: str
    client_id: str
    topic: str
    started_at: datetime
    last_message_at: datetime | None = None
    message_count: int = 0
    waiting_message_id: str | None = None
    """The client's message that started the response clock, while it runs."""
    unread_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody wrote; `number` counts from 1 within the conversation."""

    id: str
    conversation_id: str
    number: int
    author: Author
    body: str
    posted_at: datetime
    answered_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNote:
    """What staff wrote for staff beside a conversation."""

    id: str
    conversation_id: str
    author: Author
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ReadState:
    """Whether a message is there, and whether an account has read it."""

    exists: bool
    is_read: bool


def checked_topic(topic: str) -> str:
    """The topic without space around it. Raises TopicEmpty."""
    trimmed = topic.strip()
    if not trimmed:
        raise TopicEmpty("Say what the conversation is about.", field="topic")
    return trimmed


def require_content(body: str, attachment_count: int) -> None:
    """Raise NothingWritten for a message of neither text nor file."""
    if not body.strip() and not attachment_count:
        raise NothingWritten("Write a text or attach a file.", field="body")

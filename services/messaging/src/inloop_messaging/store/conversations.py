"""Reading and writing conversations and how far each account has read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update
from sqlalchemy.orm import Session

from inloop_messaging.domain.conversations import Conversation, Reach, ReadState
from inloop_messaging.store.sealed import open_topic, seal_topic
from inloop_messaging.store.tables import conversations, messages, read_marks
from inloop_messaging.store.vault import Vault


def add(session: Session, vault: Vault, conversation: Conversation, account_id: str) -> None:
    """Insert a conversation that `account_id` starts, with a key of its own."""
    key = vault.new_conversation(session, conversation.workspace_id, conversation.id, conversation.started_at)
    session.execute(
        insert(conversations).values(
            id=conversation.id,
            workspace_id=conversation.workspace_id,
            project_id=conversation.project_id,
            client_id=conversation.client_id,
            sealed_topic=seal_topic(key, conversation.id, conversation.topic),
            started_by_account_id=account_id,
            started_at=conversation.started_at,
            message_count=0,
        )
    )


def within(reach: Reach) -> ColumnElement[bool]:
    """The rows of `conversations` that a caller may touch."""
    scope = [conversations.c.workspace_id == reach.workspace_id, conversations.c.project_id == reach.project_id]
    if reach.client_id is not None:
        scope.append(conversations.c.client_id == reach.client_id)
    return and_(*scope)


def list_all(session: Session, vault: Vault, reach: Reach, account_id: str) -> list[Conversation]:
    """Every conversation within reach, latest first, as `account_id` sees it."""
    latest = func.coalesce(conversations.c.last_message_at, conversations.c.started_at)
    rows = session.execute(select(conversations).where(within(reach)).order_by(latest.desc())).all()
    return _opened(session, vault, rows, account_id)


def find(session: Session, vault: Vault, reach: Reach, conversation_id: str, account_id: str) -> Conversation | None:
    """A conversation within reach."""
    rows = session.execute(select(conversations).where(within(reach), conversations.c.id == conversation_id)).all()
    found = _opened(session, vault, rows, account_id)
    return found[0] if found else None


def lock(session: Session, reach: Reach, conversation_id: str) -> Any | None:
    """The row of a conversation within reach, held until the transaction ends: writers of one take turns."""
    query = select(conversations).where(within(reach), conversations.c.id == conversation_id)
    return session.execute(query.with_for_update()).one_or_none()


def exists(session: Session, reach: Reach, conversation_id: str) -> bool:
    """Whether the conversation is within reach."""
    query = select(conversations.c.id).where(within(reach), conversations.c.id == conversation_id)
    return session.execute(query).one_or_none() is not None


def note_message(session: Session, conversation_id: str, *, count: int, at: datetime, waiting: str | None) -> None:
    """Keep the number of messages, when the last one came, and the message whose answer is awaited."""
    session.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(message_count=count, last_message_at=at, waiting_message_id=waiting)
    )


def mark_read(
    session: Session, workspace_id: str, conversation_id: str, account_id: str, *, number: int, at: datetime
) -> bool:
    """Move the mark of an account forward; False when it was there already. The conversation must be locked."""
    here = (read_marks.c.conversation_id == conversation_id) & (read_marks.c.account_id == account_id)
    before = session.execute(select(read_marks.c.last_read_number).where(here)).scalar_one_or_none()
    if before is not None and before >= number:
        return False
    if before is None:
        row = {"conversation_id": conversation_id, "account_id": account_id, "workspace_id": workspace_id}
        session.execute(insert(read_marks).values(**row, last_read_number=number, read_at=at))
    else:
        session.execute(update(read_marks).where(here).values(last_read_number=number, read_at=at))
    return True


def read_state(session: Session, message_id: str, account_id: str) -> ReadState:
    """Whether a message is there and an account has read it; its author has."""
    query = (
        select(messages.c.number, messages.c.author_account_id, read_marks.c.last_read_number)
        .select_from(messages)
        .outerjoin(
            read_marks,
            (read_marks.c.conversation_id == messages.c.conversation_id) & (read_marks.c.account_id == account_id),
        )
        .where(messages.c.id == message_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return ReadState(exists=False, is_read=False)
    is_read = row.author_account_id == account_id or (row.last_read_number or 0) >= row.number
    return ReadState(exists=True, is_read=is_read)


def _opened(session: Session, vault: Vault, rows: Sequence[Row[Any]], account_id: str) -> list[Conversation]:
    ids = [row.id for row in rows]
    keys = vault.conversations(session, ids)
    unread = _unread(session, ids, account_id)
    return [
        Conversation(
            id=row.id,
            workspace_id=row.workspace_id,
            project_id=row.project_id,
            client_id=row.client_id,
            topic=open_topic(keys[row.id], row.id, row.sealed_topic),
            started_at=row.started_at,
            last_message_at=row.last_message_at,
            message_count=row.message_count,
            waiting_message_id=row.waiting_message_id,
            unread_count=unread.get(row.id, 0),
        )
        for row in rows
        if row.id in keys
    ]


def _unread(session: Session, conversation_ids: list[str], account_id: str) -> dict[str, int]:
    """Messages of others behind the mark of an account."""
    query = (
        select(messages.c.conversation_id, func.count())
        .select_from(messages)
        .outerjoin(
            read_marks,
            (read_marks.c.conversation_id == messages.c.conversation_id) & (read_marks.c.account_id == account_id),
        )
        .where(
            messages.c.conversation_id.in_(conversation_ids),
            messages.c.author_account_id != account_id,
            messages.c.number > func.coalesce(read_marks.c.last_read_number, 0),
        )
        .group_by(messages.c.conversation_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}

"""Reading and writing messages and staff notes: two tables, two kinds of key, nothing in common but the sealing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from inloop_messaging.domain.conversations import Author, Message, Reach, StaffNote
from inloop_messaging.domain.files import Attachment
from inloop_messaging.store.conversations import within
from inloop_messaging.store.sealed import open_text, seal_text
from inloop_messaging.store.tables import conversations, messages, staff_notes
from inloop_messaging.store.vault import Vault

MESSAGE = "message"
NOTE = "staff note"


def add(session: Session, vault: Vault, workspace_id: str, message: Message) -> None:
    """Insert a message, sealed with a key of its own."""
    key = vault.new_content(session, workspace_id, message.conversation_id, message.id)
    session.execute(
        insert(messages).values(
            id=message.id,
            workspace_id=workspace_id,
            conversation_id=message.conversation_id,
            number=message.number,
            author_account_id=message.author.account_id,
            from_staff=message.author.is_staff,
            sealed_body=seal_text(key, MESSAGE, message.id, body=message.body, author_name=message.author.name),
            posted_at=message.posted_at,
        )
    )


def answer_waiting(session: Session, conversation_id: str, answer: Message) -> int:
    """Stop the clocks of the client's messages that wait; how many that were."""
    stopped: Any = session.execute(
        update(messages)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.from_staff.is_(False),
            messages.c.answered_at.is_(None),
        )
        .values(answered_at=answer.posted_at, answered_by_message_id=answer.id)
    )
    return int(stopped.rowcount)


def number_of(session: Session, conversation_id: str, message_id: str) -> int | None:
    """The place of a message in a conversation."""
    query = select(messages.c.number).where(messages.c.conversation_id == conversation_id, messages.c.id == message_id)
    return session.execute(query).scalar_one_or_none()


def newest(session: Session, conversation_id: str, *, before: int | None, limit: int) -> Sequence[Any]:
    """Rows, newest first, numbered below `before`."""
    query = select(messages).where(messages.c.conversation_id == conversation_id)
    if before is not None:
        query = query.where(messages.c.number < before)
    return session.execute(query.order_by(messages.c.number.desc()).limit(limit)).all()


def opened(
    session: Session,
    vault: Vault,
    conversation_id: str,
    rows: Sequence[Any],
    files: Mapping[str, Sequence[Attachment]],
) -> list[Message]:
    """The messages of rows of one conversation; those whose key was destroyed are left out."""
    keys = vault.contents(session, conversation_id, [row.id for row in rows])
    found = []
    for row in rows:
        if row.id not in keys:
            continue
        body, name = open_text(keys[row.id], MESSAGE, row.id, row.sealed_body)
        found.append(
            Message(
                id=row.id,
                conversation_id=row.conversation_id,
                number=row.number,
                author=Author(row.author_account_id, name, row.from_staff),
                body=body,
                posted_at=row.posted_at,
                answered_at=row.answered_at,
                attachments=tuple(files.get(row.id, ())),
            )
        )
    return found


def answers(session: Session, reach: Reach) -> tuple[list[tuple[datetime, datetime]], int]:
    """(posted, answered) of every answered client message within reach, and how many wait."""
    of_clients = (
        select(messages.c.posted_at, messages.c.answered_at)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(within(reach), messages.c.from_staff.is_(False))
    )
    answered = session.execute(of_clients.where(messages.c.answered_at.is_not(None)))
    pairs = [(row.posted_at, row.answered_at) for row in answered]
    waiting = of_clients.where(messages.c.answered_at.is_(None)).subquery()
    return pairs, session.execute(select(func.count()).select_from(waiting)).scalar_one()


def add_note(session: Session, vault: Vault, workspace_id: str, note: StaffNote) -> None:
    """Insert a staff note, sealed with a key of its own."""
    key = vault.new_content(session, workspace_id, note.conversation_id, note.id)
    session.execute(
        insert(staff_notes).values(
            id=note.id,
            workspace_id=workspace_id,
            conversation_id=note.conversation_id,
            author_account_id=note.author.account_id,
            sealed_body=seal_text(key, NOTE, note.id, body=note.body, author_name=note.author.name),
            written_at=note.written_at,
        )
    )


def list_notes(session: Session, vault: Vault, conversation_id: str) -> list[StaffNote]:
    """The notes beside a conversation, newest first."""
    query = select(staff_notes).where(staff_notes.c.conversation_id == conversation_id)
    rows = session.execute(query.order_by(staff_notes.c.written_at.desc(), staff_notes.c.id.desc())).all()
    keys = vault.contents(session, conversation_id, [row.id for row in rows])
    found = []
    for row in rows:
        if row.id not in keys:
            continue
        body, name = open_text(keys[row.id], NOTE, row.id, row.sealed_body)
        author = Author(row.author_account_id, name, is_staff=True)
        found.append(
            StaffNote(
                id=row.id, conversation_id=row.conversation_id, author=author, body=body, written_at=row.written_at
            )
        )
    return found

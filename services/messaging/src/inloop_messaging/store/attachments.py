"""Reading and writing attachments, their parts, and the work that is due on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from inloop_kit.database import touch
from inloop_kit.sealing import DataKey, bind, open_sealed, seal
from inloop_messaging.domain.conversations import Reach
from inloop_messaging.domain.files import Attachment, Part, State
from inloop_messaging.store.conversations import within
from inloop_messaging.store.sealed import open_facts, seal_facts
from inloop_messaging.store.tables import attachment_parts, attachments, content_keys, conversations
from inloop_messaging.store.vault import Vault

DUE = "attachments"
"""The topic that is touched when a file becomes due for examining."""
_ROW = select(attachments, conversations.c.project_id, conversations.c.client_id).join(
    conversations, conversations.c.id == attachments.c.conversation_id
)


def add(session: Session, vault: Vault, attachment: Attachment, at: datetime) -> None:
    """Insert an upload of no bytes yet, with a key of its own."""
    key = vault.new_content(session, attachment.workspace_id, attachment.conversation_id, attachment.id)
    session.execute(
        insert(attachments).values(
            id=attachment.id,
            workspace_id=attachment.workspace_id,
            conversation_id=attachment.conversation_id,
            uploader_account_id=attachment.uploader_account_id,
            position=0,
            sealed_facts=seal_facts(key, attachment.id, attachment.facts),
            size_bytes=attachment.size_bytes,
            offset_bytes=0,
            part_count=0,
            state=int(State.UPLOADING),
            begun_at=at,
            claim_no=0,
            attempt=0,
        )
    )


def find(session: Session, vault: Vault, reach: Reach, attachment_id: str, account_id: str) -> Attachment | None:
    """An attachment within reach that was posted, or that `account_id` uploaded."""
    rows = session.execute(_ROW.where(within(reach), attachments.c.id == attachment_id)).all()
    rows = [row for row in rows if row.message_id is not None or row.uploader_account_id == account_id]
    found = _opened(session, vault, rows)
    return found[0] if found else None


def find_due(session: Session, vault: Vault, attachment_id: str) -> Attachment | None:
    """An attachment, for the worker that has claimed it."""
    found = _opened(session, vault, session.execute(_ROW.where(attachments.c.id == attachment_id)).all())
    return found[0] if found else None


def of_messages(
    session: Session, vault: Vault, conversation_id: str, message_ids: Sequence[str]
) -> dict[str, list[Attachment]]:
    """The files of messages of one conversation, in their order."""
    query = _ROW.where(attachments.c.conversation_id == conversation_id, attachments.c.message_id.in_(message_ids))
    found: dict[str, list[Attachment]] = {}
    for one in _opened(session, vault, session.execute(query.order_by(attachments.c.position)).all()):
        found.setdefault(one.message_id or "", []).append(one)
    return found


def lock_unposted(
    session: Session, vault: Vault, reach: Reach, ids: Sequence[str], account_id: str
) -> list[Attachment]:
    """Those of `ids` that `account_id` uploaded and no message has taken yet, held until the transaction ends."""
    query = _ROW.where(
        within(reach),
        attachments.c.id.in_(ids),
        attachments.c.uploader_account_id == account_id,
        attachments.c.message_id.is_(None),
    )
    return _opened(session, vault, session.execute(query.with_for_update(of=attachments)).all())


def give_to_message(session: Session, attachment_ids: Sequence[str], message_id: str) -> None:
    """Let a message take files along, in this order."""
    for position, attachment_id in enumerate(attachment_ids):
        taken = update(attachments).where(attachments.c.id == attachment_id)
        session.execute(taken.values(message_id=message_id, position=position))


def move_offset(session: Session, attachment_id: str, *, since: int, to: int, part_count: int) -> bool:
    """Compare and set: False when the offset is not `since` any more."""
    moved: Any = session.execute(
        update(attachments)
        .where(
            attachments.c.id == attachment_id,
            attachments.c.offset_bytes == since,
            attachments.c.state == int(State.UPLOADING),
        )
        .values(offset_bytes=to, part_count=part_count)
    )
    return bool(moved.rowcount)


def add_part(session: Session, key: DataKey, attachment: Attachment, part: Part, digest: bytes) -> None:
    """Record a stored part; `digest` (SHA-256 of its plaintext, sealed) tells a repeat from other bytes."""
    session.execute(
        insert(attachment_parts).values(
            attachment_id=attachment.id,
            number=part.number,
            workspace_id=attachment.workspace_id,
            offset_bytes=part.offset,
            size_bytes=part.size,
            sha256=part.sha256,
            sealed_proof=seal(key, digest, _proof_facts(attachment.id, part.offset)),
            path=part.path,
        )
    )


def is_repeat(session: Session, key: DataKey, attachment_id: str, offset: int, digest: bytes) -> bool:
    """Whether exactly these bytes are stored at `offset` already."""
    query = select(attachment_parts.c.sealed_proof).where(
        attachment_parts.c.attachment_id == attachment_id, attachment_parts.c.offset_bytes == offset
    )
    sealed = session.execute(query).scalar_one_or_none()
    return sealed is not None and open_sealed(key, sealed, _proof_facts(attachment_id, offset)) == digest


def parts_of(session: Session, attachment_id: str, *, start: int, stop: int) -> list[Part]:
    """The parts that hold bytes of `start` to `stop` (exclusive), in order."""
    rows = attachment_parts.c
    query = select(rows.number, rows.offset_bytes, rows.size_bytes, rows.sha256, rows.path).where(
        rows.attachment_id == attachment_id,
        rows.offset_bytes < stop,
        rows.offset_bytes + rows.size_bytes > start,
    )
    return [Part(*row) for row in session.execute(query.order_by(rows.offset_bytes))]


def settle(session: Session, key: DataKey, attachment: Attachment) -> None:
    """Keep state and facts of a whole file; nothing is due on it any more."""
    session.execute(
        update(attachments)
        .where(attachments.c.id == attachment.id)
        .values(state=int(attachment.state), sealed_facts=seal_facts(key, attachment.id, attachment.facts), due_at=None)
    )


def make_due(session: Session, attachment_id: str, at: datetime) -> None:
    """A file is whole and waits to be examined."""
    session.execute(
        update(attachments).where(attachments.c.id == attachment_id).values(state=int(State.SCANNING), due_at=at)
    )
    touch(session, DUE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that this worker examines; `number` guards the result: a later claim makes it void."""

    attachment_id: str
    number: int
    attempt: int


def has_due(session: Session, at: datetime) -> bool:
    """Whether anything waits to be examined."""
    query = select(attachments.c.id).where(attachments.c.due_at <= at).limit(1)
    return session.execute(query).first() is not None


def claim(session: Session, at: datetime, until: datetime) -> Claim | None:
    """Take the file that has waited longest; it is due again at `until` unless it is settled."""
    row = session.execute(
        select(attachments.c.id, attachments.c.claim_no, attachments.c.attempt)
        .where(attachments.c.due_at <= at)
        .order_by(attachments.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    taken = Claim(row.id, row.claim_no + 1, row.attempt + 1)
    session.execute(
        update(attachments)
        .where(attachments.c.id == row.id)
        .values(due_at=until, claim_no=taken.number, attempt=taken.attempt)
    )
    return taken


def holds(session: Session, claim: Claim) -> bool:
    """Whether the claim is still the latest one; keeps the row until the transaction ends."""
    query = select(attachments.c.claim_no).where(
        attachments.c.id == claim.attachment_id, attachments.c.due_at.is_not(None)
    )
    return session.execute(query.with_for_update()).scalar_one_or_none() == claim.number


def postpone(session: Session, claim: Claim, until: datetime) -> None:
    """Try again later."""
    mine = (attachments.c.id == claim.attachment_id) & (attachments.c.claim_no == claim.number)
    session.execute(update(attachments).where(mine, attachments.c.due_at.is_not(None)).values(due_at=until))


def abandoned(session: Session, begun_before: datetime, limit: int) -> list[str]:
    """Uploads that no message has taken, held until the transaction ends."""
    query = select(attachments.c.id).where(attachments.c.message_id.is_(None), attachments.c.begun_at < begun_before)
    return list(session.scalars(query.limit(limit).with_for_update(skip_locked=True)))


def forget(session: Session, attachment_ids: Sequence[str]) -> None:
    """Destroy the keys of unposted uploads, and their rows; the blobs are then only noise."""
    session.execute(delete(content_keys).where(content_keys.c.content_id.in_(attachment_ids)))
    session.execute(delete(attachment_parts).where(attachment_parts.c.attachment_id.in_(attachment_ids)))
    session.execute(delete(attachments).where(attachments.c.id.in_(attachment_ids), attachments.c.message_id.is_(None)))


def _proof_facts(attachment_id: str, offset: int) -> bytes:
    return bind("part proof", attachment_id, offset)


def _opened(session: Session, vault: Vault, rows: Sequence[Row[Any]]) -> list[Attachment]:
    """The attachments of rows; those whose key was destroyed are left out."""
    keys: dict[str, DataKey] = {}
    for conversation_id in {row.conversation_id for row in rows}:
        ids = [row.id for row in rows if row.conversation_id == conversation_id]
        keys |= vault.contents(session, conversation_id, ids)
    return [
        Attachment(
            id=row.id,
            conversation_id=row.conversation_id,
            workspace_id=row.workspace_id,
            project_id=row.project_id,
            client_id=row.client_id,
            uploader_account_id=row.uploader_account_id,
            message_id=row.message_id,
            facts=open_facts(keys[row.id], row.id, row.sealed_facts),
            size_bytes=row.size_bytes,
            offset_bytes=row.offset_bytes,
            part_count=row.part_count,
            state=State(row.state),
        )
        for row in rows
        if row.id in keys
    ]

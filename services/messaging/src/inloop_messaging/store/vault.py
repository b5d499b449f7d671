"""The keys of what people wrote: kept wrapped, opened for the moment of use, never cached.

A conversation's key is wrapped by the KEK; the key of a message, note or file is sealed under its conversation's key.
A key that is not there was destroyed: what it sealed is gone, and every lookup answers Missing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from inloop_kit.errors import Missing
from inloop_kit.sealing import DataKey, Keyring, bind, open_sealed
from inloop_kit.sealing.keys import KEY_BYTES, kek_version
from inloop_messaging.store.tables import content_keys, conversation_keys


class Vault:
    """Makes and opens keys. Safe to share between threads."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def new_conversation(self, session: Session, workspace_id: str, conversation_id: str, at: datetime) -> DataKey:
        """Make and keep the key of a new conversation."""
        key, wrapped = self._keyring.new_key(_context(conversation_id))
        session.execute(
            insert(conversation_keys).values(
                conversation_id=conversation_id,
                workspace_id=workspace_id,
                wrapped=wrapped,
                kek_version=kek_version(wrapped),
                made_at=at,
            )
        )
        return key

    def conversation(self, session: Session, conversation_id: str) -> DataKey:
        """The key of a conversation. Errors: Missing when it was destroyed."""
        found = self.conversations(session, [conversation_id])
        if not found:
            raise Missing
        return found[conversation_id]

    def conversations(self, session: Session, conversation_ids: Iterable[str]) -> dict[str, DataKey]:
        """The keys of those conversations that have one."""
        query = select(conversation_keys.c.conversation_id, conversation_keys.c.wrapped)
        rows = session.execute(query.where(conversation_keys.c.conversation_id.in_(conversation_ids)))
        return {row[0]: self._keyring.open_key(row[1], _context(row[0])) for row in rows}

    def new_content(self, session: Session, workspace_id: str, conversation_id: str, content_id: str) -> DataKey:
        """Make and keep the key of a message, note or file. Errors: Missing when the conversation has no key."""
        outer = self.conversation(session, conversation_id)
        key = DataKey(secrets.token_bytes(KEY_BYTES))
        wrapped = key.wrapped_by(outer.value_cipher, _content_facts(conversation_id, content_id))
        session.execute(
            insert(content_keys).values(
                content_id=content_id, conversation_id=conversation_id, workspace_id=workspace_id, wrapped=wrapped
            )
        )
        return key

    def content(self, session: Session, conversation_id: str, content_id: str) -> DataKey:
        """The key of one message, note or file. Errors: Missing when it was destroyed."""
        found = self.contents(session, conversation_id, [content_id])
        if not found:
            raise Missing
        return found[content_id]

    def contents(self, session: Session, conversation_id: str, content_ids: Sequence[str]) -> dict[str, DataKey]:
        """The keys of those contents of one conversation that have one."""
        outer = self.conversations(session, [conversation_id]).get(conversation_id)
        if outer is None or not content_ids:
            return {}
        query = select(content_keys.c.content_id, content_keys.c.wrapped).where(
            content_keys.c.conversation_id == conversation_id, content_keys.c.content_id.in_(content_ids)
        )
        return {
            row[0]: DataKey(open_sealed(outer, row[1], _content_facts(conversation_id, row[0])))
            for row in session.execute(query)
        }


def _context(conversation_id: str) -> str:
    return f"conversation/{conversation_id}"


def _content_facts(conversation_id: str, content_id: str) -> bytes:
    return bind("content key", conversation_id, content_id)

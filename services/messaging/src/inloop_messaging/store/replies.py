"""Stored replies hold what people wrote: here they are sealed too, under the key of the conversation they tell of.

The kit keeps the reply of each mutating call for a day, so that a repeat under the same idempotency key gets the same
answer. An action whose reply holds content says so (`content_of`); then the bytes that reach the disk are sealed, and
once the conversation's key is destroyed the repeat is answered with Missing, like everything else in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, Update, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, Session

from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.kit_tables import replies
from inloop_kit.sealing import bind, open_sealed, seal
from inloop_messaging.store.vault import Vault

_CONTENT_OF = "content_of"
_PLAIN, _SEALED = b"\x00", b"\x01"
_ID_BYTES = 36


def content_of(session: Session, conversation_id: str) -> None:
    """The reply of the call that this transaction answers holds content of a conversation."""
    session.info[_CONTENT_OF] = conversation_id


class SealingDatabase(Database):
    """A database in which the kit's stored replies are sealed on their way in and opened on their way out."""

    def __init__(self, url: str | URL, *, clock: Clock, vault: Vault) -> None:
        super().__init__(url, clock=clock)
        self._vault = vault

    @contextmanager
    def write(self, *, workspace_id: str = "") -> Iterator[Session]:
        """As Database.write."""
        with super().write(workspace_id=workspace_id) as session:
            event.listen(session, "do_orm_execute", self._on_execute)
            yield session

    @contextmanager
    def read(self, *, workspace_id: str = "") -> Iterator[Session]:
        """As Database.read."""
        with super().read(workspace_id=workspace_id) as session:
            event.listen(session, "do_orm_execute", self._on_execute)
            yield session

    def _on_execute(self, state: ORMExecuteState) -> Any:
        """Change what fills or finds a stored reply; leave every other statement alone (None)."""
        statement = state.statement
        if isinstance(statement, Update) and statement.table is replies:
            given = state.parameters if isinstance(state.parameters, dict) else {}
            sealed = {name: self._seal(state.session, value) for name, value in given.items() if _is_reply(value)}
            return state.invoke_statement(params=sealed)
        if isinstance(statement, Select) and list(statement.get_final_froms()) == [replies]:
            return self._opened(state)
        return None

    def _opened(self, state: ORMExecuteState) -> Any:
        result: Any = state.invoke_statement()
        names = list(result.keys())
        if replies.c.reply.name not in names:
            return result
        place = names.index(replies.c.reply.name)
        rows = [(*row[:place], self._open(state.session, row[place]), *row[place + 1 :]) for row in result.fetchall()]
        return IteratorResult(SimpleResultMetaData(names), iter(rows))

    def _seal(self, session: Session, reply: bytes) -> bytes:
        conversation_id: str = session.info.get(_CONTENT_OF, "")
        if not conversation_id:
            return _PLAIN + reply
        key = self._vault.conversation(session, conversation_id)
        return _SEALED + conversation_id.encode() + seal(key, reply, _facts(conversation_id))

    def _open(self, session: Session, stored: bytes | None) -> bytes | None:
        if stored is None or stored[:1] == _PLAIN:
            return stored and stored[1:]
        conversation_id = stored[1 : 1 + _ID_BYTES].decode()
        key = self._vault.conversation(session, conversation_id)
        return open_sealed(key, stored[1 + _ID_BYTES :], _facts(conversation_id))


def _is_reply(value: object) -> bool:
    """The only bytes that an update of that table takes are the reply."""
    return isinstance(value, bytes)


def _facts(conversation_id: str) -> bytes:
    return bind("stored reply", conversation_id)

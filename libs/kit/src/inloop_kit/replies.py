"""Stored replies: a mutating call that is repeated under its idempotency key is answered, not done again.

The row is claimed at the start of the transaction of the effect and filled at its end, so reply and effect are
committed together. A parallel repeat waits for the row (PostgreSQL: in the insert; SQLite: in BEGIN IMMEDIATE) and
then finds the reply. A call that failed leaves no row, because its transaction was rolled back.

A reply with a secret in it (a field whose bounds say FORMAT_SECRET) is not kept: its repeat is refused with
REPLY_NOT_KEPT, for the effect is there and the secret was shown once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.errors import Conflict, Invalid
from inloop_kit.kit_tables import replies
from inloop_kit.periodic import IsStopping, Periodic

IDEMPOTENCY_KEY = "idempotency-key"
KEPT_FOR = timedelta(hours=24)
PURGE_EVERY_SECONDS = 600.0
PURGE_BATCH = 1_000
_MAX_KEY = 200

_CLAIM = {
    "sqlite": sqlite.insert(replies).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
    "postgresql": postgresql.insert(replies).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
}
_HERE = (
    (replies.c.actor == bindparam("in_actor"))
    & (replies.c.method == bindparam("in_method"))
    & (replies.c.key == bindparam("in_key"))
)
_FIND = select(replies.c.request_hash, replies.c.reply).where(_HERE)
_FILL = update(replies).where(_HERE).values(reply=bindparam("in_reply"))


class KeyReused(Invalid):
    """The idempotency key was used for another request."""

    reason = "IDEMPOTENCY_KEY_REUSED"


class KeyUnusable(Invalid):
    """The idempotency key is empty, too long or not visible ASCII."""

    reason = "IDEMPOTENCY_KEY_INVALID"


class ReplyNotKept(Conflict):
    """This was done under the same key before, and its reply held a secret."""

    reason = "REPLY_NOT_KEPT"


@dataclass(frozen=True, slots=True)
class Repeat:
    """What makes two calls the same: who, what, under which key, with which request."""

    actor: str
    method: str
    key: str
    request_hash: bytes

    @property
    def _place(self) -> dict[str, Any]:
        return {"in_actor": self.actor, "in_method": self.method, "in_key": self.key}

    def find(self, session: Session) -> bytes | None:
        """The stored reply, None when this was not done yet. Raises KeyReused, ReplyNotKept."""
        row = session.execute(_FIND, self._place).one_or_none()
        if row is None:
            return None
        if row.request_hash != self.request_hash:
            raise KeyReused("This idempotency key was used for another request. Use a new one.")
        if row.reply is None:
            raise ReplyNotKept("This was done already. Its answer held a secret, which is shown only once.")
        reply: bytes = row.reply
        return reply

    def claim(self, session: Session, clock: Clock) -> bytes | None:
        """Take the key for this transaction, or return the reply of who had it before. Raises as `find`."""
        row = {
            "actor": self.actor,
            "method": self.method,
            "key": self.key,
            "request_hash": self.request_hash,
            "stored_at": clock.now(),
        }
        taken: Any = session.execute(_CLAIM[session.get_bind().dialect.name], row)
        return None if taken.rowcount else self.find(session)

    def fill(self, session: Session, reply: bytes) -> None:
        """Store the reply under the claimed key."""
        session.execute(_FILL, {**self._place, "in_reply": reply})


def repeat_of(actor: str, method: str, key: str, request: Message) -> Repeat:
    """The identity of a call; raises KeyUnusable."""
    if not (0 < len(key) <= _MAX_KEY and key.isascii() and key.isprintable()):
        raise KeyUnusable(f"An idempotency key is 1 to {_MAX_KEY} visible ASCII characters.")
    return Repeat(actor, method, key, hashlib.sha256(request.SerializeToString(deterministic=True)).digest())


def holds_secret(reply: Descriptor) -> bool:
    """Whether a message has a field, at any depth, whose bounds say FORMAT_SECRET."""
    seen: set[str] = set()
    waiting = [reply]
    while waiting:
        message = waiting.pop()
        if message.full_name in seen:
            continue
        seen.add(message.full_name)
        for field in message.fields:
            if field.GetOptions().Extensions[access_pb2.bounds].format == access_pb2.FORMAT_SECRET:
                return True
            if field.message_type is not None:
                waiting.append(field.message_type)
    return False


def purge(database: Database, clock: Clock) -> int:
    """Forget replies of more than a day ago, at most a thousand in one transaction; returns how many went."""
    old = (
        select(replies.c.actor, replies.c.method, replies.c.key)
        .where(replies.c.stored_at < clock.now() - KEPT_FOR)
        .limit(PURGE_BATCH)
    )
    with database.read() as session:
        places = [{"in_actor": row.actor, "in_method": row.method, "in_key": row.key} for row in session.execute(old)]
    if places:
        with database.write() as session:
            session.connection().execute(delete(replies).where(_HERE), places)
    return len(places)


def purger(database: Database, clock: Clock) -> Periodic:
    """Purges every ten minutes; the first purge is ten minutes away."""

    def act(is_stopping: IsStopping) -> None:
        while purge(database, clock) == PURGE_BATCH and not is_stopping():
            pass

    return Periodic("reply-purger", PURGE_EVERY_SECONDS, act)

"""What outbox and inbox forget, and when (replies.py purges its own).

Runs in every relay, a few times an hour; deleting twice is harmless.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Table, delete, select

from inloop_kit.database import Database
from inloop_kit.kit_tables import inbox, outbox

SENT_KEPT = timedelta(days=7)
"""Sent events stay as long as the stream would keep them: a lost stream is restored from them."""
INBOX_KEPT = timedelta(days=30)
"""Longer than any event can come back."""
CHUNK = 1000


def purge(database: Database) -> None:
    """Delete what is older than it must be, in small transactions so that no writer waits long."""
    at = database.clock.now()
    _delete(database, outbox, outbox.c.seq, outbox.c.sent_at < at - SENT_KEPT)
    _delete(database, inbox, inbox.c.event_id, inbox.c.handled_at < at - INBOX_KEPT)


def _delete(database: Database, table: Table, key: ColumnElement[object], old: ColumnElement[bool]) -> None:
    while True:
        with database.write() as session:
            some = select(key).select_from(table).where(old).limit(CHUNK)
            keys = session.scalars(some).all()
            if not keys:
                return
            session.execute(delete(table).where(key.in_(keys), old))

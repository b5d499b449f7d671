"""Reading and writing rhythms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from inloop_notify.domain.rhythm import Kind, Rhythm
from inloop_notify.store.tables import rhythms


def find(session: Session, account_ids: Sequence[str]) -> dict[str, Rhythm]:
    """The rhythms of those accounts that have chosen one."""
    found = session.execute(select(rhythms).where(rhythms.c.account_id.in_(account_ids)))
    return {row.account_id: _rhythm(row) for row in found}


def save(session: Session, account_id: str, rhythm: Rhythm, *, at: datetime) -> None:
    """Store a rhythm in the place of the one before."""
    session.execute(delete(rhythms).where(rhythms.c.account_id == account_id))
    session.execute(
        insert(rhythms).values(
            account_id=account_id,
            kind=int(rhythm.kind),
            at=f"{rhythm.at:%H:%M}",
            weekday=rhythm.weekday,
            time_zone=rhythm.time_zone,
            quiet_from=f"{rhythm.quiet_from:%H:%M}" if rhythm.quiet_from else None,
            quiet_until=f"{rhythm.quiet_until:%H:%M}" if rhythm.quiet_until else None,
            chosen_at=at,
        )
    )


def _rhythm(row: Row[Any]) -> Rhythm:
    return Rhythm(
        Kind(row.kind), _time(row.at), row.weekday, row.time_zone, _maybe(row.quiet_from), _maybe(row.quiet_until)
    )


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _maybe(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None

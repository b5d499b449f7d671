"""Messages that a consumer gave up on: kept whole, listed, and replayed by `Consumer.replay`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from inloop_kit import metrics, telemetry
from inloop_kit.database import now
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.kit_tables import dead_letters

MAX_DETAIL = 1000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One parked message. `reason` is a class name or the broker's word, `replayed_at` is None until it worked."""

    id: str
    consumer: str
    event_id: str
    subject: str
    payload: bytes
    headers: Mapping[str, str]
    attempts: int
    reason: str
    detail: str
    parked_at: datetime
    replayed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it came: for whom (the durable name), its id, where it was published, body and headers."""

    consumer: str
    event_id: str
    subject: str
    payload: bytes
    headers: Mapping[str, str]


def park(session: Session, letter: Letter, *, attempts: int, reason: str, detail: str) -> None:
    """Keep a message; parking it again (after a replay, or a late second copy) renews the row."""
    mine = (dead_letters.c.consumer == letter.consumer, dead_letters.c.event_id == letter.event_id)
    row_id = session.scalar(select(dead_letters.c.id).where(*mine).with_for_update())
    values = {
        "subject": letter.subject,
        "payload": letter.payload,
        "headers": dict(letter.headers),
        "attempts": attempts,
        "reason": reason[:100],
        "detail": detail[:MAX_DETAIL],
        "parked_at": now(session),
        "replayed_at": None,
    }
    if row_id:
        session.execute(update(dead_letters).where(dead_letters.c.id == row_id).values(values))
    else:
        key = {"id": new_id(), "consumer": letter.consumer, "event_id": letter.event_id}
        session.execute(insert(dead_letters).values({**key, **values}))
    metrics.current().inbox_dead.labels(letter.consumer).inc()
    facts = {"consumer": letter.consumer, "event_id": letter.event_id, "subject": letter.subject}
    telemetry.log.error("event_parked", reason=reason, **facts)


def waiting(session: Session, *, limit: int = 100) -> Sequence[DeadLetter]:
    """The parked messages that nobody has replayed, oldest first."""
    query = select(dead_letters).where(dead_letters.c.replayed_at.is_(None)).order_by(dead_letters.c.parked_at)
    return [_letter(row) for row in session.execute(query.limit(limit))]


def count_waiting(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).where(dead_letters.c.replayed_at.is_(None))) or 0


def find(session: Session, dead_letter_id: str) -> DeadLetter:
    """One of them; raises Missing."""
    row = session.execute(select(dead_letters).where(dead_letters.c.id == dead_letter_id)).one_or_none()
    if row is None:
        raise Missing
    return _letter(row)


def mark_replayed(session: Session, dead_letter_id: str) -> None:
    """It has worked now."""
    session.execute(update(dead_letters).where(dead_letters.c.id == dead_letter_id).values(replayed_at=now(session)))


def _letter(row: Row[tuple[object, ...]]) -> DeadLetter:
    return DeadLetter(**row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name

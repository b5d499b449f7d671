"""Reading and writing calendar feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.plan.icalendar_writer import Told
from inloop_projects.store.plan.exchange_tables import feed_events, feeds


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed. Its token is nowhere."""

    id: str
    project_id: str
    account_id: str
    name: str
    created_at: datetime
    last_read_on: date | None = None
    revoked_at: datetime | None = None


def add(session: Session, feed: FeedRow, token_hash: str) -> None:
    """Insert a feed."""
    session.execute(insert(feeds).values(**asdict(feed), token_hash=token_hash))


def find(session: Session, project_id: str, feed_id: str) -> FeedRow | None:
    """A feed of a project."""
    row = session.execute(_columns().where(feeds.c.project_id == project_id, feeds.c.id == feed_id)).one_or_none()
    return _feed(row) if row else None


def by_token(session: Session, token_hash: str) -> FeedRow | None:
    """The feed of a token, unless it was ended."""
    query = _columns().where(feeds.c.token_hash == token_hash, feeds.c.revoked_at.is_(None))
    row = session.execute(query).one_or_none()
    return _feed(row) if row else None


def list_all(session: Session, project_id: str, account_id: str = "") -> list[FeedRow]:
    """The feeds of a project, of one account when one is given: present ones first, newest first."""
    query = _columns().where(feeds.c.project_id == project_id)
    if account_id:
        query = query.where(feeds.c.account_id == account_id)
    rows = [_feed(row) for row in session.execute(query.order_by(feeds.c.created_at.desc(), feeds.c.id))]
    return sorted(rows, key=lambda feed: feed.revoked_at is not None)


def revoke(session: Session, feed_id: str, at: datetime) -> None:
    """End a feed and forget what it told."""
    session.execute(update(feeds).where(feeds.c.id == feed_id).values(revoked_at=at))
    session.execute(delete(feed_events).where(feed_events.c.feed_id == feed_id))


def read_on(session: Session, feed_id: str, day: date) -> None:
    """Note the day of the last reading."""
    session.execute(update(feeds).where(feeds.c.id == feed_id).values(last_read_on=day))


def told(session: Session, feed_id: str) -> dict[str, Told]:
    """What a feed last told, by task id."""
    query = select(feed_events).where(feed_events.c.feed_id == feed_id)
    return {
        row.task_id: Told(
            row.task_id, row.digest, row.sequence, row.changed_at, row.start_on, row.finish_on, row.is_cancelled
        )
        for row in session.execute(query)
    }


def tell(session: Session, feed_id: str, before: Mapping[str, Told], now: Iterable[Told]) -> None:
    """Keep what is told now, where it differs from before."""
    kept = {one.task_id: one for one in now}
    gone = [task_id for task_id, one in before.items() if kept.get(task_id) != one]
    mine = feed_events.c.feed_id == feed_id
    if gone:
        session.execute(delete(feed_events).where(mine, feed_events.c.task_id.in_(gone)))
    added = [asdict(one) | {"feed_id": feed_id} for task_id, one in kept.items() if before.get(task_id) != one]
    if added:
        session.execute(insert(feed_events), added)


def _columns() -> Any:
    return select(
        feeds.c.id,
        feeds.c.project_id,
        feeds.c.account_id,
        feeds.c.name,
        feeds.c.created_at,
        feeds.c.last_read_on,
        feeds.c.revoked_at,
    )


def _feed(row: Row[Any]) -> FeedRow:
    return FeedRow(*tuple(row))

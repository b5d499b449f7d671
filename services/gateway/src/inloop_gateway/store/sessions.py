"""Reading and writing sessions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session as Transaction

from inloop_gateway.domain.sessions import IDLE, Session
from inloop_gateway.store.tables import sessions

# Without the hash of the token: nobody needs it after the look-up.
_READ = (
    sessions.c.id,
    sessions.c.account_id,
    sessions.c.began_at,
    sessions.c.seen_at,
    sessions.c.expires_at,
    sessions.c.ended_at,
    sessions.c.agent,
)


def add(transaction: Transaction, session: Session, token_hash: str) -> None:
    """Insert a session."""
    transaction.execute(
        insert(sessions).values(
            id=session.id,
            token_hash=token_hash,
            account_id=session.account_id,
            began_at=session.began_at,
            seen_at=session.seen_at,
            expires_at=session.expires_at,
            ended_at=None,
            agent=session.agent,
        )
    )


def find_by_token(transaction: Transaction, token_hash: str) -> Session | None:
    """The session of a token, whatever its state."""
    row = transaction.execute(select(*_READ).where(sessions.c.token_hash == token_hash)).one_or_none()
    return _session(row) if row else None


def live_of(transaction: Transaction, account_id: str, now: datetime) -> list[Session]:
    """The sessions of an account that still sign in, last used first."""
    query = select(*_READ).where(sessions.c.account_id == account_id, *_live(now))
    return [_session(row) for row in transaction.execute(query.order_by(sessions.c.seen_at.desc()))]


def live_among(transaction: Transaction, session_ids: Iterable[str], now: datetime) -> set[str]:
    """Those of `session_ids` that still sign in."""
    query = select(sessions.c.id).where(sessions.c.id.in_(list(session_ids)), *_live(now))
    return set(transaction.scalars(query))


def end(transaction: Transaction, session_ids: Iterable[str], at: datetime) -> None:
    """End sessions; what has ended stays as it is."""
    ending = update(sessions).where(sessions.c.id.in_(list(session_ids)), sessions.c.ended_at.is_(None))
    transaction.execute(ending.values(ended_at=at))


def see(transaction: Transaction, session_id: str, at: datetime) -> None:
    """Write down that a session is in use."""
    transaction.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=at))


def _live(now: datetime) -> tuple[Any, ...]:
    return sessions.c.ended_at.is_(None), sessions.c.expires_at > now, sessions.c.seen_at > now - IDLE


def _session(row: Any) -> Session:
    return Session(
        id=row.id,
        account_id=row.account_id,
        began_at=row.began_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        agent=row.agent,
    )

"""Reading and writing accounts, sessions, resets and attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session as Transaction

from inloop_gateway.domain.accounts import Account, Reset, Session
from inloop_gateway.store.tables import accounts, attempts, resets, sessions


def add(session: Transaction, account: Account, *, created_at: datetime) -> None:
    """Insert an account."""
    session.execute(
        insert(accounts).values(
            id=account.id,
            email=account.email,
            name=account.name,
            language=account.language,
            password_hash=account.password_hash,
            created_at=created_at,
        )
    )


def find(session: Transaction, account_id: str) -> Account | None:
    """An account by id."""
    row = session.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none()
    return _account(row) if row else None


def by_email(session: Transaction, email: str) -> Account | None:
    """An account by its address, in lower case."""
    row = session.execute(select(accounts).where(accounts.c.email == email.lower())).one_or_none()
    return _account(row) if row else None


def set_password(session: Transaction, account_id: str, password_hash: str) -> None:
    """Store a new password."""
    session.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=password_hash))


def begin(session: Transaction, made: Session, token_hash: str) -> None:
    """Insert a session."""
    session.execute(
        insert(sessions).values(
            id=made.id,
            token_hash=token_hash,
            account_id=made.account_id,
            began_at=made.began_at,
            seen_at=made.seen_at,
            expires_at=made.expires_at,
            agent=made.agent,
        )
    )


def session_of(session: Transaction, token_hash: str) -> Session | None:
    """The session of a token."""
    row = session.execute(select(sessions).where(sessions.c.token_hash == token_hash)).one_or_none()
    return _session(row) if row else None


def sessions_of(session: Transaction, account_id: str) -> list[Session]:
    """Sessions of an account that were not ended, latest first."""
    mine = (sessions.c.account_id == account_id, sessions.c.ended_at.is_(None))
    return [_session(row) for row in session.execute(select(sessions).where(*mine).order_by(sessions.c.seen_at.desc()))]


def note_seen(session: Transaction, session_id: str, at: datetime) -> None:
    """Note the use of a session."""
    session.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=at))


def end(session: Transaction, session_ids: list[str], at: datetime) -> None:
    """End sessions."""
    mine = (sessions.c.id.in_(session_ids), sessions.c.ended_at.is_(None))
    session.execute(update(sessions).where(*mine).values(ended_at=at))


def add_reset(session: Transaction, reset: Reset, *, asked_at: datetime) -> None:
    """Insert a reset; its token comes when the mail is made."""
    session.execute(
        insert(resets).values(id=reset.id, account_id=reset.account_id, asked_at=asked_at, expires_at=reset.expires_at)
    )


def find_reset(session: Transaction, reset_id: str) -> Reset | None:
    """A reset by id."""
    row = session.execute(select(resets).where(resets.c.id == reset_id)).one_or_none()
    return Reset(row.id, row.account_id, row.expires_at, row.used_at) if row else None


def arm_reset(session: Transaction, reset_id: str, token_hash: str) -> None:
    """Give a reset its token; an earlier one is void."""
    session.execute(update(resets).where(resets.c.id == reset_id).values(token_hash=token_hash))


def use_reset(session: Transaction, token_hash: str, at: datetime) -> str | None:
    """Use a reset once: the account, None when the token is unknown, used or out of time."""
    mine = (resets.c.token_hash == token_hash, resets.c.used_at.is_(None), resets.c.expires_at > at)
    used = session.execute(update(resets).where(*mine).values(used_at=at).returning(resets.c.account_id))
    return used.scalar_one_or_none()


def note_attempt(session: Transaction, attempt_id: str, subject: str, at: datetime) -> None:
    """Remember an attempt."""
    session.execute(insert(attempts).values(id=attempt_id, subject=subject, at=at))


def attempts_since(session: Transaction, subject: str, since: datetime) -> list[datetime]:
    """The instants of attempts after `since`; older ones of the subject are forgotten."""
    session.execute(delete(attempts).where(attempts.c.subject == subject, attempts.c.at <= since))
    return list(session.scalars(select(attempts.c.at).where(attempts.c.subject == subject)))


def forget_attempts(session: Transaction, subject: str) -> None:
    """A success forgives what was tried before."""
    session.execute(delete(attempts).where(attempts.c.subject == subject))


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.email, row.name, row.language, row.password_hash)


def _session(row: Row[Any]) -> Session:
    return Session(row.id, row.account_id, row.began_at, row.seen_at, row.expires_at, row.agent, row.ended_at)

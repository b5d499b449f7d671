"""Reading and writing accounts, their resets, and one-time links."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inloop_gateway.domain.accounts import Account, Reset
from inloop_gateway.domain.links import LinkKind
from inloop_gateway.store.tables import accounts, links, password_resets


def add(session: Session, account: Account) -> bool:
    """Insert an account; False when another one has the address (or the id)."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(accounts).values(
        id=account.id,
        email=account.email,
        name=account.name,
        language=account.language,
        password_hash=account.password_hash,
        made_at=account.made_at,
    )
    added = session.execute(statement.on_conflict_do_nothing().returning(accounts.c.id))
    return added.one_or_none() is not None


def find(session: Session, account_id: str) -> Account | None:
    """An account by its id."""
    row = session.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none()
    return _account(row) if row else None


def find_by_email(session: Session, email: str) -> Account | None:
    """An account by its address (lower case)."""
    row = session.execute(select(accounts).where(accounts.c.email == email)).one_or_none()
    return _account(row) if row else None


def set_password(session: Session, account_id: str, new_hash: str, *, instead_of: str | None = None) -> bool:
    """Store a password hash; with `instead_of` only if that is still the present one. Whether it was stored."""
    statement = update(accounts).where(accounts.c.id == account_id).values(password_hash=new_hash)
    if instead_of is not None:
        statement = statement.where(accounts.c.password_hash == instead_of)
    return _changed(session.execute(statement))


def add_reset(session: Session, reset: Reset) -> None:
    """Insert a request for a new password."""
    session.execute(
        insert(password_resets).values(
            id=reset.id,
            account_id=reset.account_id,
            asked_at=reset.asked_at,
            expires_at=reset.expires_at,
            redeemed_at=None,
        )
    )


def find_reset(session: Session, reset_id: str) -> Reset | None:
    """A reset by its id."""
    row = session.execute(select(password_resets).where(password_resets.c.id == reset_id)).one_or_none()
    return Reset(row.id, row.account_id, row.asked_at, row.expires_at, row.redeemed_at) if row else None


def redeem_reset(session: Session, reset: Reset, at: datetime) -> bool:
    """Use up this reset and every other one of its account; False when somebody was faster or it ran out."""
    mine = update(password_resets).where(
        password_resets.c.id == reset.id, password_resets.c.redeemed_at.is_(None), password_resets.c.expires_at > at
    )
    if not _changed(session.execute(mine.values(redeemed_at=at))):
        return False
    others = update(password_resets).where(
        password_resets.c.account_id == reset.account_id, password_resets.c.redeemed_at.is_(None)
    )
    session.execute(others.values(redeemed_at=at))
    return True


def add_link(
    session: Session, token_hash: str, kind: LinkKind, subject_id: str, *, at: datetime, expires_at: datetime
) -> None:
    """Remember the hash of a one-time token."""
    session.execute(
        insert(links).values(
            token_hash=token_hash, kind=int(kind), subject_id=subject_id, issued_at=at, expires_at=expires_at
        )
    )


def subject_of_link(session: Session, token_hash: str, kind: LinkKind) -> str | None:
    """The id of what a token opens, None for an unknown one."""
    query = select(links.c.subject_id).where(links.c.token_hash == token_hash, links.c.kind == int(kind))
    return session.scalars(query).one_or_none()


def _changed(result: Any) -> bool:
    return bool(result.rowcount)


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.email, row.name, row.language, row.password_hash, row.made_at)

"""Reading and writing invitations."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_gateway.domain.invitations import Invitation
from inloop_gateway.store.tables import invitations


def add(session: Session, invitation: Invitation) -> None:
    """Insert an invitation."""
    session.execute(insert(invitations).values(asdict(invitation)))


def find(session: Session, invitation_id: str) -> Invitation | None:
    """An invitation by its id, of any project: for the holder of a link."""
    row = session.execute(select(invitations).where(invitations.c.id == invitation_id)).one_or_none()
    return _invitation(row) if row else None


def find_in_project(session: Session, project_id: str, invitation_id: str) -> Invitation | None:
    """An invitation of a project."""
    query = select(invitations).where(invitations.c.project_id == project_id, invitations.c.id == invitation_id)
    row = session.execute(query).one_or_none()
    return _invitation(row) if row else None


def of_project(session: Session, project_id: str, most: int) -> list[Invitation]:
    """The newest invitations of a project."""
    query = select(invitations).where(invitations.c.project_id == project_id)
    query = query.order_by(invitations.c.issued_at.desc(), invitations.c.id.desc()).limit(most)
    return [_invitation(row) for row in session.execute(query)]


def account_kept_for(session: Session, email: str) -> str | None:
    """The account id that an earlier invitation to this address keeps."""
    query = select(invitations.c.account_id).where(invitations.c.email == email)
    return session.scalars(query.order_by(invitations.c.issued_at).limit(1)).one_or_none()


def cancel_open_of_contact(session: Session, contact_id: str, at: datetime) -> None:
    """Make void what a newer invitation of the contact replaces."""
    _end(session, at, invitations.c.contact_id == contact_id)


def cancel(session: Session, invitation_id: str, at: datetime) -> bool:
    """Make an open invitation void; False when it was not open."""
    return _end(session, at, invitations.c.id == invitation_id)


def accept(session: Session, invitation_id: str, at: datetime) -> bool:
    """Use up an open invitation; False when somebody was faster, it is void or it ran out. Exactly one gets True."""
    statement = update(invitations).where(invitations.c.id == invitation_id, *_open(), invitations.c.expires_at > at)
    accepted: Any = session.execute(statement.values(accepted_at=at))
    return bool(accepted.rowcount)


def _end(session: Session, at: datetime, which: Any) -> bool:
    ended: Any = session.execute(update(invitations).where(which, *_open()).values(cancelled_at=at))
    return bool(ended.rowcount)


def _open() -> tuple[Any, ...]:
    return invitations.c.accepted_at.is_(None), invitations.c.cancelled_at.is_(None)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping

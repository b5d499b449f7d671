"""Reading and writing invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_gateway.domain.accounts import Invitation, InvitationState
from inloop_gateway.store.tables import invitations


def add(session: Session, invitation: Invitation) -> None:
    """Insert an invitation; its token comes when the mail is made."""
    session.execute(
        insert(invitations).values(
            id=invitation.id,
            workspace_id=invitation.workspace_id,
            project_id=invitation.project_id,
            contact_id=invitation.contact_id,
            account_id=invitation.account_id,
            email=invitation.email,
            name=invitation.name,
            language=invitation.language,
            workspace_name=invitation.workspace_name,
            state=int(invitation.state),
            issued_at=invitation.issued_at,
            expires_at=invitation.expires_at,
        )
    )


def find(session: Session, invitation_id: str) -> Invitation | None:
    """An invitation by id."""
    row = session.execute(select(invitations).where(invitations.c.id == invitation_id)).one_or_none()
    return _invitation(row) if row else None


def by_token(session: Session, token_hash: str) -> Invitation | None:
    """The invitation of a token."""
    row = session.execute(select(invitations).where(invitations.c.token_hash == token_hash)).one_or_none()
    return _invitation(row) if row else None


def of_project(session: Session, project_id: str) -> list[Invitation]:
    """The invitations of a project, newest first."""
    query = select(invitations).where(invitations.c.project_id == project_id).order_by(invitations.c.issued_at.desc())
    return [_invitation(row) for row in session.execute(query)]


def account_of_contact(session: Session, contact_id: str) -> str | None:
    """The account that was reserved for a contact by an earlier invitation."""
    query = select(invitations.c.account_id).where(invitations.c.contact_id == contact_id).limit(1)
    return session.execute(query).scalar_one_or_none()


def account_of_email(session: Session, email: str) -> str | None:
    """The account that was reserved for an address by an earlier invitation."""
    query = select(invitations.c.account_id).where(invitations.c.email == email).limit(1)
    return session.execute(query).scalar_one_or_none()


def cancel_open(session: Session, contact_id: str) -> None:
    """Make open invitations of a contact void."""
    mine = (invitations.c.contact_id == contact_id, invitations.c.state == int(InvitationState.OPEN))
    session.execute(update(invitations).where(*mine).values(state=int(InvitationState.CANCELLED), token_hash=None))


def arm(session: Session, invitation_id: str, token_hash: str) -> None:
    """Give an invitation its token; an earlier one is void."""
    session.execute(update(invitations).where(invitations.c.id == invitation_id).values(token_hash=token_hash))


def accept(session: Session, invitation_id: str, at: datetime) -> bool:
    """Accept once; whether this was the one."""
    mine = (
        invitations.c.id == invitation_id,
        invitations.c.state == int(InvitationState.OPEN),
        invitations.c.expires_at > at,
    )
    changed = update(invitations).where(*mine).values(state=int(InvitationState.ACCEPTED)).returning(invitations.c.id)
    return session.execute(changed).scalar_one_or_none() is not None


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        row.id,
        row.workspace_id,
        row.project_id,
        row.contact_id,
        row.account_id,
        row.email,
        row.name,
        row.language,
        row.workspace_name,
        InvitationState(row.state),
        row.issued_at,
        row.expires_at,
    )

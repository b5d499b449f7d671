"""What we know, as messages of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from inloop.gateway.v1 import accounts_pb2, invitations_pb2, sessions_pb2
from inloop.projects.v1 import people_pb2
from inloop_gateway.actions.invitations import Invited
from inloop_gateway.actions.links import Link
from inloop_gateway.domain.accounts import Account
from inloop_gateway.domain.invitations import Invitation
from inloop_gateway.domain.sessions import Session


def account(one: Account) -> accounts_pb2.Account:
    """An account as its owner sees it."""
    return accounts_pb2.Account(id=one.id, email=one.email, name=one.name, language=one.language)


def link(one: Link | None) -> accounts_pb2.IssuedLink:
    """A link, or that there is nothing to send."""
    if one is None:
        return accounts_pb2.IssuedLink(is_void=True)
    return accounts_pb2.IssuedLink(
        email=one.email,
        name=one.name,
        language=one.language,
        url=one.url,
        workspace_name=one.workspace_name,
        expires_at=_instant(one.expires_at),
    )


def signed_in(session: Session, token: str) -> sessions_pb2.SignedIn:
    """A new session with its token, for the edge alone."""
    return sessions_pb2.SignedIn(
        account_id=session.account_id, session_token=token, expires_at=_instant(session.expires_at)
    )


def session_list(found: Iterable[Session], *, current: str) -> sessions_pb2.ListSessionsResponse:
    """The sessions of an account; `current` is the id of the one that asks."""
    return sessions_pb2.ListSessionsResponse(
        sessions=[
            sessions_pb2.Session(
                id=one.id,
                began_at=_instant(one.began_at),
                seen_at=_instant(one.seen_at),
                agent=one.agent,
                is_current=one.id == current,
            )
            for one in found
        ]
    )


def invited(contact: people_pb2.Contact, workspace_name: str) -> Invited:
    """A contact of projects as somebody to invite."""
    return Invited(
        contact_id=contact.id,
        client_id=contact.client_id,
        workspace_name=workspace_name,
        email=contact.email,
        name=contact.name,
        language=contact.language,
        account_id=contact.account_id,
    )


def invitation(one: Invitation, now: datetime) -> invitations_pb2.Invitation:
    """An invitation as staff see it."""
    return invitations_pb2.Invitation(
        id=one.id,
        contact_id=one.contact_id,
        email=one.email,
        state=invitations_pb2.InvitationState.ValueType(int(one.state(now))),
        issued_at=_instant(one.issued_at),
        expires_at=_instant(one.expires_at),
    )


def look(one: Invitation, *, has_account: bool) -> invitations_pb2.InvitationLook:
    """An invitation as the invited person sees it before accepting."""
    return invitations_pb2.InvitationLook(
        email=one.email, name=one.name, workspace_name=one.workspace_name, has_account=has_account
    )


def acceptance(one: Invitation, who: Account) -> invitations_pb2.InvitationAcceptance:
    """What was accepted, by whom."""
    return invitations_pb2.InvitationAcceptance(account_id=who.id, project_id=one.project_id, email=who.email)


def _instant(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made

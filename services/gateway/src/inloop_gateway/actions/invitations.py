"""Inviting a contact, and what the invited person does with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from inloop.gateway.v1.events_pb2 import InvitationAccepted, InvitationIssued
from inloop.options.v1.access_pb2 import LEVEL_STAFF
from inloop_gateway.domain.accounts import Account, AccountChanged, LinkSpent, address
from inloop_gateway.domain.invitations import LASTS, Invitation, State
from inloop_gateway.domain.links import LinkKind
from inloop_gateway.domain.tokens import hash_of
from inloop_gateway.store import accounts as account_rows
from inloop_gateway.store import invitations as rows
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing, NotNow
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope

MOST_LISTED = 200


class InvitationClosed(NotNow):
    """The invitation was accepted or has ended."""

    reason = "INVITATION_CLOSED"


@dataclass(frozen=True, slots=True)
class Invited:
    """What projects knows of the contact that is invited."""

    contact_id: str
    client_id: str
    workspace_name: str
    email: str
    name: str
    language: str
    account_id: str = ""
    """The account it was bound to before, if any."""


class Invitations:
    """What can be done about invitations."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def invite(self, session: Session, caller: Caller, who: Invited) -> Invitation:
        """Invite a contact; an earlier open invitation of it becomes void. The mail follows from the event."""
        now, email = self.clock.now(), address(who.email)
        rows.cancel_open_of_contact(session, who.contact_id, now)
        invitation = Invitation(
            id=new_id(),
            workspace_id=caller.workspace_id,
            workspace_name=who.workspace_name,
            project_id=caller.project_id,
            client_id=who.client_id,
            contact_id=who.contact_id,
            account_id=self._account_for(session, email, who.account_id),
            email=email,
            name=who.name,
            language=who.language or "en",
            issued_at=now,
            expires_at=now + LASTS,
        )
        rows.add(session, invitation)
        event = InvitationIssued(
            invitation_id=invitation.id, contact_id=invitation.contact_id, account_id=invitation.account_id
        )
        _announce(session, event, invitation)
        audit.append(
            session,
            caller,
            action="invitation.issued",
            about=f"invitation/{invitation.id}",
            facts={"contact_id": invitation.contact_id},
        )
        return invitation

    def list_all(self, session: Session, caller: Caller) -> list[Invitation]:
        """The project's newest invitations, at most 200."""
        return rows.of_project(session, caller.project_id, MOST_LISTED)

    def cancel(self, session: Session, caller: Caller, invitation_id: str) -> Invitation:
        """Make an invitation void; cancelling twice is no error. Errors: Missing, InvitationClosed when accepted."""
        found = rows.find_in_project(session, caller.project_id, invitation_id)
        if found is None:
            raise Missing
        if not rows.cancel(session, invitation_id, self.clock.now()):
            if found.state(self.clock.now()) is State.ACCEPTED:
                raise InvitationClosed("This invitation was accepted already.")
            return found
        audit.append(session, caller, action="invitation.cancelled", about=f"invitation/{invitation_id}")
        return replace(found, cancelled_at=self.clock.now())

    def find_open(self, session: Session, token: str) -> Invitation:
        """The open invitation that a token belongs to. Errors: LinkSpent."""
        subject = account_rows.subject_of_link(session, hash_of(token), LinkKind.INVITATION)
        found = rows.find(session, subject) if subject else None
        if found is None or found.state(self.clock.now()) is not State.OPEN:
            raise LinkSpent
        return found

    def look(self, session: Session, token: str) -> tuple[Invitation, bool]:
        """What an invitation is, and whether its address has an account already. Errors: LinkSpent."""
        found = self.find_open(session, token)
        return found, account_rows.find_by_email(session, found.email) is not None

    def accept(
        self, session: Session, caller: Caller, token: str, *, name: str, account: Account | None, new_hash: str
    ) -> tuple[Invitation, Account]:
        """Use the invitation up. `account` has shown its password; without one `new_hash` makes a new account.

        Errors: LinkSpent (also for all but one of many at once), AccountChanged.
        """
        found = self.find_open(session, token)
        if not rows.accept(session, found.id, self.clock.now()):
            raise LinkSpent
        present = account or self._new_account(session, found, name or found.name, new_hash)
        event = InvitationAccepted(invitation_id=found.id, contact_id=found.contact_id, account_id=present.id)
        _announce(session, event, found)
        who = replace(caller, account_id=present.id, workspace_id=found.workspace_id, project_id=found.project_id)
        audit.append(session, who, action="invitation.accepted", about=f"invitation/{found.id}")
        return found, present

    def _new_account(self, session: Session, found: Invitation, name: str, new_hash: str) -> Account:
        account = Account(found.account_id, found.email, name, found.language, new_hash, self.clock.now())
        if not account_rows.add(session, account):
            raise AccountChanged
        return account

    def _account_for(self, session: Session, email: str, bound_to: str) -> str:
        """One address is one account, whoever invites it: the existing one, else the one kept for it, else a new id."""
        account = account_rows.find_by_email(session, email)
        if account is not None:
            return account.id
        kept = rows.account_kept_for(session, email)
        if kept:
            return kept
        is_free = bool(bound_to) and account_rows.find(session, bound_to) is None
        return bound_to if is_free else new_id()


def _announce(session: Session, event: InvitationIssued | InvitationAccepted, found: Invitation) -> None:
    scope = Scope(found.workspace_id, found.project_id, found.client_id)
    outbox.append(session, event, aggregate_id=found.contact_id, scope=scope, visible_from=LEVEL_STAFF)

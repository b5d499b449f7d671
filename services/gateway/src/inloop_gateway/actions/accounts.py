"""Accounts and their passwords. What is hashed here was verified and hashed before the transaction."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from inloop.gateway.v1.events_pb2 import PasswordResetRequested
from inloop.options.v1.access_pb2 import LEVEL_STAFF
from inloop_gateway.actions.sessions import Sessions
from inloop_gateway.domain.accounts import RESET_LASTS, Account, AccountChanged, LinkSpent, Reset, address
from inloop_gateway.domain.links import LinkKind
from inloop_gateway.domain.tokens import hash_of
from inloop_gateway.store import accounts as rows
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope


class Accounts:
    """What can be done about accounts."""

    def __init__(self, clock: Clock, sessions: Sessions) -> None:
        self.clock = clock
        self.sessions = sessions

    def create(
        self, session: Session, caller: Caller, *, email: str, name: str, language: str, password_hash: str
    ) -> Account:
        """A new account, or the one that has the address already, unchanged."""
        account = Account(new_id(), address(email), name, language or "en", password_hash, self.clock.now())
        if not rows.add(session, account):
            present = rows.find_by_email(session, account.email)
            assert present is not None, "only an address can be taken"
            return present
        audit.append(session, caller, action="account.created", about=f"account/{account.id}")
        return account

    def get(self, session: Session, account_id: str) -> Account:
        """An account. Errors: Missing."""
        account = rows.find(session, account_id)
        if account is None:
            raise Missing
        return account

    def find_by_email(self, session: Session, email: str) -> Account | None:
        """The account of an address, None when nobody has it."""
        return rows.find_by_email(session, address(email))

    def change_password(self, session: Session, caller: Caller, *, instead_of: str, new_hash: str) -> None:
        """Replace the hash that the old password was verified against; the other sessions end."""
        if not rows.set_password(session, caller.account_id, new_hash, instead_of=instead_of):
            raise AccountChanged
        self.sessions.end_all(session, caller, except_for=caller.session_id)
        audit.append(session, caller, action="password.changed", about=f"account/{caller.account_id}")

    def request_reset(self, session: Session, caller: Caller, email: str) -> None:
        """Remember the request and announce it. An unknown address leaves the same rows, and its link is void."""
        account = self.find_by_email(session, email)
        now = self.clock.now()
        reset = Reset(new_id(), account.id if account else None, now, now + RESET_LASTS, None)
        rows.add_reset(session, reset)
        event = PasswordResetRequested(reset_id=reset.id)
        outbox.append(session, event, aggregate_id=reset.id, scope=Scope(""), visible_from=LEVEL_STAFF)
        who = replace(caller, account_id=reset.account_id or "")
        audit.append(session, who, action="password.reset_requested", about=f"reset/{reset.id}")

    def find_reset(self, session: Session, token: str) -> tuple[Reset, Account]:
        """The open reset that a token belongs to. Errors: LinkSpent."""
        subject = rows.subject_of_link(session, hash_of(token), LinkKind.PASSWORD_RESET)
        reset = rows.find_reset(session, subject) if subject else None
        if reset is None or reset.account_id is None or not reset.is_open(self.clock.now()):
            raise LinkSpent
        return reset, self.get(session, reset.account_id)

    def reset_password(self, session: Session, caller: Caller, token: str, new_hash: str) -> None:
        """Use the token up, set the password, end every session. Errors: LinkSpent, also when somebody was faster."""
        reset, account = self.find_reset(session, token)
        if not rows.redeem_reset(session, reset, self.clock.now()):
            raise LinkSpent
        rows.set_password(session, account.id, new_hash)
        owner = replace(caller, account_id=account.id)
        self.sessions.end_all(session, owner)
        audit.append(session, owner, action="password.reset", about=f"account/{account.id}")

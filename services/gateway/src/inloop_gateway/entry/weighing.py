"""What must happen ahead of the transaction of a credential: counting the try, computing the hash.

A refused try rolls its transaction back, so its count is written in one of its own; argon2 takes 30 ms, in which no
database lock is held.
"""

from __future__ import annotations

from dataclasses import dataclass

from inloop_gateway.actions.hashing import Hashing
from inloop_gateway.actions.throttling import Throttling
from inloop_gateway.domain.accounts import Account
from inloop_gateway.domain.tokens import fingerprint
from inloop_gateway.store import accounts as rows
from inloop_gateway.store import invitations
from inloop_kit.database import Database


@dataclass(frozen=True, slots=True)
class Weighed:
    """The account that a credential is for, whether it matches, and the hash of the new password."""

    account: Account | None
    matches: bool
    password_hash: str


class Weighing:
    """Counts and hashes."""

    def __init__(self, database: Database, hashing: Hashing, throttling: Throttling) -> None:
        self.database = database
        self.hashing = hashing
        self.throttling = throttling

    def sign_in(self, email: str, password: str, network: str) -> Weighed:
        """Weigh an address and a password; known and unknown addresses cost the same. Errors: TooMuch."""
        subject = f"sign-in/{fingerprint(email.lower())[:40]}"
        self._count(subject, network)
        with self.database.read() as session:
            account = rows.by_email(session, email)
        matches = self.hashing.matches(password, account.password_hash if account else None)
        if matches:
            self._forgive(subject)
        return Weighed(account, matches, "")

    def change(self, account_id: str, old_password: str, new_password: str) -> Weighed:
        """Weigh the present password of an account. Errors: TooMuch."""
        subject = f"change/{account_id}"
        self._count(subject, "")
        with self.database.read() as session:
            account = rows.find(session, account_id)
        matches = self.hashing.matches(old_password, account.password_hash if account else None)
        if matches:
            self._forgive(subject)
        return Weighed(account, matches, self.hashing.hash(new_password))

    def accept(self, token: str, password: str) -> Weighed:
        """Weigh the password of an invitation: of the account that is there, or a new one. Errors: TooMuch."""
        subject = f"accept/{fingerprint(token)[:40]}"
        self._count(subject, "")
        with self.database.read() as session:
            invitation = invitations.by_token(session, fingerprint(token))
            account = rows.by_email(session, invitation.email) if invitation else None
        if account is not None:
            return Weighed(account, self.hashing.matches(password, account.password_hash), "")
        return Weighed(None, matches=False, password_hash=self.hashing.hash(password))

    def _count(self, subject: str, network: str) -> None:
        with self.database.write() as session:
            self.throttling.note(session, subject, network=network)

    def _forgive(self, subject: str) -> None:
        with self.database.write() as session:
            self.throttling.forgive(session, subject)

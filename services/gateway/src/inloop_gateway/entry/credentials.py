"""What happens before the transaction of a call that shows a credential: counting the try, looking, hashing.

Argon2 takes 30 ms, so it runs while no transaction is open; and a try is counted in a transaction of its own, because
the refusal that follows rolls the call's back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inloop_gateway.actions.accounts import Accounts
from inloop_gateway.actions.hasher import PasswordHasher
from inloop_gateway.actions.invitations import Invitations
from inloop_gateway.actions.throttle import Throttle
from inloop_gateway.domain.accounts import Account, SignInRefused, WrongPassword, address
from inloop_gateway.domain.passwords import refuse_weak
from inloop_gateway.domain.throttling import PER_ACCOUNT, RESETS_PER_ACCOUNT, Limit
from inloop_kit.caller import Caller
from inloop_kit.database import Database

SIGN_IN = "sign-in"
CHANGE = "change-password"
RESET = "request-reset"
ACCEPT = "accept-invitation"


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown: `account` when its password was right, `new_hash` when a new password was given."""

    account: Account | None = None
    new_hash: str = field(default="", repr=False)


class Credentials:
    """Verifies what is shown; each method is a `before_` of one call."""

    def __init__(
        self,
        database: Database,
        hasher: PasswordHasher,
        throttle: Throttle,
        accounts: Accounts,
        invitations: Invitations,
    ) -> None:
        self.database = database
        self.hasher = hasher
        self.throttle = throttle
        self.accounts = accounts
        self.invitations = invitations

    def sign_in(self, email: str, password: str) -> Shown:
        """The account of an address and password; the same work for an unknown address. Errors: SignInRefused."""
        self._take(SIGN_IN, address(email), PER_ACCOUNT)
        with self.database.read() as session:
            account = self.accounts.find_by_email(session, email)
        if not self.hasher.is_right(account.password_hash if account else None, password) or account is None:
            raise SignInRefused("Address or password is wrong.")
        return Shown(account)

    def create(self, email: str, name: str, password: str) -> Shown:
        """The hash of an operator's choice. Errors: WeakPassword."""
        refuse_weak(password, email=email, name=name, field="password")
        return Shown(new_hash=self.hasher.hash(password))

    def change(self, caller: Caller, old_password: str, new_password: str) -> Shown:
        """Verify the old password and hash the new one. Errors: WrongPassword, WeakPassword."""
        self._take(CHANGE, caller.account_id, PER_ACCOUNT)
        with self.database.read() as session:
            account = self.accounts.get(session, caller.account_id)
        if not self.hasher.is_right(account.password_hash, old_password):
            raise WrongPassword("This is not your present password.", field="old_password")
        refuse_weak(new_password, email=account.email, name=account.name, field="new_password")
        return Shown(account, self.hasher.hash(new_password))

    def request_reset(self, email: str) -> None:
        """Nobody's mailbox is filled by us."""
        self._take(RESET, address(email), RESETS_PER_ACCOUNT)

    def reset(self, token: str, new_password: str) -> Shown:
        """Hash the new password of an open reset. Errors: LinkSpent, WeakPassword."""
        with self.database.read() as session:
            _, account = self.accounts.find_reset(session, token)
        refuse_weak(new_password, email=account.email, name=account.name, field="new_password")
        return Shown(account, self.hasher.hash(new_password))

    def accept(self, token: str, name: str, password: str) -> Shown:
        """Verify the password of the invited address's account, or hash that of a new one.

        Errors: LinkSpent, WrongPassword, WeakPassword.
        """
        with self.database.read() as session:
            invitation = self.invitations.find_open(session, token)
            account = self.accounts.find_by_email(session, invitation.email)
        if account is None:
            refuse_weak(password, email=invitation.email, name=name or invitation.name, field="password")
            return Shown(new_hash=self.hasher.hash(password))
        self._take(ACCEPT, account.id, PER_ACCOUNT)
        if not self.hasher.is_right(account.password_hash, password):
            raise WrongPassword("This is not the password of your account.", field="password")
        return Shown(account)

    def _take(self, path: str, who: str, limit: Limit) -> None:
        with self.database.write() as session:
            self.throttle.take(session, path, who, limit)

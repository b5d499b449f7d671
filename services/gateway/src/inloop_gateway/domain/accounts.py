"""An account: the one sign-in that a person has, and the refusals around its credentials."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inloop_kit.errors import Conflict, Invalid, NotNow, NotSignedIn

RESET_LASTS = timedelta(hours=48)


class SignInRefused(NotSignedIn):
    """Address and password do not belong together; which of them is wrong is not said."""

    reason = "SIGN_IN_REFUSED"


class WrongPassword(Invalid):
    """The present password that was given is not the account's."""

    reason = "WRONG_PASSWORD"


class LinkSpent(NotNow):
    """A one-time link is unknown, was used, was cancelled or ran out; which of these is not said."""

    reason = "LINK_SPENT"

    def __init__(self) -> None:
        super().__init__("This link does not work any more. Ask for a new one.")


class AccountChanged(Conflict):
    """Somebody else changed the account at the same moment."""

    reason = "ACCOUNT_CHANGED"

    def __init__(self) -> None:
        super().__init__("The account changed at the same moment. Try again.")


@dataclass(frozen=True, slots=True)
class Account:
    """An account with its password hash (argon2id, encoded with its parameters)."""

    id: str
    email: str
    name: str
    language: str
    password_hash: str = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Reset:
    """A request for a new password. Without an account the address was unknown: it is void and only looks alike."""

    id: str
    account_id: str | None
    asked_at: datetime
    expires_at: datetime
    redeemed_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether a link to it still works."""
        return self.account_id is not None and self.redeemed_at is None and now < self.expires_at


def address(email: str) -> str:
    """An address as we compare it: without outer spaces, in lower case (both parts, as mail providers do)."""
    return email.strip().lower()

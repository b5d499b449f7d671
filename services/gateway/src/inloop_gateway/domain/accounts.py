"""Accounts, sessions and one-time links as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

SESSION_LASTS = timedelta(days=14)
SESSION_IDLE = timedelta(days=3)
RESET_LASTS = timedelta(hours=2)
INVITATION_LASTS = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
"""How exactly the last use of a session is noted."""


class InvitationState(IntEnum):
    """Where an invitation stands."""

    OPEN = 1
    ACCEPTED = 2
    CANCELLED = 3
    EXPIRED = 4


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in; `password_hash` as argon2 writes it."""

    id: str
    email: str
    name: str
    language: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in somewhere."""

    id: str
    account_id: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    ended_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it lets its holder in."""
        return self.ended_at is None and now < self.expires_at and now < self.seen_at + SESSION_IDLE


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation of a contact, with the account that is reserved for it."""

    id: str
    workspace_id: str
    project_id: str
    contact_id: str
    account_id: str
    email: str
    name: str
    language: str
    workspace_name: str
    state: InvitationState
    issued_at: datetime
    expires_at: datetime

    def state_at(self, now: datetime) -> InvitationState:
        """The state, with an open one that ran out as EXPIRED."""
        ran_out = self.state is InvitationState.OPEN and now >= self.expires_at
        return InvitationState.EXPIRED if ran_out else self.state


@dataclass(frozen=True, slots=True)
class Reset:
    """A password reset that was asked for; `account_id` is empty when the address is unknown."""

    id: str
    account_id: str
    expires_at: datetime
    used_at: datetime | None

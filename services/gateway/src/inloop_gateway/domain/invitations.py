"""An invitation of a contact: it is accepted once, or it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

LASTS = timedelta(days=14)


class State(IntEnum):
    """Where an invitation stands; the numbers of the contract."""

    OPEN = 1
    ACCEPTED = 2
    CANCELLED = 3
    EXPIRED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Whom, to what, and what became of it. `account_id` is the account that the contact will sign in with."""

    id: str
    workspace_id: str
    workspace_name: str
    project_id: str
    client_id: str
    contact_id: str
    account_id: str
    email: str
    name: str
    language: str
    issued_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    cancelled_at: datetime | None = None

    def state(self, now: datetime) -> State:
        """Where it stands at this instant."""
        if self.accepted_at is not None:
            return State.ACCEPTED
        if self.cancelled_at is not None:
            return State.CANCELLED
        return State.OPEN if now < self.expires_at else State.EXPIRED

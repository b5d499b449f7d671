"""Counting attempts on credentials, per account and per network."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop_gateway.domain.throttle import PER_ACCOUNT, PER_NETWORK, Limit, require_below
from inloop_gateway.store import accounts as rows
from inloop_kit.clock import Clock
from inloop_kit.ids import new_id


class Throttling:
    """Counters in the database, so that every process counts together."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def note(self, session: Session, subject: str, *, network: str = "") -> None:
        """Count one attempt on a subject from a network. Errors: TooMuch."""
        self._note(session, subject, PER_ACCOUNT)
        if network:
            self._note(session, f"network/{network}", PER_NETWORK)

    def forgive(self, session: Session, subject: str) -> None:
        """A success forgets the attempts on a subject; those of the network stay counted."""
        rows.forget_attempts(session, subject)

    def _note(self, session: Session, subject: str, limit: Limit) -> None:
        now = self.clock.now()
        require_below(limit, rows.attempts_since(session, subject, now - limit.window), now)
        rows.note_attempt(session, new_id(), subject, now)

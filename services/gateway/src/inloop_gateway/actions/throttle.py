"""Counting tries of credentials per account and per network."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from inloop_gateway.domain.throttling import Limit, judge
from inloop_gateway.store import tries
from inloop_kit.clock import Clock


class Throttle:
    """Whoever tries is counted before the answer is known; a success takes the count back."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def take(self, session: Session, path: str, who: str, limit: Limit) -> None:
        """Count one try of `who` (an address, an account id, a network) on a path. Errors: TooMuch above the limit."""
        now = self.clock.now()
        judge(tries.count(session, path, _hidden(who), window=limit.window, at=now), limit, now)

    def forget(self, session: Session, path: str, who: str) -> None:
        """Begin anew after a success."""
        tries.forget(session, path, _hidden(who))

    def take_back(self, session: Session, path: str, who: str) -> None:
        """Uncount one try that succeeded."""
        tries.take_back(session, path, _hidden(who))

    def purge(self, session: Session) -> None:
        """Forget what no longer matters, ended sessions and old links too."""
        tries.purge(session, self.clock.now())


def _hidden(who: str) -> str:
    """Addresses of people who have no account here are nobody's business: only their hash is kept."""
    return hashlib.sha256(who.encode("utf-8")).hexdigest()

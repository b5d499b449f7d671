"""How often a credential may be tried: per account and per network, with a window that forgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inloop_kit.errors import TooMuch


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts in `window`."""

    most: int
    window: timedelta


PER_ACCOUNT = Limit(10, timedelta(minutes=15))
PER_NETWORK = Limit(100, timedelta(minutes=15))


def require_below(limit: Limit, attempts: list[datetime], now: datetime) -> None:
    """Refuse one attempt too many; `attempts` are the instants of those in the window. Errors: TooMuch."""
    recent = sorted(at for at in attempts if at > now - limit.window)
    if len(recent) >= limit.most:
        wait = recent[len(recent) - limit.most] + limit.window - now
        raise TooMuch("Too many attempts. Wait, then try again.", retry_after=max(1, int(wait.total_seconds()) + 1))

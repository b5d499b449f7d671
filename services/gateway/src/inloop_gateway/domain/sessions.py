"""A session: how long it lasts and when its use is written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(days=30)
"""However busy it is."""
IDLE = timedelta(days=7)
"""Without use."""
SEEN_STEP = timedelta(minutes=1)
"""Use is written down this often, so that reading does not mean writing."""
AGENT_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of an account on one device."""

    id: str
    account_id: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    agent: str

    def is_live(self, now: datetime) -> bool:
        """Whether it still signs anybody in."""
        return self.ended_at is None and now < self.expires_at and now < self.seen_at + IDLE

    def is_seen_due(self, now: datetime) -> bool:
        """Whether its use should be written down again."""
        return now >= self.seen_at + SEEN_STEP

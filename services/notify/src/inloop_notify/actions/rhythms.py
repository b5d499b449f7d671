"""A person's own rhythm."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_notify.domain.rhythm import Rhythm, default_rhythm
from inloop_notify.store import rhythms as rows


class Rhythms:
    """What can be done about rhythms."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def get(self, session: Session, account_id: str, time_zone: str = "UTC") -> Rhythm:
        """The rhythm of an account, or the default in a zone."""
        return self.of_many(session, {account_id: time_zone})[account_id]

    def of_many(self, session: Session, time_zones: Mapping[str, str]) -> dict[str, Rhythm]:
        """The rhythms of accounts, for those who have not chosen the default in their zone."""
        chosen = rows.find(session, list(time_zones))
        return {one: chosen.get(one) or default_rhythm(zone or "UTC") for one, zone in time_zones.items()}

    def choose(self, session: Session, caller: Caller, rhythm: Rhythm) -> Rhythm:
        """Choose the caller's rhythm; it holds for matters from now on."""
        rows.save(session, caller.account_id, rhythm, at=self.clock.now())
        audit.append(session, caller, action="rhythm.chosen", about=f"account/{caller.account_id}")
        return rhythm

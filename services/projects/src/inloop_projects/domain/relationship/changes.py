"""Rules of change requests: states, what an approval needs, and the hash of what was shown."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from inloop_kit.errors import Conflict, Forbidden, NotNow
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.fallout import Fallout


class ChangeState(IntEnum):
    """Where a change stands."""

    SUBMITTED = 1
    OFFERED = 2
    APPLIED = 3
    DECLINED = 4
    WITHDRAWN = 5
    EXPIRED = 6


class ShownDiffers(Conflict):
    """What would be approved is not what was shown."""

    reason = "PLAN_MOVED_ON"


class NeedsCommercial(Forbidden):
    """A price is approved by somebody who sees it."""

    reason = "NEEDS_COMMERCIAL"


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in whole minor units."""

    currency: str
    minor_units: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change request of one client. `hidden_edits` is internal work of the estimate."""

    id: str
    workspace_id: str
    project_id: str
    client_id: str
    title: str
    reason: str
    state: ChangeState
    edits: tuple[Edit, ...]
    asked_by_account_id: str
    asked_by: str
    submitted_at: datetime
    hidden_edits: tuple[Edit, ...] = ()
    price: Price | None = None
    offer_note: str | None = None
    expires_on: date | None = None
    offered_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    approved_hash: str | None = None
    settled_picture: bytes | None = None

    @property
    def all_edits(self) -> tuple[Edit, ...]:
        """What approval would do to the plan."""
        return self.edits + self.hidden_edits

    @property
    def is_settled(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.state not in (ChangeState.SUBMITTED, ChangeState.OFFERED)

    def state_on(self, today: date) -> ChangeState:
        """The state, with an offer that ran out as EXPIRED."""
        ran_out = self.state is ChangeState.OFFERED and self.expires_on is not None and today > self.expires_on
        return ChangeState.EXPIRED if ran_out else self.state


@dataclass(frozen=True, slots=True)
class Shown:
    """What one level sees of a change's effect: finishes of rows that it sees, the price only at COMMERCIAL."""

    fallout: Fallout
    finish_before_on: date | None
    finish_after_on: date | None
    finish_moves_days: int
    price: Price | None

    @property
    def hash(self) -> str:
        """SHA-256 of everything that is shown, in a fixed form; what an approval signs."""
        return hashlib.sha256(json.dumps(self._facts(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def _facts(self) -> dict[str, object]:
        picture = self.fallout
        return {
            "milestones": [_move(move) for move in picture.milestones],
            "moved": [_move(move) for move in picture.moved],
            "finish": [str(self.finish_before_on), str(self.finish_after_on)],
            "critical": [list(picture.critical_before), list(picture.critical_after)],
            "price": [self.price.currency, self.price.minor_units] if self.price else None,
        }


def require(change: Change, today: date, *states: ChangeState) -> None:
    """Refuse what the state does not allow. Errors: NotNow."""
    state = change.state_on(today)
    if state not in states:
        raise NotNow("This is not possible in the state of the change.", state=state.name)


def require_price_seen(change: Change, level: int) -> None:
    """A priced change is approved by somebody at COMMERCIAL. Errors: NeedsCommercial."""
    if change.price is not None and level < Level.COMMERCIAL:
        raise NeedsCommercial("This change has a price. Somebody who sees prices must approve it.")


def require_same(shown_hash: str, now: Shown) -> None:
    """The approver agrees to what was shown, nothing else. Errors: ShownDiffers."""
    if now.hash != shown_hash:
        raise ShownDiffers("What you would approve has changed since it was shown. Look at it again.", now=now.hash)


def sentence(shown: Shown) -> str:
    """The conclusion: the milestones that move most, or that nothing visible moves."""
    moving = [move for move in shown.fallout.milestones if move.days]
    if not moving:
        if shown.finish_moves_days and shown.finish_after_on:
            return f"The finish moves {_days(shown.finish_moves_days)} to {_day(shown.finish_after_on)}."
        return "No milestone moves."
    first = max(moving, key=lambda move: (abs(move.days or 0), str(move.finish_after)))
    rest = len(moving) - 1
    more = f", and {rest} more milestone{'s' if rest > 1 else ''}" if rest else ""
    after = first.finish_after
    return f"{first.name} moves {_days(first.days or 0)} to {_day(after.date()) if after else 'no date'}{more}."


def _move(move: object) -> list[str]:
    names = ("task_id", "name", "start_before", "finish_before", "start_after", "finish_after", "days")
    return [str(getattr(move, name)) for name in names]


def _days(days: int) -> str:
    word = "day" if abs(days) == 1 else "days"
    return f"{days} working {word}" if days > 0 else f"{-days} working {word} earlier"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

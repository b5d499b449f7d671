"""Rules of change requests: states and steps, who knows which alternative, what an approval needs, what it signs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import IntEnum

from inloop_kit.errors import Conflict, Forbidden, Invalid, NotNow
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.edits import AddTask, Edit
from inloop_projects.domain.plan.fallout import Fallout, TaskMove
from inloop_projects.domain.plan.picture import last_day

MOST_ALTERNATIVES = 5
OBSTACLE = "This cannot be done as the plan is now."
"""The one thing that is said of edits that no longer apply: the true reason may be one that the reader may not know."""


class ChangeState(IntEnum):
    """Where a change stands. APPROVED is only a step: approval applies in the same instant."""

    SUBMITTED = 1
    OFFERED = 2
    APPLIED = 3
    DECLINED = 4
    WITHDRAWN = 5
    EXPIRED = 6
    DRAFT = 7
    ESTIMATED = 8
    APPROVED = 9


FINAL = frozenset({ChangeState.APPLIED, ChangeState.DECLINED, ChangeState.WITHDRAWN})
TO_OFFER = (ChangeState.SUBMITTED, ChangeState.ESTIMATED, ChangeState.OFFERED, ChangeState.EXPIRED)
TO_DECLINE = (ChangeState.SUBMITTED, ChangeState.ESTIMATED, ChangeState.OFFERED)
TO_WITHDRAW = (ChangeState.DRAFT, *TO_DECLINE)


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
class Step:
    """A step of a change: where it stood from then on, and who did it as clients see the person (None: time did)."""

    state: ChangeState
    at: datetime
    by: str | None = None
    is_anew: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a change can be done. `number` is 1 to 5; `title` is None for the wish itself.

    `seen_from` has the least level that may read each of `edits`; `hidden_edits` are for staff alone.
    """

    number: int
    edits: tuple[Edit, ...]
    seen_from: tuple[int, ...]
    title: str | None = None
    hidden_edits: tuple[Edit, ...] = ()
    price: Price | None = None
    note: str | None = None

    @property
    def all_edits(self) -> tuple[Edit, ...]:
        """What approval would do to the plan."""
        return self.edits + self.hidden_edits


@dataclass(frozen=True, slots=True)
class Change:
    """A change request of one client. `edits` is the wish; `alternatives` are those of the estimate or offer.

    `picture` is what was approved as TIMELINE sees it, `signed_picture` as the approver saw it at `signed_level`.
    """

    id: str
    workspace_id: str
    project_id: str
    client_id: str
    title: str
    reason: str
    state: ChangeState
    edits: tuple[Edit, ...]
    seen_from: tuple[int, ...]
    asked_by_account_id: str
    asked_by: str
    submitted_at: datetime
    is_staffs: bool = False
    alternatives: tuple[Alternative, ...] = ()
    chosen: int | None = None
    becomes_promise: bool = False
    offer_note: str | None = None
    expires_on: date | None = None
    offered_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    approved_hash: str | None = None
    settled_picture: bytes | None = None
    signed_picture: bytes | None = None
    signed_level: int | None = None
    steps: tuple[Step, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.state in FINAL

    @property
    def wish(self) -> Alternative:
        """The wish alone, as it was asked for."""
        return Alternative(1, self.edits, self.seen_from)

    def known_to(self, level: int) -> tuple[Alternative, ...]:
        """The alternatives that a level may know: until they are offered, clients know the wish only."""
        is_known = bool(self.alternatives) and (level >= Level.STAFF or self.offered_at is not None)
        return self.alternatives if is_known else (self.wish,)

    def present(self, level: int) -> Alternative:
        """What stands for the change where one alternative must: the chosen one, else the first known."""
        known = self.known_to(level)
        return next((one for one in known if one.number == self.chosen), known[0])

    def alternative(self, number: int) -> Alternative:
        """The alternative that is approved; 0 where there is one only. Errors: Invalid."""
        if number == 0 and len(self.alternatives) == 1:
            return self.alternatives[0]
        for one in self.alternatives:
            if one.number == number:
                return one
        raise Invalid("Say which of the alternatives.", field="alternative")

    def picture_for(self, level: int) -> bytes | None:
        """What was signed, as far as a level may see it."""
        may_see_signed = self.signed_level is not None and level >= self.signed_level
        return self.signed_picture if may_see_signed else self.settled_picture

    def is_known_to(self, *, staff: bool) -> bool:
        """What was never asked for is known to its author's side only."""
        return self.is_staffs is staff or any(step.state is ChangeState.SUBMITTED for step in self.steps)

    def state_on(self, today: date) -> ChangeState:
        """The state, with an offer that ran out as EXPIRED."""
        return ChangeState.EXPIRED if self.ran_out(today) else self.state

    def ran_out(self, today: date) -> bool:
        """Whether it is an offer whose last day is over."""
        return self.state is ChangeState.OFFERED and self.expires_on is not None and today > self.expires_on

    def moved_to(self, state: ChangeState, at: datetime, by: str | None, *, is_anew: bool = False) -> Change:
        """The change in another state, with the step written down."""
        return replace(self, state=state, steps=(*self.steps, Step(state, at, by, is_anew)))


@dataclass(frozen=True, slots=True)
class Money:
    """What a change does to money, as far as a level sees it: price and budget at COMMERCIAL, the rest for staff."""

    price: Price | None = None
    budget_after: Price | None = None
    work_change_minutes: int | None = None
    cost_change: Price | None = None
    margin_change: Price | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What one level sees of a change's effect: finishes of rows that it sees, money as far as it may.

    `terms` is what is offered besides: texts, number, last day, visible edits.
    """

    fallout: Fallout
    finish_before_on: date | None
    finish_after_on: date | None
    finish_moves_days: int
    money: Money = Money()
    terms: tuple[object, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of everything that is shown, in a fixed form; what an approval signs."""
        return hashlib.sha256(
            json.dumps(self._facts(), sort_keys=True, separators=(",", ":"), default=str).encode()
        ).hexdigest()

    def _facts(self) -> dict[str, object]:
        picture = self.fallout
        return {
            "milestones": [_move(move) for move in picture.milestones],
            "moved": [_move(move) for move in picture.moved],
            "finish": [self.finish_before_on, self.finish_after_on, self.finish_moves_days],
            "critical": [picture.critical_before, picture.critical_after],
            "money": asdict(self.money),
            "terms": self.terms,
        }


def terms_of(change: Change, one: Alternative, edits: Sequence[Edit]) -> tuple[object, ...]:
    """What is offered besides the effect. `edits` are those that the level sees; their levels are not in it."""
    texts = (change.title, change.reason, change.offer_note, one.title, one.note)
    facts = (one.number, change.expires_on, change.becomes_promise, one.price is not None)
    return (*texts, *facts, tuple(repr(replace(e, visible_from=0) if isinstance(e, AddTask) else e) for e in edits))


def require(change: Change, today: date, *states: ChangeState) -> None:
    """Refuse what the state does not allow. Errors: NotNow."""
    state = change.state_on(today)
    if state not in states:
        raise NotNow("This is not possible in the state of the change.", state=state.name)


def require_price_seen(alternative: Alternative, level: int) -> None:
    """A priced alternative is approved by somebody at COMMERCIAL. Errors: NeedsCommercial."""
    if alternative.price is not None and level < Level.COMMERCIAL:
        raise NeedsCommercial("This change has a price. Somebody who sees prices must approve it.")


def require_same(shown_hash: str, now: Shown | None) -> None:
    """The approver agrees to what was shown, nothing else. Errors: ShownDiffers; None is what no longer applies."""
    if now is None:
        raise ShownDiffers("The plan has changed: " + OBSTACLE)
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


def _move(move: TaskMove) -> list[object]:
    """A row before and after in the days that are shown."""
    before = _shown_days(move.start_before, move.finish_before)
    after = _shown_days(move.start_after, move.finish_after)
    return [move.task_id, move.name, before, after, move.days]


def _shown_days(start: datetime | None, finish: datetime | None) -> tuple[date, date] | None:
    return (start.date(), last_day(start, finish)) if start is not None and finish is not None else None


def _days(days: int) -> str:
    word = "day" if abs(days) == 1 else "days"
    return f"{days} working {word}" if days > 0 else f"{-days} working {word} earlier"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

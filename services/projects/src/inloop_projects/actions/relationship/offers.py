"""Offers: a change estimated, offered in one way or several, agreed to and applied, declined, or run out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from inloop.projects.v1.events_pb2 import ChangeEstimated, ChangeOffered, ChangeReoffered, ChangeSettled
from inloop_kit.caller import Caller
from inloop_kit.errors import Forbidden, Invalid, Missing, NotNow
from inloop_projects.actions.plan.baselines import MOST, Baselines
from inloop_projects.actions.plan.plans import Plans, concrete, deed_of
from inloop_projects.actions.relationship.change_desk import ChangeDesk, Told, name_of
from inloop_projects.actions.relationship.effects import Ground
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.errors import EditRefused, PlanRefused
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.relationship import changes as rules
from inloop_projects.domain.relationship.changes import (
    Alternative,
    Change,
    ChangeState,
    Price,
    Shown,
    require,
    require_price_seen,
    require_same,
)
from inloop_projects.domain.relationship.wishes import readable_from, under_their_phases
from inloop_projects.store.plan import baselines as baseline_rows
from inloop_projects.store.plan import projects
from inloop_projects.store.relationship import changes as rows

NAME_OF_A_BASELINE = 120


@dataclass(frozen=True, slots=True)
class Offered:
    """A way in which a manager offers a change; without edits it is the wish. Numbered from 1 in their order."""

    title: str = ""
    edits: tuple[Edit, ...] = ()
    hidden_edits: tuple[Edit, ...] = ()
    price: Price | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One to five ways, to be decided until the end of `expires_on` (None: for ever).

    With `becomes_promise` the plan becomes the new promise when one of them is approved.
    """

    ways: tuple[Offered, ...] = (Offered(),)
    note: str = ""
    expires_on: date | None = None
    becomes_promise: bool = False


Keep = Callable[[Shown], bytes]
"""Makes the picture that was agreed to into bytes that can be shown later."""


class Offers:
    """What whoever offers a change, or decides on an offer, can do."""

    def __init__(self, desk: ChangeDesk, plans: Plans, baselines: Baselines, keep: Keep) -> None:
        self.desk = desk
        self.plans = plans
        self.baselines = baselines
        self.keep = keep

    def estimate(self, session: Session, caller: Caller, change_id: str, alternatives: Sequence[Offered]) -> Told:
        """Begin or go on with an estimate, of which clients see nothing but that it is going on. Errors: NotNow."""
        change = self.desk.held(session, caller, change_id)
        ground = self.desk.ground(session, caller)
        require(change, ground.picture.status_on, *rules.TO_OFFER)
        ways = self._alternatives(change, ground, alternatives) if alternatives else change.alternatives
        estimated = replace(change, alternatives=ways, offered_at=None, expires_on=None, settled_at=None)
        if change.state is not ChangeState.ESTIMATED:
            estimated = estimated.moved_to(ChangeState.ESTIMATED, self.desk.clock.now(), name_of(session, caller))
            self.desk.tell(session, estimated, ChangeEstimated(change_id=change.id, client_id=change.client_id))
        rows.save(session, estimated)
        self.desk.note(session, caller, estimated, "estimated")
        return self.desk.told(session, caller, estimated, ground)

    def offer(self, session: Session, caller: Caller, change_id: str, offer: Offer) -> Told:
        """Offer a change in one way or several, or offer it anew. Errors: NotNow when it is settled, EditRefused."""
        change = self.desk.held(session, caller, change_id)
        ground = self.desk.ground(session, caller)
        require(change, ground.picture.status_on, *rules.TO_OFFER)
        if offer.expires_on is not None and offer.expires_on < ground.picture.status_on:
            raise Invalid("The last day of the offer is over already.", field="expires_on")
        if offer.becomes_promise and len(baseline_rows.list_all(session, caller.project_id)) >= MOST:
            raise NotNow("All numbers of baselines are taken.", state="FULL")
        offered = replace(
            change,
            alternatives=self._alternatives(change, ground, offer.ways),
            offer_note=offer.note or None,
            expires_on=offer.expires_on,
            becomes_promise=offer.becomes_promise,
            offered_at=self.desk.clock.now(),
            settled_at=None,
        ).moved_to(ChangeState.OFFERED, self.desk.clock.now(), name_of(session, caller))
        rows.save(session, offered)
        self.desk.tell(session, offered, ChangeOffered(change_id=change.id, client_id=change.client_id))
        self.desk.note(session, caller, offered, "offered", has_price=any(one.price for one in offered.alternatives))
        return self.desk.told(session, caller, offered, ground)

    def approve(
        self, session: Session, caller: Caller, change_id: str, *, shown_hash: str, alternative: int = 0
    ) -> Told:
        """Agree to exactly what was shown; the plan moves in this transaction.

        Errors: NotNow, NeedsCommercial, ShownDiffers when the picture at the caller's level is another one now.
        """
        change = self.desk.held(session, caller, change_id)
        projects.hold(session, caller.project_id)
        ground, one, shown = self._to_approve(session, caller, change, alternative)
        require_same(shown_hash, shown)
        # What every reader of the change may look at later is the picture of the least level that sees changes at all.
        common = self.desk.shown(session, ground, Level.TIMELINE, change, one)
        plan = apply(ground.picture.plan, one.all_edits)
        sentence = f"Approved: {change.title}"
        deed = deed_of(session, caller, DeedKind.CHANGE, sentence, change_id=change.id, client_id=change.client_id)
        self.plans.write(session, ground.project, ground.picture, plan, deed)
        if change.becomes_promise:
            name = f"After: {change.title}"[:NAME_OF_A_BASELINE]
            self.baselines.save(session, caller, name=name, is_promise=True)
        assert shown is not None
        approved = replace(
            change,
            chosen=one.number,
            approved_hash=shown_hash,
            settled_picture=self.keep(common),
            signed_picture=self.keep(shown),
            signed_level=int(caller.level),
        ).moved_to(ChangeState.APPROVED, self.desk.clock.now(), name_of(session, caller))
        return self.desk.settle(session, caller, approved, ChangeState.APPLIED)

    def differs(self, session: Session, caller: Caller, change_id: str, *, shown_hash: str, alternative: int) -> bool:
        """Whether an approval would be refused only because what was shown has changed."""
        try:
            change = self.desk.find(session, caller, change_id)
            _, _, shown = self._to_approve(session, caller, change, alternative)
        except (Missing, NotNow, Forbidden, Invalid):
            return False
        return shown is None or shown.hash != shown_hash

    def offer_anew(self, session: Session, caller: Caller, change_id: str) -> None:
        """Write down that an approval was refused, once per offer, and tell staff; the offer stands as it is now."""
        change = self.desk.held(session, caller, change_id)
        if change.state is not ChangeState.OFFERED or change.steps[-1].is_anew:
            return
        rows.save(session, change.moved_to(ChangeState.OFFERED, self.desk.clock.now(), None, is_anew=True))
        event = ChangeReoffered(change_id=change.id, client_id=change.client_id)
        self.desk.tell(session, change, event)
        self.desk.note(session, caller, change, "refused")

    def decline(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Say no. Errors: NotNow."""
        change = self.desk.held(session, caller, change_id)
        require(change, self.desk.today(session, caller), *rules.TO_DECLINE)
        return self.desk.settle(session, caller, change, ChangeState.DECLINED)

    def expire(self, session: Session, project_id: str, change_id: str) -> bool:
        """Write down and announce that an offer has run out; whether it has, and nobody did so before."""
        change = rows.find(session, project_id, change_id, lock=True)
        project = projects.find(session, project_id)
        if change is None or project is None or not change.ran_out(self.desk.pictures.today(project.time_zone)):
            return False
        now = self.desk.clock.now()
        rows.save(session, replace(change, settled_at=now).moved_to(ChangeState.EXPIRED, now, None))
        self.desk.tell(session, change, ChangeSettled(change_id=change.id, client_id=change.client_id))
        return True

    def _alternatives(self, change: Change, ground: Ground, ways: Sequence[Offered]) -> tuple[Alternative, ...]:
        """Ways as alternatives that the plan can take; hidden work is hidden whatever was said. Errors: EditRefused."""
        plan, made = ground.picture.plan, []
        for index, way in enumerate(ways):
            if way.price is not None and way.price.currency != ground.project.currency:
                where = f"alternatives.{index}.price.currency" if len(ways) > 1 else "price.currency"
                raise Invalid(f"The project's money is in {ground.project.currency}.", field=where)
            edits = under_their_phases(plan, concrete(plan, way.edits)) if way.edits else list(change.edits)
            hidden = [
                replace(edit, visible_from=int(Level.STAFF)) if isinstance(edit, ask.AddTask) else edit
                for edit in concrete(plan, way.hidden_edits)
            ]
            apply(plan, [*edits, *hidden])
            made.append(
                Alternative(
                    number=index + 1,
                    edits=tuple(edits),
                    seen_from=readable_from(plan, edits) if way.edits else change.seen_from,
                    title=way.title or None,
                    hidden_edits=tuple(hidden),
                    price=way.price,
                    note=way.note or None,
                )
            )
        return tuple(made)

    def _to_approve(
        self, session: Session, caller: Caller, change: Change, number: int
    ) -> tuple[Ground, Alternative, Shown | None]:
        ground = self.desk.ground(session, caller)
        require(change, ground.picture.status_on, ChangeState.OFFERED)
        one = change.alternative(number)
        require_price_seen(one, caller.level)
        try:
            return ground, one, self.desk.shown(session, ground, caller.level, change, one)
        except (EditRefused, PlanRefused):
            return ground, one, None

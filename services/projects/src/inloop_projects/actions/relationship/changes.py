"""Change requests: tried, drafted, asked for, estimated, offered, agreed to, applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from google.protobuf.message import Message
from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import (
    ChangeEstimated,
    ChangeOffered,
    ChangeReoffered,
    ChangeSettled,
    ChangeSubmitted,
)
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Forbidden, Invalid, Missing, NotNow
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_projects.actions.plan.baselines import MOST, Baselines
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import Plans, concrete, deed_of
from inloop_projects.actions.relationship.effects import Effects, Ground
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply, refuse_unseen
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.errors import EditRefused, PlanRefused
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.plan.picture import Picture
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
from inloop_projects.domain.relationship.wishes import of_contact, readable, readable_from, under_their_phases
from inloop_projects.store.people import persons
from inloop_projects.store.plan import baselines as baseline_rows
from inloop_projects.store.plan import projects
from inloop_projects.store.relationship import changes as rows

NAME_OF_A_BASELINE = 120


@dataclass(frozen=True, slots=True)
class Way:
    """An alternative as the reader sees it; `shown` is None in lists, when it is settled, and with an obstacle."""

    alternative: Alternative
    edits: tuple[Edit, ...]
    shown: Shown | None
    has_obstacle: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A change as the reader sees it. `picture` is what was signed, `client_name` is for staff."""

    change: Change
    state: ChangeState
    ways: tuple[Way, ...]
    client_name: str
    picture: bytes | None = None

    @property
    def present(self) -> Way:
        """The way that stands for the change: the chosen one, else the first."""
        return next((way for way in self.ways if way.alternative.number == self.change.chosen), self.ways[0])

    @property
    def shown(self) -> Shown | None:
        """The effect of the present way."""
        return self.present.shown


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


class Changes:
    """What can be done about change requests."""

    def __init__(self, clock: Clock, pictures: Pictures, plans: Plans, baselines: Baselines, keep: Keep) -> None:
        self.clock = clock
        self.pictures = pictures
        self.plans = plans
        self.baselines = baselines
        self.keep = keep
        self.effects = Effects()

    def preview(self, session: Session, caller: Caller, edits: Sequence[Edit]) -> Shown:
        """What a wish would do, at the caller's level. Errors: EditRefused."""
        return self.preview_all(session, caller, [edits])[0]

    def preview_all(self, session: Session, caller: Caller, wishes: Sequence[Sequence[Edit]]) -> list[Shown]:
        """What each of several wishes would do, at the caller's level. Errors: EditRefused."""
        ground = self._ground(session, caller)
        client_id = "" if caller.is_staff else caller.client_id
        return [
            self.effects.shown(session, ground, caller.level, _checked(caller, ground, edits), client_id=client_id)
            for edits in wishes
        ]

    def save_draft(
        self, session: Session, caller: Caller, *, title: str, reason: str, edits: Sequence[Edit], client_id: str
    ) -> Told:
        """Keep a wish that is not asked for yet."""
        change = self._new(session, caller, title, reason, edits, client_id)
        drafted = change.moved_to(ChangeState.DRAFT, self.clock.now(), change.asked_by)
        rows.add(session, drafted)
        self._note(session, caller, drafted, "drafted")
        return self._told(session, caller, drafted)

    def update_draft(
        self, session: Session, caller: Caller, change_id: str, *, title: str, reason: str, edits: Sequence[Edit]
    ) -> Told:
        """Write a draft anew. Errors: NotNow when it is none any more."""
        change = self._held(session, caller, change_id)
        ground = self._ground(session, caller)
        require(change, ground.picture.status_on, ChangeState.DRAFT)
        wish = _checked(caller, ground, edits)
        apply(ground.picture.plan, wish)
        levels = readable_from(ground.picture.plan, wish)
        written = replace(change, title=title, reason=reason, edits=tuple(wish), seen_from=levels)
        rows.save(session, written)
        self._note(session, caller, written, "drafted")
        return self._told(session, caller, written)

    def submit_draft(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Ask for what a draft holds. Errors: NotNow, Invalid when it is empty, EditRefused when the plan moved on."""
        change = self._held(session, caller, change_id)
        ground = self._ground(session, caller)
        require(change, ground.picture.status_on, ChangeState.DRAFT)
        if not change.edits:
            raise Invalid("Say what is wanted first.", field="edits")
        if not caller.is_staff:
            refuse_unseen(ground.picture.plan, change.edits, lambda task: task.visible_from <= caller.level)
        apply(ground.picture.plan, change.edits)
        rows.save(session, asked := self._asked(session, caller, change))
        return self._told(session, caller, asked, ground)

    def submit(
        self, session: Session, caller: Caller, *, title: str, reason: str, edits: Sequence[Edit], client_id: str
    ) -> Told:
        """Ask for a change: a contact for the own client, staff on behalf of one."""
        change = self._new(session, caller, title, reason, edits, client_id)
        rows.add(session, asked := self._asked(session, caller, change))
        return self._told(session, caller, asked, self._ground(session, caller))

    def list_all(self, session: Session, caller: Caller) -> list[Told]:
        """The changes that the caller may see, newest first, without effects."""
        found = rows.list_all(session, caller.project_id, "" if caller.is_staff else caller.client_id)
        picture = self.pictures.of(session, caller.project_id)[1]
        clients = persons.list_clients(session, caller.workspace_id) if caller.is_staff else []
        names = {client.id: client.name for client in clients}
        return [
            self._seen(session, caller, change, picture, names, None)
            for change in found
            if change.is_known_to(staff=caller.is_staff)
        ]

    def get(self, session: Session, caller: Caller, change_id: str) -> Told:
        """A change with what each way would do to the plan as it is now; a settled one with what was signed."""
        change = self._find(session, caller, change_id)
        return self._told(session, caller, change, None if change.is_final else self._ground(session, caller))

    def estimate(self, session: Session, caller: Caller, change_id: str, alternatives: Sequence[Offered]) -> Told:
        """Begin or go on with an estimate, of which clients see nothing but that it is going on. Errors: NotNow."""
        change = self._held(session, caller, change_id)
        ground = self._ground(session, caller)
        require(change, ground.picture.status_on, *rules.TO_OFFER)
        ways = self._alternatives(change, ground, alternatives) if alternatives else change.alternatives
        estimated = replace(change, alternatives=ways, offered_at=None, expires_on=None, settled_at=None)
        if change.state is not ChangeState.ESTIMATED:
            estimated = estimated.moved_to(ChangeState.ESTIMATED, self.clock.now(), _name(session, caller))
            self._tell(session, estimated, ChangeEstimated(change_id=change.id, client_id=change.client_id))
        rows.save(session, estimated)
        self._note(session, caller, estimated, "estimated")
        return self._told(session, caller, estimated, ground)

    def offer(self, session: Session, caller: Caller, change_id: str, offer: Offer) -> Told:
        """Offer a change in one way or several, or offer it anew. Errors: NotNow when it is settled, EditRefused."""
        change = self._held(session, caller, change_id)
        ground = self._ground(session, caller)
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
            offered_at=self.clock.now(),
            settled_at=None,
        ).moved_to(ChangeState.OFFERED, self.clock.now(), _name(session, caller))
        rows.save(session, offered)
        self._tell(session, offered, ChangeOffered(change_id=change.id, client_id=change.client_id))
        self._note(session, caller, offered, "offered", has_price=any(one.price for one in offered.alternatives))
        return self._told(session, caller, offered, ground)

    def approve(
        self, session: Session, caller: Caller, change_id: str, *, shown_hash: str, alternative: int = 0
    ) -> Told:
        """Agree to exactly what was shown; the plan moves in this transaction.

        Errors: NotNow, NeedsCommercial, ShownDiffers when the picture at the caller's level is another one now.
        """
        change = self._held(session, caller, change_id)
        projects.hold(session, caller.project_id)
        ground, one, shown = self._to_approve(session, caller, change, alternative)
        require_same(shown_hash, shown)
        # What every reader of the change may look at later is the picture of the least level that sees changes at all.
        common = self._shown(session, ground, Level.TIMELINE, change, one)
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
        ).moved_to(ChangeState.APPROVED, self.clock.now(), _name(session, caller))
        return self._settle(session, caller, approved, ChangeState.APPLIED)

    def differs(self, session: Session, caller: Caller, change_id: str, *, shown_hash: str, alternative: int) -> bool:
        """Whether an approval would be refused only because what was shown has changed."""
        try:
            change = self._find(session, caller, change_id)
            _, _, shown = self._to_approve(session, caller, change, alternative)
        except (Missing, NotNow, Forbidden, Invalid):
            return False
        return shown is None or shown.hash != shown_hash

    def offer_anew(self, session: Session, caller: Caller, change_id: str) -> None:
        """Write down that an approval was refused, once per offer, and tell staff; the offer stands as it is now."""
        change = self._held(session, caller, change_id)
        if change.state is not ChangeState.OFFERED or change.steps[-1].is_anew:
            return
        rows.save(session, change.moved_to(ChangeState.OFFERED, self.clock.now(), None, is_anew=True))
        event = ChangeReoffered(change_id=change.id, client_id=change.client_id)
        self._tell(session, change, event)
        self._note(session, caller, change, "refused")

    def decline(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Say no. Errors: NotNow."""
        change = self._held(session, caller, change_id)
        require(change, self._today(session, caller), *rules.TO_DECLINE)
        return self._settle(session, caller, change, ChangeState.DECLINED)

    def withdraw(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Take a wish back. Errors: NotNow."""
        change = self._held(session, caller, change_id)
        require(change, self._today(session, caller), *rules.TO_WITHDRAW)
        return self._settle(session, caller, change, ChangeState.WITHDRAWN)

    def expire(self, session: Session, project_id: str, change_id: str) -> bool:
        """Write down and announce that an offer has run out; whether it has, and nobody did so before."""
        change = rows.find(session, project_id, change_id, lock=True)
        project = projects.find(session, project_id)
        if change is None or project is None or not change.ran_out(self.pictures.today(project.time_zone)):
            return False
        now = self.clock.now()
        rows.save(session, replace(change, settled_at=now).moved_to(ChangeState.EXPIRED, now, None))
        self._tell(session, change, ChangeSettled(change_id=change.id, client_id=change.client_id))
        return True

    def _new(
        self, session: Session, caller: Caller, title: str, reason: str, edits: Sequence[Edit], client_id: str
    ) -> Change:
        if caller.is_staff and persons.find_client(session, caller.workspace_id, client_id) is None:
            raise Invalid("Say for which client.", field="client_id")
        ground = self._ground(session, caller)
        wish = _checked(caller, ground, edits)
        apply(ground.picture.plan, wish)
        return Change(
            id=new_id(),
            workspace_id=caller.workspace_id,
            project_id=caller.project_id,
            client_id=client_id if caller.is_staff else caller.client_id,
            title=title,
            reason=reason,
            state=ChangeState.DRAFT,
            edits=tuple(wish),
            seen_from=readable_from(ground.picture.plan, wish),
            asked_by_account_id=caller.account_id,
            asked_by=_name(session, caller),
            submitted_at=self.clock.now(),
            is_staffs=caller.is_staff,
        )

    def _asked(self, session: Session, caller: Caller, change: Change) -> Change:
        """The change as one that was asked for now, announced. Whoever submits a draft has asked."""
        now, by = self.clock.now(), _name(session, caller)
        asked = replace(change, submitted_at=now, asked_by=by, asked_by_account_id=caller.account_id)
        asked = asked.moved_to(ChangeState.SUBMITTED, now, by)
        event = ChangeSubmitted(change_id=asked.id, client_id=asked.client_id, author_account_id=caller.account_id)
        self._tell(session, asked, event)
        self._note(session, caller, asked, "submitted")
        return asked

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
        ground = self._ground(session, caller)
        require(change, ground.picture.status_on, ChangeState.OFFERED)
        one = change.alternative(number)
        require_price_seen(one, caller.level)
        try:
            return ground, one, self._shown(session, ground, caller.level, change, one)
        except (EditRefused, PlanRefused):
            return ground, one, None

    def _shown(self, session: Session, ground: Ground, level: int, change: Change, one: Alternative) -> Shown:
        edits = readable(ground.picture.plan, one.edits, one.seen_from, level)
        return self.effects.shown(
            session,
            ground,
            level,
            one.all_edits,
            client_id=change.client_id,
            price=one.price,
            terms=rules.terms_of(change, one, edits),
        )

    def _ground(self, session: Session, caller: Caller) -> Ground:
        return Ground(*self.pictures.of(session, caller.project_id))

    def _find(self, session: Session, caller: Caller, change_id: str, *, lock: bool = False) -> Change:
        client_id = "" if caller.is_staff else caller.client_id
        change = rows.find(session, caller.project_id, change_id, client_id, lock=lock)
        if change is None or not change.is_known_to(staff=caller.is_staff):
            raise Missing
        return change

    def _held(self, session: Session, caller: Caller, change_id: str) -> Change:
        """A change that nobody else can move until this transaction ends."""
        return self._find(session, caller, change_id, lock=True)

    def _settle(self, session: Session, caller: Caller, change: Change, state: ChangeState) -> Told:
        now, by = self.clock.now(), _name(session, caller)
        settled = replace(change, settled_at=now, settled_by=by).moved_to(state, now, by)
        rows.save(session, settled)
        if change.state is not ChangeState.DRAFT:
            event = ChangeSettled(change_id=change.id, client_id=change.client_id, author_account_id=caller.account_id)
            self._tell(session, settled, event)
        self._note(session, caller, settled, state.name.lower(), hash=change.approved_hash or "")
        return self._told(session, caller, settled)

    def _told(self, session: Session, caller: Caller, change: Change, ground: Ground | None = None) -> Told:
        """A change as the caller sees it; with its effects when the ground is given."""
        client = persons.find_client(session, caller.workspace_id, change.client_id)
        picture = self.pictures.of(session, caller.project_id)[1]
        names = {change.client_id: client.name} if client else {}
        return self._seen(session, caller, change, picture, names, ground)

    def _seen(
        self,
        session: Session,
        caller: Caller,
        change: Change,
        picture: Picture,
        names: Mapping[str, str],
        ground: Ground | None,
    ) -> Told:
        ways = []
        for one in change.known_to(caller.level):
            edits = tuple(readable(picture.plan, one.edits, one.seen_from, caller.level))
            shown, has_obstacle = None, False
            if ground is not None:
                try:
                    shown = self._shown(session, ground, caller.level, change, one)
                except (EditRefused, PlanRefused):
                    has_obstacle = True
            ways.append(Way(one, edits, shown, has_obstacle))
        state, signed = change.state_on(picture.status_on), change.picture_for(caller.level)
        return Told(change, state, tuple(ways), names.get(change.client_id, ""), signed)

    def _tell(self, session: Session, change: Change, event: Message) -> None:
        scope = Scope(change.workspace_id, change.project_id, change.client_id)
        staff_only = isinstance(event, ChangeReoffered)
        visible_from = access_pb2.LEVEL_STAFF if staff_only else access_pb2.LEVEL_TIMELINE
        outbox.append(session, event, aggregate_id=change.id, scope=scope, visible_from=visible_from)

    def _note(self, session: Session, caller: Caller, change: Change, deed: str, **facts: str | int | bool) -> None:
        audit.append(session, caller, action=f"change.{deed}", about=f"change/{change.id}", facts=facts)

    def _today(self, session: Session, caller: Caller) -> date:
        return self.pictures.of(session, caller.project_id)[1].status_on


def _checked(caller: Caller, ground: Ground, edits: Sequence[Edit]) -> list[Edit]:
    """Edits in terms of the plan; a row that a contact does not see is answered like an absent one."""
    plan = ground.picture.plan
    mine = list(edits) if caller.is_staff else of_contact(plan, edits, caller.level)
    return under_their_phases(plan, concrete(plan, mine))


def _name(session: Session, caller: Caller) -> str:
    """The caller's display name in this workspace."""
    if caller.is_staff:
        member = persons.find_staff(session, caller.workspace_id, caller.account_id)
        return member.name if member else ""
    contact = persons.find_contact(session, caller.contact_id)
    return contact.name if contact else ""

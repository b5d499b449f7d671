"""What asking for a change and deciding on it have in common: finding it, telling it at a level, announcing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from google.protobuf.message import Message
from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import ChangeReoffered, ChangeSettled
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.outbox import Scope
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.relationship.effects import Effects, Ground
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.errors import EditRefused, PlanRefused
from inloop_projects.domain.plan.picture import Picture
from inloop_projects.domain.relationship import changes as rules
from inloop_projects.domain.relationship.changes import Alternative, Change, ChangeState, Shown
from inloop_projects.domain.relationship.wishes import readable
from inloop_projects.store.people import persons
from inloop_projects.store.relationship import changes as rows


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


class ChangeDesk:
    """Change requests as both sides handle them."""

    def __init__(self, clock: Clock, pictures: Pictures) -> None:
        self.clock = clock
        self.pictures = pictures
        self.effects = Effects()

    def shown(self, session: Session, ground: Ground, level: int, change: Change, one: Alternative) -> Shown:
        """What one way does to the plan as it is now, at a level. Raises as `apply` and `schedule` do."""
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

    def ground(self, session: Session, caller: Caller) -> Ground:
        """The caller's project and the picture of its plan."""
        return Ground(*self.pictures.of(session, caller.project_id))

    def find(self, session: Session, caller: Caller, change_id: str, *, lock: bool = False) -> Change:
        """A change that the caller may know of. Errors: Missing."""
        client_id = "" if caller.is_staff else caller.client_id
        change = rows.find(session, caller.project_id, change_id, client_id, lock=lock)
        if change is None or not change.is_known_to(staff=caller.is_staff):
            raise Missing
        return change

    def held(self, session: Session, caller: Caller, change_id: str) -> Change:
        """A change that nobody else can move until this transaction ends."""
        return self.find(session, caller, change_id, lock=True)

    def settle(self, session: Session, caller: Caller, change: Change, state: ChangeState) -> Told:
        """End a change, and say so to those who know of it; a draft was known to nobody else."""
        now, by = self.clock.now(), name_of(session, caller)
        settled = replace(change, settled_at=now, settled_by=by).moved_to(state, now, by)
        rows.save(session, settled)
        if change.state is not ChangeState.DRAFT:
            event = ChangeSettled(change_id=change.id, client_id=change.client_id, author_account_id=caller.account_id)
            self.tell(session, settled, event)
        self.note(session, caller, settled, state.name.lower(), hash=change.approved_hash or "")
        return self.told(session, caller, settled)

    def told(self, session: Session, caller: Caller, change: Change, ground: Ground | None = None) -> Told:
        """A change as the caller sees it; with its effects when the ground is given."""
        client = persons.find_client(session, caller.workspace_id, change.client_id)
        picture = self.pictures.of(session, caller.project_id)[1]
        names = {change.client_id: client.name} if client else {}
        return self.seen(session, caller, change, picture, names, ground)

    def seen(
        self,
        session: Session,
        caller: Caller,
        change: Change,
        picture: Picture,
        names: Mapping[str, str],
        ground: Ground | None,
    ) -> Told:
        """A change at the level of the caller; `names` are those of clients by id, for staff."""
        ways = []
        for one in change.known_to(caller.level):
            edits = tuple(readable(picture.plan, one.edits, one.seen_from, caller.level))
            shown, has_obstacle = None, False
            if ground is not None:
                try:
                    shown = self.shown(session, ground, caller.level, change, one)
                except (EditRefused, PlanRefused):
                    has_obstacle = True
            ways.append(Way(one, edits, shown, has_obstacle))
        state, signed = change.state_on(picture.status_on), change.picture_for(caller.level)
        return Told(change, state, tuple(ways), names.get(change.client_id, ""), signed)

    def tell(self, session: Session, change: Change, event: Message) -> None:
        """Announce a step in this transaction; a refused approval to staff alone."""
        scope = Scope(change.workspace_id, change.project_id, change.client_id)
        staff_only = isinstance(event, ChangeReoffered)
        visible_from = access_pb2.LEVEL_STAFF if staff_only else access_pb2.LEVEL_TIMELINE
        outbox.append(session, event, aggregate_id=change.id, scope=scope, visible_from=visible_from)

    def note(self, session: Session, caller: Caller, change: Change, deed: str, **facts: str | int | bool) -> None:
        """Write a step into the audit log."""
        audit.append(session, caller, action=f"change.{deed}", about=f"change/{change.id}", facts=facts)

    def today(self, session: Session, caller: Caller) -> date:
        """The day in the project's zone."""
        return self.pictures.of(session, caller.project_id)[1].status_on


def name_of(session: Session, caller: Caller) -> str:
    """The caller's display name in this workspace."""
    if caller.is_staff:
        member = persons.find_staff(session, caller.workspace_id, caller.account_id)
        return member.name if member else ""
    contact = persons.find_contact(session, caller.contact_id)
    return contact.name if contact else ""

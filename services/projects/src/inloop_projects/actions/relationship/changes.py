"""Change requests: tried, asked for, offered, agreed to, applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from google.protobuf.message import Message
from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import ChangeOffered, ChangeSettled, ChangeSubmitted
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Invalid, Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_projects.actions.plan.pictures import Pictures, start_of
from inloop_projects.actions.plan.plans import Plans, concrete
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply, refuse_unseen
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.fallout import compare
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import Task
from inloop_projects.domain.plan.picture import Picture, last_day
from inloop_projects.domain.relationship.changes import (
    Change,
    ChangeState,
    Price,
    Shown,
    require,
    require_price_seen,
    require_same,
)
from inloop_projects.store.people import persons
from inloop_projects.store.relationship import changes as rows
from inloop_worktime import working_days_between


@dataclass(frozen=True, slots=True)
class Told:
    """A change with its effect as the reader sees it; no effect in lists. `client_name` is for staff."""

    change: Change
    state: ChangeState
    shown: Shown | None
    client_name: str


Keep = Callable[[Shown], bytes]
"""Makes the picture that was agreed to into bytes that can be shown later."""


class Changes:
    """What can be done about change requests."""

    def __init__(self, clock: Clock, pictures: Pictures, plans: Plans, keep: Keep) -> None:
        self.clock = clock
        self.pictures = pictures
        self.plans = plans
        self.keep = keep

    def preview(self, session: Session, caller: Caller, edits: Sequence[ask.Edit]) -> Shown:
        """What a wish would do, at the caller's level. Errors: EditRefused."""
        _, picture = self.pictures.of(session, caller.project_id)
        return _shown(picture, self._checked(caller, picture, edits), caller.level, None)

    def submit(
        self,
        session: Session,
        caller: Caller,
        *,
        title: str,
        reason: str,
        edits: Sequence[ask.Edit],
        client_id: str,
    ) -> Told:
        """Ask for a change: a contact for the own client, staff on behalf of one."""
        if caller.is_staff and persons.find_client(session, caller.workspace_id, client_id) is None:
            raise Invalid("Say for which client.", field="client_id")
        _, picture = self.pictures.of(session, caller.project_id)
        wish = self._checked(caller, picture, edits)
        shown = _shown(picture, wish, caller.level, None)
        change = Change(
            id=new_id(),
            workspace_id=caller.workspace_id,
            project_id=caller.project_id,
            client_id=client_id if caller.is_staff else caller.client_id,
            title=title,
            reason=reason,
            state=ChangeState.SUBMITTED,
            edits=tuple(wish),
            asked_by_account_id=caller.account_id,
            asked_by=_name(session, caller),
            submitted_at=self.clock.now(),
        )
        rows.add(session, change)
        event = ChangeSubmitted(change_id=change.id, client_id=change.client_id, author_account_id=caller.account_id)
        self._tell(session, change, event)
        audit.append(session, caller, action="change.submitted", about=f"change/{change.id}")
        return self._told(session, caller, change, shown)

    def list_all(self, session: Session, caller: Caller) -> list[Told]:
        """The changes that the caller may see, newest first, without effects."""
        found = rows.list_all(session, caller.project_id, "" if caller.is_staff else caller.client_id)
        return [self._told(session, caller, change, None) for change in found]

    def get(self, session: Session, caller: Caller, change_id: str) -> Told:
        """A change with what it would do to the plan as it is now; a settled one without."""
        change = self._find(session, caller, change_id)
        if change.is_settled:
            return self._told(session, caller, change, None)
        _, picture = self.pictures.of(session, caller.project_id)
        return self._told(session, caller, change, _shown(picture, change.all_edits, caller.level, change.price))

    def offer(
        self,
        session: Session,
        caller: Caller,
        change_id: str,
        *,
        price: Price | None,
        note: str,
        expires_on: date | None,
        hidden_edits: Sequence[ask.Edit],
    ) -> Told:
        """Offer a change, or offer it anew. Errors: NotNow when it is settled."""
        change = self._find(session, caller, change_id)
        project, picture = self.pictures.of(session, caller.project_id)
        require(change, picture.status_on, ChangeState.SUBMITTED, ChangeState.OFFERED, ChangeState.EXPIRED)
        if price is not None and price.currency != project.currency:
            raise Invalid(f"The project's money is in {project.currency}.", field="price.currency")
        hidden = [
            replace(edit, visible_from=int(Level.STAFF)) if isinstance(edit, ask.AddTask) else edit
            for edit in concrete(picture.plan, hidden_edits)
        ]
        offered = replace(
            change,
            state=ChangeState.OFFERED,
            price=price,
            offer_note=note or None,
            expires_on=expires_on,
            hidden_edits=tuple(hidden),
            offered_at=self.clock.now(),
        )
        shown = _shown(picture, offered.all_edits, caller.level, price)
        rows.save(session, offered)
        self._tell(session, offered, ChangeOffered(change_id=change.id, client_id=change.client_id))
        audit.append(
            session,
            caller,
            action="change.offered",
            about=f"change/{change.id}",
            facts={"has_price": price is not None},
        )
        return self._told(session, caller, offered, shown)

    def approve(self, session: Session, caller: Caller, change_id: str, *, shown_hash: str) -> Told:
        """Agree to exactly what was shown; the plan moves in this transaction.

        Errors: NotNow, NeedsCommercial, ShownDiffers when the picture at the caller's level is another one now.
        """
        change = self._find(session, caller, change_id)
        project, picture = self.pictures.of(session, caller.project_id)
        require(change, picture.status_on, ChangeState.OFFERED)
        require_price_seen(change, caller.level)
        shown = _shown(picture, change.all_edits, caller.level, change.price)
        require_same(shown_hash, shown)
        # What every reader of the change may look at later is the picture of the least level that sees changes at all.
        common = _shown(picture, change.all_edits, Level.TIMELINE, None)
        self.plans.write(session, project, picture, apply(picture.plan, change.all_edits))
        approved = replace(change, approved_hash=shown_hash, settled_picture=self.keep(common))
        return self._settle(session, caller, approved, ChangeState.APPLIED, shown)

    def decline(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Say no. Errors: NotNow."""
        change = self._find(session, caller, change_id)
        require(change, self._today(session, caller), ChangeState.SUBMITTED, ChangeState.OFFERED)
        return self._settle(session, caller, change, ChangeState.DECLINED, None)

    def withdraw(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Take a wish back. Errors: NotNow."""
        change = self._find(session, caller, change_id)
        require(change, self._today(session, caller), ChangeState.SUBMITTED, ChangeState.OFFERED)
        return self._settle(session, caller, change, ChangeState.WITHDRAWN, None)

    def _checked(self, caller: Caller, picture: Picture, edits: Sequence[ask.Edit]) -> list[ask.Edit]:
        """Edits of rows that the caller sees; a hidden row is answered like an absent one."""
        if not caller.is_staff:
            refuse_unseen(picture.plan, edits, lambda task: task.visible_from <= caller.level)
        return concrete(picture.plan, edits)

    def _find(self, session: Session, caller: Caller, change_id: str) -> Change:
        change = rows.find(session, caller.project_id, change_id, "" if caller.is_staff else caller.client_id)
        if change is None:
            raise Missing
        return change

    def _settle(
        self, session: Session, caller: Caller, change: Change, state: ChangeState, shown: Shown | None
    ) -> Told:
        settled = replace(change, state=state, settled_at=self.clock.now(), settled_by=_name(session, caller))
        rows.save(session, settled)
        event = ChangeSettled(change_id=change.id, client_id=change.client_id, author_account_id=caller.account_id)
        self._tell(session, settled, event)
        audit.append(
            session,
            caller,
            action=f"change.{state.name.lower()}",
            about=f"change/{change.id}",
            facts={"hash": change.approved_hash or ""},
        )
        return self._told(session, caller, settled, shown)

    def _told(self, session: Session, caller: Caller, change: Change, shown: Shown | None) -> Told:
        client = persons.find_client(session, caller.workspace_id, change.client_id)
        state = change.state_on(self._today(session, caller))
        return Told(change, state, shown, client.name if client else "")

    def _tell(self, session: Session, change: Change, event: Message) -> None:
        scope = Scope(change.workspace_id, change.project_id, change.client_id)
        visible_from = access_pb2.LEVEL_TIMELINE
        outbox.append(session, event, aggregate_id=change.id, scope=scope, visible_from=visible_from)

    def _today(self, session: Session, caller: Caller) -> date:
        return self.pictures.of(session, caller.project_id)[1].status_on


def _name(session: Session, caller: Caller) -> str:
    """The caller's display name in this workspace."""
    if caller.is_staff:
        member = persons.find_staff(session, caller.workspace_id, caller.account_id)
        return member.name if member else ""
    contact = persons.find_contact(session, caller.contact_id)
    return contact.name if contact else ""


def _shown(picture: Picture, edits: Sequence[ask.Edit], level: int, price: Price | None) -> Shown:
    """The effect of edits at a level. Finishes are of rows that the level sees, so that no hidden date is told."""

    def visible(task: Task) -> bool:
        return task.visible_from <= level

    after = forecast(apply(picture.plan, edits), start_of(picture.status_on))
    before_on, after_on = _finish(picture.forecast, visible), _finish(after, visible)
    calendar = picture.plan.default_calendar
    return Shown(
        fallout=compare(picture.forecast, after, visible),
        finish_before_on=before_on,
        finish_after_on=after_on,
        finish_moves_days=working_days_between(calendar, before_on, after_on) if before_on and after_on else 0,
        price=price if level >= Level.COMMERCIAL else None,
    )


def _finish(dates: Schedule, visible: Callable[[Task], bool]) -> date | None:
    parents = {task.parent_id for task in dates.plan.tasks}
    spans: list[tuple[datetime, datetime]] = [
        dates.start_and_finish(task.id) for task in dates.plan.tasks if visible(task) and task.id not in parents
    ]
    return max((last_day(*span) for span in spans), default=None)

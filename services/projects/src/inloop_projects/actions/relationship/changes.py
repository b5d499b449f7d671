"""Change requests: tried, drafted, asked for, read, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from inloop.projects.v1.events_pb2 import ChangeSubmitted
from inloop_kit.caller import Caller
from inloop_kit.errors import Invalid
from inloop_kit.ids import new_id
from inloop_projects.actions.plan.plans import concrete
from inloop_projects.actions.relationship.change_desk import ChangeDesk, Told, name_of
from inloop_projects.actions.relationship.effects import Ground
from inloop_projects.domain.plan.editing import apply, refuse_unseen
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.relationship import changes as rules
from inloop_projects.domain.relationship.changes import Change, ChangeState, Shown, require
from inloop_projects.domain.relationship.wishes import of_contact, readable_from, under_their_phases
from inloop_projects.store.people import persons
from inloop_projects.store.relationship import changes as rows


class Changes:
    """What whoever wants a change can do."""

    def __init__(self, desk: ChangeDesk) -> None:
        self.desk = desk

    def preview(self, session: Session, caller: Caller, edits: Sequence[Edit]) -> Shown:
        """What a wish would do, at the caller's level. Errors: EditRefused."""
        return self.preview_all(session, caller, [edits])[0]

    def preview_all(self, session: Session, caller: Caller, wishes: Sequence[Sequence[Edit]]) -> list[Shown]:
        """What each of several wishes would do, at the caller's level. Errors: EditRefused."""
        ground = self.desk.ground(session, caller)
        client_id = "" if caller.is_staff else caller.client_id
        return [
            self.desk.effects.shown(session, ground, caller.level, _checked(caller, ground, edits), client_id=client_id)
            for edits in wishes
        ]

    def save_draft(
        self, session: Session, caller: Caller, *, title: str, reason: str, edits: Sequence[Edit], client_id: str
    ) -> Told:
        """Keep a wish that is not asked for yet."""
        change = self._new(session, caller, title, reason, edits, client_id)
        drafted = change.moved_to(ChangeState.DRAFT, self.desk.clock.now(), change.asked_by)
        rows.add(session, drafted)
        self.desk.note(session, caller, drafted, "drafted")
        return self.desk.told(session, caller, drafted)

    def update_draft(
        self, session: Session, caller: Caller, change_id: str, *, title: str, reason: str, edits: Sequence[Edit]
    ) -> Told:
        """Write a draft anew. Errors: NotNow when it is none any more."""
        change = self.desk.held(session, caller, change_id)
        ground = self.desk.ground(session, caller)
        require(change, ground.picture.status_on, ChangeState.DRAFT)
        wish = _checked(caller, ground, edits)
        apply(ground.picture.plan, wish)
        levels = readable_from(ground.picture.plan, wish)
        written = replace(change, title=title, reason=reason, edits=tuple(wish), seen_from=levels)
        rows.save(session, written)
        self.desk.note(session, caller, written, "drafted")
        return self.desk.told(session, caller, written)

    def submit_draft(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Ask for what a draft holds. Errors: NotNow, Invalid when it is empty, EditRefused when the plan moved on."""
        change = self.desk.held(session, caller, change_id)
        ground = self.desk.ground(session, caller)
        require(change, ground.picture.status_on, ChangeState.DRAFT)
        if not change.edits:
            raise Invalid("Say what is wanted first.", field="edits")
        if not caller.is_staff:
            refuse_unseen(ground.picture.plan, change.edits, lambda task: task.visible_from <= caller.level)
        apply(ground.picture.plan, change.edits)
        rows.save(session, asked := self._asked(session, caller, change))
        return self.desk.told(session, caller, asked, ground)

    def submit(
        self, session: Session, caller: Caller, *, title: str, reason: str, edits: Sequence[Edit], client_id: str
    ) -> Told:
        """Ask for a change: a contact for the own client, staff on behalf of one."""
        change = self._new(session, caller, title, reason, edits, client_id)
        rows.add(session, asked := self._asked(session, caller, change))
        return self.desk.told(session, caller, asked, self.desk.ground(session, caller))

    def list_all(self, session: Session, caller: Caller) -> list[Told]:
        """The changes that the caller may see, newest first, without effects."""
        found = rows.list_all(session, caller.project_id, "" if caller.is_staff else caller.client_id)
        picture = self.desk.pictures.of(session, caller.project_id)[1]
        clients = persons.list_clients(session, caller.workspace_id) if caller.is_staff else []
        names = {client.id: client.name for client in clients}
        return [
            self.desk.seen(session, caller, change, picture, names, None)
            for change in found
            if change.is_known_to(staff=caller.is_staff)
        ]

    def get(self, session: Session, caller: Caller, change_id: str) -> Told:
        """A change with what each way would do to the plan as it is now; a settled one with what was signed."""
        change = self.desk.find(session, caller, change_id)
        return self.desk.told(session, caller, change, None if change.is_final else self.desk.ground(session, caller))

    def withdraw(self, session: Session, caller: Caller, change_id: str) -> Told:
        """Take a wish back. Errors: NotNow."""
        change = self.desk.held(session, caller, change_id)
        require(change, self.desk.today(session, caller), *rules.TO_WITHDRAW)
        return self.desk.settle(session, caller, change, ChangeState.WITHDRAWN)

    def _new(
        self, session: Session, caller: Caller, title: str, reason: str, edits: Sequence[Edit], client_id: str
    ) -> Change:
        if caller.is_staff and persons.find_client(session, caller.workspace_id, client_id) is None:
            raise Invalid("Say for which client.", field="client_id")
        ground = self.desk.ground(session, caller)
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
            asked_by=name_of(session, caller),
            submitted_at=self.desk.clock.now(),
            is_staffs=caller.is_staff,
        )

    def _asked(self, session: Session, caller: Caller, change: Change) -> Change:
        """The change as one that was asked for now, announced. Whoever submits a draft has asked."""
        now, by = self.desk.clock.now(), name_of(session, caller)
        asked = replace(change, submitted_at=now, asked_by=by, asked_by_account_id=caller.account_id)
        asked = asked.moved_to(ChangeState.SUBMITTED, now, by)
        event = ChangeSubmitted(change_id=asked.id, client_id=asked.client_id, author_account_id=caller.account_id)
        self.desk.tell(session, asked, event)
        self.desk.note(session, caller, asked, "submitted")
        return asked


def _checked(caller: Caller, ground: Ground, edits: Sequence[Edit]) -> list[Edit]:
    """Edits in terms of the plan; a row that a contact does not see is answered like an absent one."""
    plan = ground.picture.plan
    mine = list(edits) if caller.is_staff else of_contact(plan, edits, caller.level)
    return under_their_phases(plan, concrete(plan, mine))

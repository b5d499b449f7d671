"""Hiccups: opened by the forecast, published by a manager."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import HiccupOpened, HiccupPublished
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.picture import Picture, last_day
from inloop_projects.domain.relationship.hiccups import Hiccup, HiccupState, Slip, require_open, review
from inloop_projects.store.people import persons
from inloop_projects.store.plan.projects import ProjectRow
from inloop_projects.store.relationship import hiccups as rows


class Hiccups:
    """What can be done about hiccups."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def review(self, session: Session, project: ProjectRow, picture: Picture) -> list[str]:
        """Open, move and resolve hiccups after the forecast changed; ids of those that opened.

        Whoever calls holds the lock of the plan.
        """
        found = review(rows.unresolved(session, project.id), _slips(picture), project.tolerance_days)
        now = self.clock.now()
        for hiccup in found.to_resolve:
            rows.resolve(session, hiccup.id, now)
        for hiccup, slip in found.to_update:
            rows.follow(session, hiccup.id, slip)
        opened = []
        for slip in found.to_open:
            hiccup = Hiccup(
                id=new_id(),
                milestone_id=slip.milestone_id,
                state=HiccupState.OPEN,
                promised_on=slip.promised_on,
                forecast_on=slip.forecast_on,
                slip_days=slip.days,
                reason=None,
                opened_at=now,
            )
            rows.add(session, project.workspace_id, project.id, hiccup)
            scope = Scope(project.workspace_id, project.id)
            event = HiccupOpened(hiccup_id=hiccup.id)
            outbox.append(session, event, aggregate_id=project.id, scope=scope, visible_from=access_pb2.LEVEL_STAFF)
            opened.append(hiccup.id)
        return opened

    def publish(self, session: Session, caller: Caller, picture: Picture, hiccup_id: str, reason: str) -> Hiccup:
        """Tell clients the reason of a slip. Errors: Missing, NotNow."""
        hiccup = rows.find(session, caller.project_id, hiccup_id)
        task = picture.plan.task_by_id.get(hiccup.milestone_id) if hiccup else None
        if hiccup is None or task is None:
            raise Missing
        require_open(hiccup)
        member = persons.find_staff(session, caller.workspace_id, caller.account_id)
        by = member.name if member else ""
        rows.publish(session, hiccup_id, reason=reason, at=self.clock.now(), by=by)
        visible_from = max(task.visible_from, Level.TIMELINE)
        scope = Scope(caller.workspace_id, caller.project_id)
        event = HiccupPublished(hiccup_id=hiccup_id)
        outbox.append(session, event, aggregate_id=caller.project_id, scope=scope, visible_from=visible_from)
        audit.append(
            session,
            caller,
            action="hiccup.published",
            about=f"hiccup/{hiccup_id}",
            facts={"slip_days": hiccup.slip_days},
        )
        published = rows.find(session, caller.project_id, hiccup_id)
        if published is None:
            raise Missing
        return published

    def list_all(self, session: Session, caller: Caller, picture: Picture) -> list[tuple[Hiccup, str]]:
        """Hiccups with the names of their milestones; for clients, published ones of milestones that they see."""
        names = {task.id: task.name for task in picture.plan.tasks if task.visible_from <= caller.level}
        return [
            (hiccup, names[hiccup.milestone_id])
            for hiccup in rows.list_all(session, caller.project_id)
            if hiccup.milestone_id in names and (caller.is_staff or hiccup.published_at is not None)
        ]


def _slips(picture: Picture) -> list[Slip]:
    """Every promised milestone that some client may see and that is not reached."""
    parents = {task.parent_id for task in picture.plan.tasks}
    found = []
    for task in picture.plan.tasks:
        is_ahead = task.is_milestone and not task.is_summary and task.id not in parents and not task.is_complete
        promised = picture.promise.get(task.id)
        if is_ahead and promised is not None and task.visible_from <= Level.COMMERCIAL:
            forecast_on = last_day(*picture.forecast.start_and_finish(task.id))
            found.append(Slip(task.id, last_day(*promised), forecast_on, picture.slip_of(task.id) or 0))
    return found

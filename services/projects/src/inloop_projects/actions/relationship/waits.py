"""Waiting for the client: begun and ended by staff, seen by both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Invalid, Missing
from inloop_kit.ids import new_id
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.domain.plan.model import Task
from inloop_projects.domain.plan.picture import Picture
from inloop_projects.domain.relationship.waits import DayCount, Wait, require_lasting, require_past
from inloop_projects.store.people import grants, persons
from inloop_projects.store.plan.projects import ProjectRow
from inloop_projects.store.relationship import waits as rows


@dataclass(frozen=True, slots=True)
class WaitTold:
    """A wait with its task and its working days."""

    wait: Wait
    task: Task | None
    days: int


@dataclass(frozen=True, slots=True)
class WaitsTold:
    """Waits, newest first, and the working days that at least one of them covers."""

    waits: tuple[WaitTold, ...]
    days: int


class Waits:
    """What can be done about waits."""

    def __init__(self, clock: Clock, pictures: Pictures) -> None:
        self.clock = clock
        self.pictures = pictures

    def start(
        self,
        session: Session,
        caller: Caller,
        *,
        what: str,
        task_id: str,
        message_id: str,
        started_at: datetime | None,
        client_id: str = "",
    ) -> WaitTold:
        """Something is waited for from now on, or since an earlier instant. Errors: Missing, Invalid.

        The client is that which sees the project, unless there are several.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        if task_id and task_id not in picture.plan.task_by_id:
            raise Missing
        now = self.clock.now()
        require_past(started_at or now, now)
        member = persons.find_staff(session, caller.workspace_id, caller.account_id)
        wait = Wait(
            id=new_id(),
            what=what,
            task_id=task_id or None,
            message_id=message_id or None,
            started_at=started_at or now,
            ended_at=None,
            started_by=member.name if member else "",
            client_id=_client(session, project, client_id),
        )
        rows.add(session, project.id, wait)
        audit.append(session, caller, action="wait.started", about=f"wait/{wait.id}")
        return _told(picture.plan.task_by_id, wait, self._count(project, picture))

    def end(self, session: Session, caller: Caller, wait_id: str) -> WaitTold:
        """The client has delivered. Errors: Missing, NotNow when it has ended already."""
        project, picture = self.pictures.of(session, caller.project_id)
        wait = rows.find(session, project.id, wait_id)
        if wait is None:
            raise Missing
        require_lasting(wait)
        ended = replace(wait, ended_at=self.clock.now())
        rows.end(session, wait.id, self.clock.now())
        audit.append(session, caller, action="wait.ended", about=f"wait/{wait.id}")
        return _told(picture.plan.task_by_id, ended, self._count(project, picture))

    def list_all(self, session: Session, caller: Caller, *, only_open: bool) -> WaitsTold:
        """The waits of the project and of tasks that the caller sees, newest first."""
        project, picture = self.pictures.of(session, caller.project_id)
        seen = {task.id: task for task in picture.plan.tasks if task.visible_from <= caller.level}
        count = self._count(project, picture)
        found = [
            wait
            for wait in rows.list_all(session, project.id)
            if (wait.task_id is None or wait.task_id in seen)
            and (caller.is_staff or wait.client_id == caller.client_id)
            and not (only_open and wait.ended_at)
        ]
        return WaitsTold(tuple(_told(seen, wait, count) for wait in found), count.days_of_all(found))

    def _count(self, project: ProjectRow, picture: Picture) -> DayCount:
        return DayCount(picture.plan.default_calendar, ZoneInfo(project.time_zone), self.clock.now())


def _client(session: Session, project: ProjectRow, given: str) -> str | None:
    """The client that is waited for. Errors: Invalid where several see the project and none is named."""
    mine = {grant.client_id for grant in grants.of_project(session, project.id)}
    if given:
        if given not in mine:
            raise Invalid("This client does not see the project.", field="client_id")
        return given
    if len(mine) > 1:
        raise Invalid("Several clients see this project. Say from which one.", field="client_id")
    return next(iter(mine), None)


def _told(tasks: Mapping[str, Task], wait: Wait, count: DayCount) -> WaitTold:
    return WaitTold(wait, tasks.get(wait.task_id) if wait.task_id else None, count.days(wait))

"""Projects as a whole: starting them, changing them, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import ProjectChanged
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_projects.actions.people.grants import Grants
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import Plans
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.people.persons import Access
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.picture import Picture, Standing, standing
from inloop_projects.store.people import persons
from inloop_projects.store.plan import baselines, plans, projects
from inloop_projects.store.plan.projects import ProjectRow
from inloop_projects.store.relationship import hiccups as hiccup_rows
from inloop_worktime import Calendar

PLAN_CALENDAR = "standard"


@dataclass(frozen=True, slots=True)
class Stand:
    """A project with how it stands and what the reader is in it."""

    project: ProjectRow
    standing: Standing
    status_on: date
    access: Access
    promised_at: datetime | None
    open_hiccup_count: int
    client_name: str


class Projects:
    """What can be done about projects."""

    def __init__(self, clock: Clock, pictures: Pictures, grants: Grants, plans_: Plans) -> None:
        self.clock = clock
        self.pictures = pictures
        self.grants = grants
        self.plans = plans_

    def create(
        self, session: Session, caller: Caller, *, name: str, start_on: date, time_zone: str, tolerance_days: int
    ) -> Stand:
        """Start a project with an empty plan in the workspace's calendar."""
        workspace = persons.find_workspace(session, caller.workspace_id)
        if workspace is None:
            raise Missing
        project = ProjectRow(
            id=new_id(),
            workspace_id=workspace.id,
            name=name,
            time_zone=time_zone or workspace.time_zone,
            currency=workspace.currency,
            tolerance_days=tolerance_days,
            plan_revision=0,
        )
        calendar = Calendar.from_dict(workspace.calendar)
        start = calendar.next(datetime.combine(start_on, time()))
        plan = Plan(start=start, calendars={PLAN_CALENDAR: calendar}, default_calendar_id=PLAN_CALENDAR, name=name)
        projects.add(session, project, plans.settings_of(plan), created_at=self.clock.now())
        audit.append(session, caller, action="project.created", about=f"project/{project.id}")
        return self.get(session, replace(caller, project_id=project.id))

    def get(self, session: Session, caller: Caller) -> Stand:
        """How the caller's project stands."""
        access = self.grants.resolve(session, caller.account_id, caller.project_id, "")
        return self._stand(session, access)

    def list_visible(self, session: Session, caller: Caller) -> list[Stand]:
        """Every project that the caller's account may see: late ones first, then by name."""
        found = [self._stand(session, access) for access in self.grants.visible_projects(session, caller.account_id)]
        return sorted(found, key=lambda stand: (-(stand.standing.slip_days or 0), stand.project.name, stand.project.id))

    def update(self, session: Session, caller: Caller, *, name: str | None, tolerance_days: int | None) -> Stand:
        """Change the name or the tolerance; a new tolerance reviews the hiccups."""
        project, picture = self.pictures.of(session, caller.project_id)
        changes: dict[str, str | int | date] = {}
        if name is not None:
            changes["name"] = name
        if tolerance_days is not None:
            changes["tolerance_days"] = tolerance_days
        if changes:
            projects.change(session, project.id, **changes)
            self._review(session, project.id, picture)
            scope = Scope(project.workspace_id, project.id)
            event = ProjectChanged(project_id=project.id)
            outbox.append(session, event, aggregate_id=project.id, scope=scope, visible_from=access_pb2.LEVEL_SUMMARY)
            audit.append(
                session,
                caller,
                action="project.changed",
                about=f"project/{project.id}",
                facts=dict.fromkeys(changes, "changed"),
            )
        return self.get(session, caller)

    def refresh(self, session: Session, project_id: str) -> None:
        """Make the forecast of a new day: ledger and hiccups follow it, and readers are told when a date moved."""
        project, picture = self.pictures.of(session, project_id)
        if project.forecast_on == picture.status_on:
            return
        projects.change(session, project_id, forecast_on=picture.status_on)
        self._review(session, project_id, picture)
        scope = Scope(project.workspace_id, project.id)
        event = ProjectChanged(project_id=project_id)
        outbox.append(session, event, aggregate_id=project_id, scope=scope, visible_from=access_pb2.LEVEL_SUMMARY)

    def _review(self, session: Session, project_id: str, picture: Picture) -> None:
        project = projects.find(session, project_id)
        if project is not None:
            self.plans.days_went_by(session, project, picture)

    def _stand(self, session: Session, access: Access) -> Stand:
        project, picture = self.pictures.of(session, access.project_id)
        client = persons.find_client(session, project.workspace_id, access.client_id) if access.client_id else None
        return Stand(
            project=project,
            standing=standing(picture),
            status_on=picture.status_on,
            access=access,
            promised_at=baselines.promised_at(session, project.id),
            open_hiccup_count=hiccup_rows.count_open(session, project.id) if access.level >= Level.STAFF else 0,
            client_name=client.name if client else "",
        )

"""Reading and writing projects, without their plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.store.people.tables import staff
from inloop_projects.store.plan.tables import projects


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project without its plan. `plan_revision` grows with every write of the plan; 0 is the empty plan."""

    id: str
    workspace_id: str
    name: str
    time_zone: str
    currency: str
    tolerance_days: int
    plan_revision: int
    forecast_on: date | None = None


def add(session: Session, project: ProjectRow, plan_settings: dict[str, Any], *, created_at: datetime) -> None:
    """Insert a project; `plan_settings` are the columns that `plans.settings_of` makes of an empty plan."""
    session.execute(
        insert(projects).values(
            id=project.id,
            workspace_id=project.workspace_id,
            name=project.name,
            time_zone=project.time_zone,
            currency=project.currency,
            tolerance_days=project.tolerance_days,
            plan_revision=project.plan_revision,
            created_at=created_at,
            **plan_settings,
        )
    )


def find(session: Session, project_id: str) -> ProjectRow | None:
    """A project by id."""
    row = session.execute(_columns().where(projects.c.id == project_id)).one_or_none()
    return _project(row) if row else None


def hold(session: Session, project_id: str) -> None:
    """Keep the row of a project until the commit, so that nobody writes its plan between reading and writing it."""
    session.execute(select(projects.c.id).where(projects.c.id == project_id).with_for_update())


def list_all(session: Session) -> list[ProjectRow]:
    """Every project of this installation, for work that visits them all."""
    return [_project(row) for row in session.execute(_columns().order_by(projects.c.id))]


def ids_of_staff(session: Session, account_id: str) -> list[str]:
    """The projects of every workspace where an account is staff."""
    query = select(projects.c.id).join(staff, staff.c.workspace_id == projects.c.workspace_id)
    return list(session.scalars(query.where(staff.c.account_id == account_id)))


def change(session: Session, project_id: str, **columns: str | int | date) -> None:
    """Update columns of a project."""
    session.execute(update(projects).where(projects.c.id == project_id).values(**columns))


def _columns() -> Any:
    return select(
        projects.c.id,
        projects.c.workspace_id,
        projects.c.name,
        projects.c.time_zone,
        projects.c.currency,
        projects.c.tolerance_days,
        projects.c.plan_revision,
        projects.c.forecast_on,
    )


def _project(row: Row[Any]) -> ProjectRow:
    return ProjectRow(*tuple(row))

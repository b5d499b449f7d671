"""Reading and writing templates; their plans are JSON by the fields of the plan's parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from inloop_projects.domain.plan.model import Link, Plan, Task
from inloop_projects.domain.plan.row_json import from_json, to_json
from inloop_projects.store.plan.exchange_tables import templates
from inloop_worktime import Calendar

Part = TypeVar("Part")
SETTINGS = (
    "minutes_per_day",
    "minutes_per_week",
    "days_per_month",
    "honours_constraints",
    "critical_slack_minutes",
    "near_critical_slack_minutes",
)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template without its plan."""

    id: str
    workspace_id: str
    name: str
    description: str
    task_count: int
    working_days: int
    saved_by: str
    saved_at: datetime


def add(session: Session, template: TemplateRow, plan: Plan, texts: dict[str, str]) -> None:
    """Insert a template with its plan and the descriptions of its rows."""
    session.execute(
        insert(templates).values(
            id=template.id,
            workspace_id=template.workspace_id,
            name=template.name,
            description=template.description,
            task_count=template.task_count,
            working_days=template.working_days,
            saved_by=template.saved_by,
            saved_at=template.saved_at,
            plan=_stored(plan) | {"texts": texts},
        )
    )


def list_all(session: Session, workspace_id: str) -> list[TemplateRow]:
    """The templates of a workspace by name."""
    query = _columns().where(templates.c.workspace_id == workspace_id).order_by(templates.c.name, templates.c.id)
    return [_template(row) for row in session.execute(query)]


def find(session: Session, workspace_id: str, template_id: str) -> TemplateRow | None:
    """A template of a workspace."""
    query = _columns().where(templates.c.workspace_id == workspace_id, templates.c.id == template_id)
    row = session.execute(query).one_or_none()
    return _template(row) if row else None


def plan_of(session: Session, template_id: str) -> tuple[Plan, dict[str, str]]:
    """The plan of a template that exists, and the descriptions of its rows by task id."""
    stored = session.execute(select(templates.c.plan).where(templates.c.id == template_id)).scalar_one()
    return _plan(stored), dict(stored["texts"])


def remove(session: Session, template_id: str) -> None:
    """Delete a template."""
    session.execute(delete(templates).where(templates.c.id == template_id))


def _stored(plan: Plan) -> dict[str, Any]:
    return {
        "start": plan.start.isoformat(),
        "calendars": {key: calendar.to_dict() for key, calendar in plan.calendars.items()},
        "default_calendar_id": plan.default_calendar_id,
        "settings": {name: getattr(plan, name) for name in SETTINGS},
        "tasks": [to_json(task) for task in plan.tasks],
        "links": [to_json(link) for link in plan.links],
    }


def _plan(stored: dict[str, Any]) -> Plan:
    plan = Plan(
        start=datetime.fromisoformat(stored["start"]),
        calendars={key: Calendar.from_dict(one) for key, one in stored["calendars"].items()},
        default_calendar_id=stored["default_calendar_id"],
        tasks=tuple(_part(Task, one) for one in stored["tasks"]),
        links=tuple(_part(Link, one) for one in stored["links"]),
    )
    return replace(plan, **stored["settings"])


def _part(kind: type[Part], stored: dict[str, Any]) -> Part:
    return kind(**{name: from_json(kind, name, value) for name, value in stored.items()})


def _columns() -> Any:
    return select(
        templates.c.id,
        templates.c.workspace_id,
        templates.c.name,
        templates.c.description,
        templates.c.task_count,
        templates.c.working_days,
        templates.c.saved_by,
        templates.c.saved_at,
    )


def _template(row: Row[Any]) -> TemplateRow:
    return TemplateRow(*tuple(row))

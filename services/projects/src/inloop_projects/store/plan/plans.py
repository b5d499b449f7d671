"""Loading a plan, and storing the difference between two states of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.plan.model import (
    Assignment,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ResourceKind,
    Split,
    Task,
)
from inloop_projects.domain.plan.outline import depth_first
from inloop_projects.store.plan.tables import assignments, links, projects, resources, tasks
from inloop_worktime import Calendar

RARE_DEFAULTS: dict[str, Any] = {
    "duration_is_elapsed": False,
    "duration_is_fixed": False,
    "calendar_id": None,
    "ignores_resource_calendars": False,
    "manual_start": None,
    "manual_finish": None,
    "resume": None,
    "splits": [],
    "levelling_delay_minutes": 0,
    "is_active": True,
}


def settings_of(plan: Plan) -> dict[str, Any]:
    """The columns of `projects` that a plan fills."""
    return {
        "start_local": plan.start,
        "calendars": {key: calendar.to_dict() for key, calendar in plan.calendars.items()},
        "default_calendar_id": plan.default_calendar_id,
        "minutes_per_day": plan.minutes_per_day,
        "minutes_per_week": plan.minutes_per_week,
        "days_per_month": plan.days_per_month,
        "honours_constraints": plan.honours_constraints,
        "critical_slack_minutes": plan.critical_slack_minutes,
        "near_critical_slack_minutes": plan.near_critical_slack_minutes,
    }


def load(session: Session, project_id: str) -> Plan:
    """The plan of a project that exists."""
    head = session.execute(select(projects).where(projects.c.id == project_id)).one()
    return Plan(
        start=head.start_local,
        calendars={key: Calendar.from_dict(stored) for key, stored in head.calendars.items()},
        default_calendar_id=head.default_calendar_id,
        # `position` counts among siblings; the outline follows from it and the parents.
        tasks=tuple(depth_first([_task(row) for row in _rows(session, tasks, project_id, tasks.c.position)])),
        links=tuple(_link(row) for row in _rows(session, links, project_id, links.c.successor_id)),
        resources=tuple(_resource(row) for row in _rows(session, resources, project_id, resources.c.id)),
        assignments=tuple(_assignment(row) for row in _rows(session, assignments, project_id, assignments.c.task_id)),
        name=head.name,
        minutes_per_day=head.minutes_per_day,
        minutes_per_week=head.minutes_per_week,
        days_per_month=head.days_per_month,
        honours_constraints=head.honours_constraints,
        critical_slack_minutes=head.critical_slack_minutes,
        near_critical_slack_minutes=head.near_critical_slack_minutes,
    )


def lock(session: Session, project_id: str) -> int:
    """Take the plan for this transaction and count its revision up; the new revision.

    The row of the project is the lock, so that two writers of one plan queue on PostgreSQL as they do on SQLite.
    """
    session.execute(
        update(projects).where(projects.c.id == project_id).values(plan_revision=projects.c.plan_revision + 1)
    )
    revision: int = session.execute(select(projects.c.plan_revision).where(projects.c.id == project_id)).scalar_one()
    return revision


def save(session: Session, project_id: str, before: Plan, after: Plan) -> None:
    """Store what differs between two states of a project's plan. The caller holds the lock."""
    if settings_of(before) != settings_of(after):
        session.execute(update(projects).where(projects.c.id == project_id).values(**settings_of(after)))
    _save_tasks(session, project_id, before.tasks, after.tasks)
    _replace(session, links, project_id, _different(before.links, after.links, _link_row))
    _replace(session, assignments, project_id, _different(before.assignments, after.assignments, _assignment_row))
    _replace(session, resources, project_id, _different(before.resources, after.resources, _resource_row))


def descriptions(session: Session, project_id: str) -> Mapping[str, str]:
    """The descriptions of tasks that have one, by task id."""
    query = select(tasks.c.id, tasks.c.description).where(tasks.c.project_id == project_id, tasks.c.description != "")
    return {row.id: row.description for row in session.execute(query)}


def described(session: Session, project_id: str, task_ids: Iterable[str]) -> dict[str, str]:
    """The descriptions of some tasks that have one, by task id."""
    wanted, found = list(task_ids), {}
    for first in range(0, len(wanted), 500):
        some = tasks.c.id.in_(wanted[first : first + 500])
        query = select(tasks.c.id, tasks.c.description).where(
            tasks.c.project_id == project_id, some, tasks.c.description != ""
        )
        found.update({row.id: row.description for row in session.execute(query)})
    return found


def describe(session: Session, project_id: str, texts: Mapping[str, str]) -> None:
    """Set descriptions by task id."""
    for task_id, text in texts.items():
        one = and_(tasks.c.project_id == project_id, tasks.c.id == task_id)
        session.execute(update(tasks).where(one).values(description=text))


def count_tasks(session: Session, project_id: str) -> int:
    """How many rows a plan has."""
    query = select(func.count()).select_from(tasks).where(tasks.c.project_id == project_id)
    return session.execute(query).scalar_one()


def _rows(session: Session, table: Table, project_id: str, order: Any) -> Iterable[Row[Any]]:
    return session.execute(select(table).where(table.c.project_id == project_id).order_by(order))


def _save_tasks(session: Session, project_id: str, before: Sequence[Task], after: Sequence[Task]) -> None:
    old = {task.id: task for task in before}
    new = {task.id: task for task in after}
    gone = [task_id for task_id in old if task_id not in new]
    added = [_task_row(task) | {"project_id": project_id, "description": ""} for task in after if task.id not in old]
    changed = [
        _task_row(task) for task in after if task.id in old and old[task.id] is not task and old[task.id] != task
    ]
    for first in range(0, len(gone), 500):
        some = tasks.c.id.in_(gone[first : first + 500])
        session.execute(delete(tasks).where(tasks.c.project_id == project_id, some))
    if changed:
        one = and_(tasks.c.project_id == project_id, tasks.c.id == bindparam("the_id"))
        rows = [{**row, "the_id": row["id"]} for row in changed]
        names = [name for name in rows[0] if name not in ("the_id", "id")]
        statement = update(tasks).where(one).values({name: bindparam(f"new_{name}") for name in names})
        values = [{"the_id": row["the_id"]} | {f"new_{name}": row[name] for name in names} for row in rows]
        session.connection().execute(statement, values)
    if added:
        session.execute(insert(tasks), added)


def _different(
    before: Sequence[Any], after: Sequence[Any], columns: Callable[[Any], dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of two states that are not in both; most rows are the same objects and cost nothing."""
    same = {id(one) for one in before} & {id(one) for one in after}
    return (
        [columns(one) for one in before if id(one) not in same],
        [columns(one) for one in after if id(one) not in same],
    )


def _replace(
    session: Session, table: Table, project_id: str, difference: tuple[list[dict[str, Any]], list[dict[str, Any]]]
) -> None:
    """Delete rows of the first list that changed or went, insert those of the second that are new or changed."""
    before, after = difference
    keys = [column.name for column in table.primary_key if column.name != "project_id"]
    old = {tuple(row[key] for key in keys): row for row in before}
    new = {tuple(row[key] for key in keys): row for row in after}
    gone = [key for key, row in old.items() if new.get(key) != row]
    if gone:
        one = and_(table.c.project_id == project_id, *(table.c[name] == bindparam(f"old_{name}") for name in keys))
        values = [{f"old_{name}": value for name, value in zip(keys, key, strict=True)} for key in gone]
        session.connection().execute(delete(table).where(one), values)
    added = [row | {"project_id": project_id} for key, row in new.items() if old.get(key) != row]
    if added:
        session.execute(insert(table), added)


def _task(row: Row[Any]) -> Task:
    rare = row.rare or {}
    return Task(
        id=row.id,
        name=row.name,
        parent_id=row.parent_id,
        position=row.position,
        is_summary=row.is_summary,
        is_milestone=row.is_milestone,
        duration_minutes=row.duration_minutes,
        constraint=ConstraintType(row.constraint_type),
        constraint_date=row.constraint_local,
        deadline=row.deadline_local,
        percent_complete=row.percent_complete,
        actual_start=row.actual_start_local,
        actual_finish=row.actual_finish_local,
        remaining_minutes=row.remaining_minutes,
        visible_from=row.visible_from,
        **({} if not rare else _rare(rare)),
    )


def _rare(stored: Mapping[str, Any]) -> dict[str, Any]:
    taken = dict(stored)
    for name in ("manual_start", "manual_finish", "resume"):
        if taken.get(name):
            taken[name] = datetime.fromisoformat(taken[name])
    if "splits" in taken:
        taken["splits"] = tuple(Split(**split) for split in taken["splits"])
    return taken


def _task_row(task: Task) -> dict[str, Any]:
    rare = {
        "duration_is_elapsed": task.duration_is_elapsed,
        "duration_is_fixed": task.duration_is_fixed,
        "calendar_id": task.calendar_id,
        "ignores_resource_calendars": task.ignores_resource_calendars,
        "manual_start": task.manual_start.isoformat() if task.manual_start else None,
        "manual_finish": task.manual_finish.isoformat() if task.manual_finish else None,
        "resume": task.resume.isoformat() if task.resume else None,
        "splits": [asdict(split) for split in task.splits],
        "levelling_delay_minutes": task.levelling_delay_minutes,
        "is_active": task.is_active,
    }
    rare = {name: value for name, value in rare.items() if value != RARE_DEFAULTS[name]}
    return {
        "id": task.id,
        "position": task.position,
        "parent_id": task.parent_id,
        "name": task.name,
        "visible_from": task.visible_from,
        "is_summary": task.is_summary,
        "is_milestone": task.is_milestone,
        "duration_minutes": task.duration_minutes,
        "percent_complete": task.percent_complete,
        "constraint_type": task.constraint.value,
        "constraint_local": task.constraint_date,
        "deadline_local": task.deadline,
        "actual_start_local": task.actual_start,
        "actual_finish_local": task.actual_finish,
        "remaining_minutes": task.remaining_minutes,
        "rare": rare or None,
    }


def _link(row: Row[Any]) -> Link:
    return Link(row.predecessor_id, row.successor_id, LinkType(row.type), row.lag_minutes, LagKind(row.lag_kind))


def _link_row(link: Link) -> dict[str, Any]:
    return {
        "predecessor_id": link.predecessor_id,
        "successor_id": link.successor_id,
        "type": link.type.value,
        "lag_minutes": link.lag_minutes,
        "lag_kind": link.lag_kind.value,
    }


def _resource(row: Row[Any]) -> Resource:
    return Resource(row.id, row.name, ResourceKind(row.kind), row.calendar_id, row.max_units_percent)


def _resource_row(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "name": resource.name,
        "kind": resource.kind.value,
        "calendar_id": resource.calendar_id,
        "max_units_percent": resource.max_units,
    }


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(
        row.task_id,
        row.resource_id,
        row.units_percent,
        row.work_minutes,
        row.actual_work_minutes,
        row.remaining_work_minutes,
    )


def _assignment_row(assignment: Assignment) -> dict[str, Any]:
    return {
        "task_id": assignment.task_id,
        "resource_id": assignment.resource_id,
        "units_percent": assignment.units,
        "work_minutes": assignment.work_minutes,
        "actual_work_minutes": assignment.actual_work_minutes,
        "remaining_work_minutes": assignment.remaining_work_minutes,
    }

"""Reading and writing baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.plan.baseline import BaselineRow as KeptRow
from inloop_projects.domain.plan.picture import Promise
from inloop_projects.store.plan.tables import baseline_tasks, baselines


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A baseline without its tasks. `number` is 0 to 10."""

    number: int
    name: str
    is_promise: bool
    saved_at: datetime
    finish: datetime | None


def add(session: Session, project_id: str, row: BaselineRow, kept: Mapping[str, KeptRow]) -> None:
    """Store a baseline under its number, in the place of one that has it; the promise moves if this is one."""
    mine = baselines.c.project_id == project_id
    session.execute(
        delete(baseline_tasks).where(baseline_tasks.c.project_id == project_id, baseline_tasks.c.number == row.number)
    )
    session.execute(delete(baselines).where(mine, baselines.c.number == row.number))
    if row.is_promise:
        session.execute(update(baselines).where(mine).values(is_promise=False))
    session.execute(
        insert(baselines).values(
            project_id=project_id,
            number=row.number,
            name=row.name,
            is_promise=row.is_promise,
            saved_at=row.saved_at,
            finish_local=row.finish,
        )
    )
    values = [
        {
            "project_id": project_id,
            "number": row.number,
            "task_id": task_id,
            "start_local": one.start,
            "finish_local": one.finish,
            "duration_minutes": one.duration_minutes,
            "work_minutes": one.work_minutes,
            "cost_minor": one.cost_minor,
        }
        for task_id, one in kept.items()
    ]
    if values:
        session.execute(insert(baseline_tasks), values)


def list_all(session: Session, project_id: str) -> list[BaselineRow]:
    """The baselines of a project, newest first."""
    query = select(baselines).where(baselines.c.project_id == project_id).order_by(baselines.c.saved_at.desc())
    return [
        BaselineRow(row.number, row.name, row.is_promise, row.saved_at, row.finish_local)
        for row in session.execute(query)
    ]


def find(session: Session, project_id: str, number: int | None) -> BaselineRow | None:
    """The baseline that has a number; the promise when it is None."""
    kept_rows = list_all(session, project_id)
    return next((row for row in kept_rows if (row.is_promise if number is None else row.number == number)), None)


def kept(session: Session, project_id: str, number: int) -> dict[str, KeptRow]:
    """The rows of a baseline by task id."""
    mine = (baseline_tasks.c.project_id == project_id, baseline_tasks.c.number == number)
    return {
        row.task_id: KeptRow(row.start_local, row.finish_local, row.duration_minutes, row.work_minutes, row.cost_minor)
        for row in session.execute(select(baseline_tasks).where(*mine))
    }


def promised_at(session: Session, project_id: str) -> datetime | None:
    """When the promise was made."""
    query = select(baselines.c.saved_at).where(baselines.c.project_id == project_id, baselines.c.is_promise)
    return session.execute(query).scalar_one_or_none()


def promise(session: Session, project_id: str) -> Promise:
    """The promised start and finish by task; empty without a promise."""
    query = (
        select(baseline_tasks.c.task_id, baseline_tasks.c.start_local, baseline_tasks.c.finish_local)
        .join(
            baselines,
            (baselines.c.project_id == baseline_tasks.c.project_id) & (baselines.c.number == baseline_tasks.c.number),
        )
        .where(baselines.c.project_id == project_id, baselines.c.is_promise)
    )
    return {row.task_id: (row.start_local, row.finish_local) for row in session.execute(query)}

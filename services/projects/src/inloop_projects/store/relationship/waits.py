"""Reading and writing waits for the client."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.relationship.waits import Wait
from inloop_projects.store.relationship.tables import waits


def add(session: Session, project_id: str, wait: Wait) -> None:
    """Insert a wait."""
    session.execute(
        insert(waits).values(
            id=wait.id,
            project_id=project_id,
            what=wait.what,
            client_id=wait.client_id,
            task_id=wait.task_id,
            message_id=wait.message_id,
            started_at=wait.started_at,
            ended_at=wait.ended_at,
            started_by=wait.started_by,
        )
    )


def end(session: Session, wait_id: str, at: datetime) -> None:
    """Say when a wait ended."""
    session.execute(update(waits).where(waits.c.id == wait_id).values(ended_at=at))


def find(session: Session, project_id: str, wait_id: str) -> Wait | None:
    """A wait of a project."""
    query = select(waits).where(waits.c.project_id == project_id, waits.c.id == wait_id)
    row = session.execute(query).one_or_none()
    return _wait(row) if row else None


def list_all(session: Session, project_id: str) -> list[Wait]:
    """The waits of a project, newest first."""
    query = select(waits).where(waits.c.project_id == project_id)
    return [_wait(row) for row in session.execute(query.order_by(waits.c.started_at.desc(), waits.c.id))]


def _wait(row: Row[Any]) -> Wait:
    return Wait(
        row.id,
        row.what,
        row.task_id,
        row.message_id,
        row.started_at,
        row.ended_at,
        row.started_by,
        row.client_id,
    )

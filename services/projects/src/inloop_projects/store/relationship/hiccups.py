"""Reading and writing hiccups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.relationship.hiccups import Hiccup, HiccupState, Slip
from inloop_projects.store.relationship.tables import hiccups


def add(session: Session, workspace_id: str, project_id: str, hiccup: Hiccup) -> None:
    """Insert an open hiccup."""
    session.execute(
        insert(hiccups).values(
            id=hiccup.id,
            workspace_id=workspace_id,
            project_id=project_id,
            milestone_id=hiccup.milestone_id,
            state=int(hiccup.state),
            promised_on=hiccup.promised_on,
            forecast_on=hiccup.forecast_on,
            slip_days=hiccup.slip_days,
            opened_at=hiccup.opened_at,
        )
    )


def find(session: Session, project_id: str, hiccup_id: str) -> Hiccup | None:
    """A hiccup of a project."""
    query = select(hiccups).where(hiccups.c.project_id == project_id, hiccups.c.id == hiccup_id)
    row = session.execute(query).one_or_none()
    return _hiccup(row) if row else None


def list_all(session: Session, project_id: str) -> list[Hiccup]:
    """Every hiccup of a project, newest first."""
    query = select(hiccups).where(hiccups.c.project_id == project_id).order_by(hiccups.c.opened_at.desc(), hiccups.c.id)
    return [_hiccup(row) for row in session.execute(query)]


def unresolved(session: Session, project_id: str) -> list[Hiccup]:
    """Open and published hiccups."""
    return [hiccup for hiccup in list_all(session, project_id) if hiccup.state is not HiccupState.RESOLVED]


def count_open(session: Session, project_id: str) -> int:
    """How many wait for a reason."""
    mine = (hiccups.c.project_id == project_id, hiccups.c.state == int(HiccupState.OPEN))
    return session.execute(select(func.count()).select_from(hiccups).where(*mine)).scalar_one()


def reasons(session: Session, project_id: str) -> Mapping[str, str]:
    """The latest published reason by milestone, of hiccups that are not resolved."""
    mine = (hiccups.c.project_id == project_id, hiccups.c.state == int(HiccupState.PUBLISHED))
    query = select(hiccups.c.milestone_id, hiccups.c.reason).where(*mine).order_by(hiccups.c.published_at)
    return {row.milestone_id: row.reason for row in session.execute(query)}


def follow(session: Session, hiccup_id: str, slip: Slip) -> None:
    """Let an open hiccup follow the forecast."""
    _change(session, hiccup_id, forecast_on=slip.forecast_on, slip_days=slip.days)


def publish(session: Session, hiccup_id: str, *, reason: str, at: datetime, by: str) -> None:
    """Keep the published reason."""
    state = int(HiccupState.PUBLISHED)
    _change(session, hiccup_id, state=state, reason=reason, published_at=at, published_by=by)


def resolve(session: Session, hiccup_id: str, at: datetime) -> None:
    """The promise is kept again."""
    _change(session, hiccup_id, state=int(HiccupState.RESOLVED), resolved_at=at)


def _change(session: Session, hiccup_id: str, **values: Any) -> None:
    session.execute(update(hiccups).where(hiccups.c.id == hiccup_id).values(**values))


def _hiccup(row: Row[Any]) -> Hiccup:
    return Hiccup(
        row.id,
        row.milestone_id,
        HiccupState(row.state),
        row.promised_on,
        row.forecast_on,
        row.slip_days,
        row.reason,
        row.opened_at,
        row.published_at,
        row.published_by,
    )

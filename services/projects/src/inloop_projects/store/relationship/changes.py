"""Reading and writing change requests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.relationship.changes import Change, ChangeState, Price
from inloop_projects.store.relationship import edit_json
from inloop_projects.store.relationship.tables import changes


def add(session: Session, change: Change) -> None:
    """Insert a change."""
    session.execute(insert(changes).values(**_columns(change)))


def save(session: Session, change: Change) -> None:
    """Store every column of a change that is there."""
    session.execute(update(changes).where(changes.c.id == change.id).values(**_columns(change)))


def find(session: Session, project_id: str, change_id: str, client_id: str = "") -> Change | None:
    """A change of a project; with `client_id`, only if it is that client's."""
    query = select(changes).where(changes.c.project_id == project_id, changes.c.id == change_id)
    if client_id:
        query = query.where(changes.c.client_id == client_id)
    row = session.execute(query).one_or_none()
    return _change(row) if row else None


def list_all(session: Session, project_id: str, client_id: str = "") -> list[Change]:
    """The changes of a project, newest first; with `client_id`, that client's."""
    query = select(changes).where(changes.c.project_id == project_id)
    if client_id:
        query = query.where(changes.c.client_id == client_id)
    return [_change(row) for row in session.execute(query.order_by(changes.c.submitted_at.desc(), changes.c.id))]


def approved_prices(session: Session, project_id: str, client_id: str = "") -> int:
    """The sum of prices of applied changes in minor units."""
    rows = list_all(session, project_id, client_id)
    return sum(row.price.minor_units for row in rows if row.state is ChangeState.APPLIED and row.price)


def _columns(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "workspace_id": change.workspace_id,
        "project_id": change.project_id,
        "client_id": change.client_id,
        "title": change.title,
        "reason": change.reason,
        "state": int(change.state),
        "edits": edit_json.write(change.edits),
        "hidden_edits": edit_json.write(change.hidden_edits),
        "price_minor": change.price.minor_units if change.price else None,
        "price_currency": change.price.currency if change.price else None,
        "offer_note": change.offer_note,
        "expires_on": change.expires_on,
        "asked_by_account_id": change.asked_by_account_id,
        "asked_by": change.asked_by,
        "submitted_at": change.submitted_at,
        "offered_at": change.offered_at,
        "settled_at": change.settled_at,
        "settled_by": change.settled_by,
        "approved_hash": change.approved_hash,
        "settled_fallout": change.settled_picture,
    }


def _change(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        workspace_id=row.workspace_id,
        project_id=row.project_id,
        client_id=row.client_id,
        title=row.title,
        reason=row.reason,
        state=ChangeState(row.state),
        edits=edit_json.read(row.edits),
        hidden_edits=edit_json.read(row.hidden_edits),
        price=None if row.price_minor is None else Price(row.price_currency, row.price_minor),
        offer_note=row.offer_note,
        expires_on=row.expires_on,
        asked_by_account_id=row.asked_by_account_id,
        asked_by=row.asked_by,
        submitted_at=row.submitted_at,
        offered_at=row.offered_at,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        approved_hash=row.approved_hash,
        settled_picture=row.settled_fallout,
    )

"""Reading and writing change requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.relationship.changes import Alternative, Change, ChangeState, Price, Step
from inloop_projects.store.relationship import edit_json
from inloop_projects.store.relationship.tables import changes


def add(session: Session, change: Change) -> None:
    """Insert a change."""
    session.execute(insert(changes).values(**_columns(change)))


def save(session: Session, change: Change) -> None:
    """Store every column of a change that is there."""
    session.execute(update(changes).where(changes.c.id == change.id).values(**_columns(change)))


def find(
    session: Session, project_id: str, change_id: str, client_id: str = "", *, lock: bool = False
) -> Change | None:
    """A change of a project; with `client_id`, only if it is that client's; with `lock`, held until the commit."""
    query = select(changes).where(changes.c.project_id == project_id, changes.c.id == change_id)
    if client_id:
        query = query.where(changes.c.client_id == client_id)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    return _change(row) if row else None


def list_all(session: Session, project_id: str, client_id: str = "") -> list[Change]:
    """The changes of a project, newest first; with `client_id`, that client's."""
    query = select(changes).where(changes.c.project_id == project_id)
    if client_id:
        query = query.where(changes.c.client_id == client_id)
    return [_change(row) for row in session.execute(query.order_by(changes.c.submitted_at.desc(), changes.c.id))]


def offers_until(session: Session, last_on: date) -> list[tuple[str, str, date]]:
    """Project, id and last day of every open offer that ends on a day or before it."""
    query = select(changes.c.project_id, changes.c.id, changes.c.expires_on)
    open_until = (changes.c.state == int(ChangeState.OFFERED), changes.c.expires_on <= last_on)
    return [(row.project_id, row.id, row.expires_on) for row in session.execute(query.where(*open_until))]


def approved_prices(session: Session, project_id: str, client_id: str = "") -> int:
    """The sum of prices of applied changes in minor units."""
    query = select(changes.c.price_minor).where(
        changes.c.project_id == project_id,
        changes.c.state == int(ChangeState.APPLIED),
        changes.c.price_minor.is_not(None),
    )
    if client_id:
        query = query.where(changes.c.client_id == client_id)
    return sum(session.scalars(query))


def _columns(change: Change) -> dict[str, Any]:
    present = change.present(Level.STAFF)
    return {
        "id": change.id,
        "workspace_id": change.workspace_id,
        "project_id": change.project_id,
        "client_id": change.client_id,
        "title": change.title,
        "reason": change.reason,
        "state": int(change.state),
        "edits": edit_json.write(change.edits, change.seen_from),
        "hidden_edits": edit_json.write(present.hidden_edits),
        "price_minor": present.price.minor_units if present.price else None,
        "price_currency": present.price.currency if present.price else None,
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
        "alternatives": [_stored(one) for one in change.alternatives] if change.alternatives else None,
        "chosen": change.chosen,
        "becomes_promise": change.becomes_promise,
        "is_staffs": change.is_staffs,
        "steps": [_stored_step(step) for step in change.steps],
        "signed_fallout": change.signed_picture,
        "signed_level": change.signed_level,
    }


def _change(row: Row[Any]) -> Change:
    edits, levels = edit_json.read(row.edits), edit_json.read_levels(row.edits, int(Level.TIMELINE))
    return Change(
        id=row.id,
        workspace_id=row.workspace_id,
        project_id=row.project_id,
        client_id=row.client_id,
        title=row.title,
        reason=row.reason,
        state=ChangeState(row.state),
        edits=edits,
        seen_from=levels,
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
        alternatives=_alternatives(row),
        chosen=row.chosen,
        becomes_promise=bool(row.becomes_promise),
        is_staffs=bool(row.is_staffs),
        signed_picture=row.signed_fallout,
        signed_level=row.signed_level,
        steps=_steps(row),
    )


def _alternatives(row: Row[Any]) -> tuple[Alternative, ...]:
    """Those that are stored; of a row of before there were several, the one that its own columns make."""
    if row.alternatives is not None:
        return tuple(_alternative(one) for one in row.alternatives)
    if row.offered_at is None:
        return ()
    price = None if row.price_minor is None else Price(row.price_currency, row.price_minor)
    edits, levels = edit_json.read(row.edits), edit_json.read_levels(row.edits, int(Level.TIMELINE))
    return (Alternative(1, edits, levels, hidden_edits=edit_json.read(row.hidden_edits), price=price),)


def _stored(one: Alternative) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "edits": edit_json.write(one.edits, one.seen_from),
        "hidden_edits": edit_json.write(one.hidden_edits),
        "price": [one.price.currency, one.price.minor_units] if one.price else None,
        "note": one.note,
    }


def _alternative(stored: Mapping[str, Any]) -> Alternative:
    return Alternative(
        number=stored["number"],
        edits=edit_json.read(stored["edits"]),
        seen_from=edit_json.read_levels(stored["edits"], int(Level.TIMELINE)),
        title=stored["title"],
        hidden_edits=edit_json.read(stored["hidden_edits"]),
        price=Price(*stored["price"]) if stored["price"] else None,
        note=stored["note"],
    )


def _stored_step(step: Step) -> dict[str, Any]:
    return {"state": int(step.state), "at": step.at.isoformat(), "by": step.by, "is_anew": step.is_anew}


def _steps(row: Row[Any]) -> tuple[Step, ...]:
    """Those that are stored; of a row of before there were steps, what its instants tell."""
    if row.steps is not None:
        return tuple(
            Step(ChangeState(one["state"]), datetime.fromisoformat(one["at"]), one["by"], one["is_anew"])
            for one in row.steps
        )
    found = [Step(ChangeState.SUBMITTED, row.submitted_at, row.asked_by)]
    if row.offered_at is not None:
        found.append(Step(ChangeState.OFFERED, row.offered_at))
    if row.settled_at is not None:
        found.append(Step(ChangeState(row.state), row.settled_at, row.settled_by))
    return tuple(found)

"""Reading and writing the slip ledger: promises, marks, entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from inloop_kit.ids import new_id
from inloop_projects.domain.relationship.slip_ledger import Entry, Mark, SlipCause
from inloop_projects.store.relationship.tables import promises, slip_entries, slip_marks


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise that was made; one of a project is present, older ones stay readable."""

    id: str
    number: int
    name: str
    made_at: datetime
    is_present: bool


def begin(session: Session, project_id: str, row: PromiseRow) -> None:
    """Make a promise the present one."""
    session.execute(update(promises).where(promises.c.project_id == project_id).values(is_present=False))
    session.execute(
        insert(promises).values(
            id=row.id, project_id=project_id, number=row.number, name=row.name, made_at=row.made_at, is_present=True
        )
    )


def list_promises(session: Session, project_id: str) -> list[PromiseRow]:
    """Every promise of a project, newest first."""
    query = select(promises).where(promises.c.project_id == project_id)
    return [
        PromiseRow(row.id, row.number, row.name, row.made_at, row.is_present)
        for row in session.execute(query.order_by(promises.c.made_at.desc(), promises.c.id.desc()))
    ]


def present(session: Session, project_id: str) -> PromiseRow | None:
    """The present promise; None when nothing was promised."""
    return next((row for row in list_promises(session, project_id) if row.is_present), None)


def marks(session: Session, promise_id: str) -> dict[str, Mark]:
    """Up to where the ledger of each milestone is written."""
    return {
        row.milestone_id: Mark(row.milestone_id, row.promised_on, row.forecast_on, row.slip_days, row.recorded_at)
        for row in session.execute(select(slip_marks).where(slip_marks.c.promise_id == promise_id))
    }


def put_marks(session: Session, promise_id: str, moved: Sequence[Mark]) -> None:
    """Store marks in the place of those that are there."""
    ids = [mark.milestone_id for mark in moved]
    for first in range(0, len(ids), 500):
        some = slip_marks.c.milestone_id.in_(ids[first : first + 500])
        session.execute(delete(slip_marks).where(slip_marks.c.promise_id == promise_id, some))
    values = [
        {
            "promise_id": promise_id,
            "milestone_id": mark.milestone_id,
            "promised_on": mark.promised_on,
            "forecast_on": mark.forecast_on,
            "slip_days": mark.slip_days,
            "recorded_at": mark.recorded_at,
        }
        for mark in moved
    ]
    if values:
        session.execute(insert(slip_marks), values)


def add(session: Session, promise_id: str, entries: Iterable[Entry]) -> None:
    """Write entries behind those that are there; they get ids. Parts of one movement share a place."""
    given = list(entries)
    if not given:
        return
    last = select(func.max(slip_entries.c.place)).where(slip_entries.c.promise_id == promise_id)
    place = (session.execute(last).scalar_one() or 0) + 1
    session.execute(
        insert(slip_entries),
        [_columns(promise_id, replace(entry, id=new_id(), place=place)) for entry in given],
    )


def entries(session: Session, promise_id: str, milestone_id: str = "") -> list[Entry]:
    """The entries of a promise in order; with `milestone_id`, of that milestone."""
    query = select(slip_entries).where(slip_entries.c.promise_id == promise_id)
    if milestone_id:
        query = query.where(slip_entries.c.milestone_id == milestone_id)
    return [_entry(row) for row in session.execute(query.order_by(slip_entries.c.place, slip_entries.c.id))]


def find(session: Session, project_id: str, entry_id: str) -> tuple[str, Entry] | None:
    """An entry of a project, with its promise."""
    query = select(slip_entries).join(promises, promises.c.id == slip_entries.c.promise_id)
    row = session.execute(query.where(promises.c.project_id == project_id, slip_entries.c.id == entry_id)).one_or_none()
    return (row.promise_id, _entry(row)) if row else None


def replace_by(session: Session, promise_id: str, entry: Entry, parts: Sequence[Entry]) -> None:
    """Store an entry as its parts; those without an id get one."""
    session.execute(delete(slip_entries).where(slip_entries.c.id == entry.id))
    session.execute(
        insert(slip_entries), [_columns(promise_id, replace(part, id=part.id or new_id())) for part in parts]
    )


def _columns(promise_id: str, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "promise_id": promise_id,
        "milestone_id": entry.milestone_id,
        "at": entry.at,
        "place": entry.place,
        "moved_days": entry.moved_days,
        "from_on": entry.from_on,
        "to_on": entry.to_on,
        "cause": int(entry.cause),
        "seen_from": entry.seen_from,
        "author": entry.author,
        "client_id": entry.client_id,
        "change_id": entry.change_id,
        "revision": entry.revision,
        "note": entry.note,
        "is_attributed": entry.is_attributed,
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        milestone_id=row.milestone_id,
        at=row.at,
        moved_days=row.moved_days,
        from_on=row.from_on,
        to_on=row.to_on,
        cause=SlipCause(row.cause),
        seen_from=row.seen_from,
        author=row.author,
        client_id=row.client_id,
        change_id=row.change_id,
        revision=row.revision,
        note=row.note,
        is_attributed=row.is_attributed,
        place=row.place,
    )

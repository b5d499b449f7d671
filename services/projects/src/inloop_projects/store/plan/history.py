"""Reading and writing the change log of plans, and the forecasts of milestones day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.plan.history import UNDOABLE, Deed, DeedKind, Difference
from inloop_projects.store.plan.tables import milestone_forecasts, plan_changes


class UndoState(IntEnum):
    """Whether the author of an entry has taken it back; DROPPED is undone for good, because another edit followed."""

    DONE = 0
    UNDONE = 1
    DROPPED = 2


@dataclass(frozen=True, slots=True)
class LogRow:
    """An entry of the change log. `settled_revision` is that of the last write that made, undid or redid it."""

    revision: int
    at: datetime
    deed: Deed
    undo_state: UndoState
    settled_revision: int


@dataclass(frozen=True, slots=True)
class LoggedDifference:
    """An entry with its difference."""

    row: LogRow
    difference: Difference


def append(
    session: Session, project_id: str, revision: int, deed: Deed, difference: Difference, *, at: datetime
) -> None:
    """Write one entry; a new edit of somebody ends what the same person could have made again."""
    if deed.kind in UNDOABLE and deed.account_id:
        theirs = and_(plan_changes.c.project_id == project_id, plan_changes.c.account_id == deed.account_id)
        undone = plan_changes.c.undo_state == int(UndoState.UNDONE)
        session.execute(update(plan_changes).where(theirs, undone).values(undo_state=int(UndoState.DROPPED)))
    session.execute(
        insert(plan_changes).values(
            project_id=project_id,
            revision=revision,
            at=at,
            kind=int(deed.kind),
            account_id=deed.account_id,
            author=deed.author,
            sentence=deed.sentence[:300],
            client_id=deed.client_id,
            change_id=deed.change_id,
            of_revision=deed.of_revision,
            undo_state=int(UndoState.DONE),
            settled_revision=revision,
            difference=difference,
        )
    )


def settle(session: Session, project_id: str, revision: int, state: UndoState, *, at_revision: int) -> None:
    """Say that an entry has been undone or redone by the write `at_revision`."""
    one = and_(plan_changes.c.project_id == project_id, plan_changes.c.revision == revision)
    session.execute(update(plan_changes).where(one).values(undo_state=int(state), settled_revision=at_revision))


def to_undo(session: Session, project_id: str, account_id: str) -> LoggedDifference | None:
    """The last edit of an account that it has not taken back."""
    query = _own(project_id, account_id, UndoState.DONE).order_by(plan_changes.c.revision.desc())
    return _first(session, query)


def to_redo(session: Session, project_id: str, account_id: str) -> LoggedDifference | None:
    """The edit that an account took back last and can make again."""
    query = _own(project_id, account_id, UndoState.UNDONE).order_by(plan_changes.c.settled_revision.desc())
    return _first(session, query)


def by_others_after(session: Session, project_id: str, revision: int, account_id: str) -> list[LoggedDifference]:
    """What others have written after a revision, newest first; an approved change counts as the client's."""
    others = or_(plan_changes.c.account_id != account_id, plan_changes.c.kind == int(DeedKind.CHANGE))
    mine = and_(plan_changes.c.project_id == project_id, plan_changes.c.revision > revision)
    query = select(plan_changes).where(mine, others).order_by(plan_changes.c.revision.desc())
    return [_logged(row) for row in session.execute(query)]


def between(session: Session, project_id: str, after: int, until: int) -> list[LoggedDifference]:
    """The entries of the revisions after one up to another, in order."""
    mine = and_(
        plan_changes.c.project_id == project_id, plan_changes.c.revision > after, plan_changes.c.revision <= until
    )
    return [_logged(row) for row in session.execute(select(plan_changes).where(mine).order_by(plan_changes.c.revision))]


def newest(session: Session, project_id: str) -> list[LogRow]:
    """Every entry without its difference, newest first."""
    columns = [column for column in plan_changes.c if column is not plan_changes.c.difference]
    query = select(*columns).where(plan_changes.c.project_id == project_id).order_by(plan_changes.c.revision.desc())
    return [_log_row(row) for row in session.execute(query)]


def last_of_kind(session: Session, project_id: str, kind: DeedKind) -> int:
    """The revision of the last entry of a kind; 0 when there is none."""
    mine = and_(plan_changes.c.project_id == project_id, plan_changes.c.kind == int(kind))
    return session.execute(select(func.max(plan_changes.c.revision)).where(mine)).scalar_one() or 0


def follow(session: Session, project_id: str, on: date, forecasts: Mapping[str, date]) -> None:
    """Keep what is forecast on a day for each milestone, where it differs from what was kept last."""
    known = last_forecasts(session, project_id)
    moved = {one: day for one, day in forecasts.items() if one not in known or known[one][1] != day}
    if not moved:
        return
    today = and_(milestone_forecasts.c.project_id == project_id, milestone_forecasts.c.recorded_on == on)
    rewritten = [one for one in moved if one in known and known[one][0] == on]
    for first in range(0, len(rewritten), 500):
        some = milestone_forecasts.c.milestone_id.in_(rewritten[first : first + 500])
        session.execute(delete(milestone_forecasts).where(today, some))
    values = [
        {"project_id": project_id, "milestone_id": one, "recorded_on": on, "forecast_on": day}
        for one, day in moved.items()
    ]
    session.execute(insert(milestone_forecasts), values)


def last_forecasts(session: Session, project_id: str) -> dict[str, tuple[date, date]]:
    """(recorded on, forecast on) that was kept last, by milestone."""
    kept = milestone_forecasts
    last = (
        select(kept.c.milestone_id, func.max(kept.c.recorded_on).label("recorded_on"))
        .where(kept.c.project_id == project_id)
        .group_by(kept.c.milestone_id)
        .subquery()
    )
    query = select(kept.c.milestone_id, kept.c.recorded_on, kept.c.forecast_on).join(
        last,
        and_(
            kept.c.project_id == project_id,
            kept.c.milestone_id == last.c.milestone_id,
            kept.c.recorded_on == last.c.recorded_on,
        ),
    )
    return {row.milestone_id: (row.recorded_on, row.forecast_on) for row in session.execute(query)}


def trend(session: Session, project_id: str) -> dict[str, list[tuple[date, date]]]:
    """(recorded on, forecast on) by milestone, oldest first."""
    kept = milestone_forecasts
    query = select(kept.c.milestone_id, kept.c.recorded_on, kept.c.forecast_on).where(kept.c.project_id == project_id)
    found: dict[str, list[tuple[date, date]]] = {}
    for row in session.execute(query.order_by(kept.c.recorded_on)):
        found.setdefault(row.milestone_id, []).append((row.recorded_on, row.forecast_on))
    return found


def names_in(differences: Iterable[Difference]) -> dict[str, str]:
    """Names of tasks that came or went in some differences, by id."""
    return {
        key: row["name"]
        for difference in differences
        for key, pair in difference.get("tasks", {}).items()
        for row in pair
        if row is not None and row.get("name")
    }


def _own(project_id: str, account_id: str, state: UndoState) -> Select[Any]:
    kinds = [int(kind) for kind in UNDOABLE]
    return select(plan_changes).where(
        plan_changes.c.project_id == project_id,
        plan_changes.c.account_id == account_id,
        plan_changes.c.undo_state == int(state),
        plan_changes.c.kind.in_(kinds),
    )


def _first(session: Session, query: Select[Any]) -> LoggedDifference | None:
    row = session.execute(query.limit(1)).one_or_none()
    return _logged(row) if row else None


def _logged(row: Row[Any]) -> LoggedDifference:
    stored: Mapping[str, Mapping[str, Sequence[Any]]] = row.difference
    return LoggedDifference(
        _log_row(row),
        {part: {key: (pair[0], pair[1]) for key, pair in rows.items()} for part, rows in stored.items()},
    )


def _log_row(row: Row[Any]) -> LogRow:
    deed = Deed(
        kind=DeedKind(row.kind),
        account_id=row.account_id,
        author=row.author,
        sentence=row.sentence,
        change_id=row.change_id,
        client_id=row.client_id,
        of_revision=row.of_revision,
    )
    return LogRow(row.revision, row.at, deed, UndoState(row.undo_state), row.settled_revision)

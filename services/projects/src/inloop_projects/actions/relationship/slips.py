"""The slip ledger: kept at every write of the plan and at the turn of the day, read at the reader's level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import Moved
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.picture import Picture, last_day
from inloop_projects.domain.relationship.slip_ledger import (
    Entry,
    Mark,
    Mover,
    Share,
    SlipCause,
    Stand,
    Waited,
    by_cause,
    cause_for,
    marks_of,
    movements,
    split,
)
from inloop_projects.domain.relationship.waits import DayCount, Wait, holds
from inloop_projects.store.people import persons
from inloop_projects.store.plan.baselines import BaselineRow
from inloop_projects.store.plan.projects import ProjectRow
from inloop_projects.store.relationship import slips as rows
from inloop_projects.store.relationship import waits as wait_rows
from inloop_projects.store.relationship.slips import PromiseRow


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as the reader may know it; `entry.id` is empty for what has moved today and is not stored yet."""

    entry: Entry
    cause: SlipCause
    author: str
    change_id: str
    note: str


@dataclass(frozen=True, slots=True)
class MilestoneLedger:
    """Why one promised milestone moved; `total_days` is the sum of the entries and the slip."""

    milestone_id: str
    name: str
    promised_on: date
    forecast_on: date
    total_days: int
    entries: tuple[Told, ...]
    causes: Mapping[SlipCause, int]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one promise, and every promise that was made."""

    promise: PromiseRow | None
    milestones: tuple[MilestoneLedger, ...]
    promises: tuple[PromiseRow, ...]


class Slips:
    """What can be done about the slip ledger. Fulfils `KeepsLedger` of the room `plan`."""

    def __init__(self, clock: Clock, pictures: Pictures) -> None:
        self.clock = clock
        self.pictures = pictures

    def begin(self, session: Session, project: ProjectRow, picture: Picture, row: BaselineRow) -> None:
        """Start the ledger of a new promise at zero; where the forecast differs already, the first entries say so."""
        made = PromiseRow(new_id(), row.number, row.name, row.saved_at, True)
        rows.begin(session, project.id, made)
        self._bring_up(session, project, picture, made, Mover())

    def follow(self, session: Session, project: ProjectRow, picture: Picture, moved: Moved | None) -> None:
        """Write down what moved since the last time; a repeat writes nothing. The caller holds the lock of the plan."""
        promise = rows.present(session, project.id) or self._adopted(session, project, picture)
        if promise is None:
            return
        mover = Mover()
        if moved is not None:
            deed = moved.deed
            mover = Mover(deed.author, deed.client_id, deed.change_id, moved.revision, moved.seen_from)
        self._bring_up(session, project, picture, promise, mover)

    def ledger(self, session: Session, caller: Caller, *, milestone_id: str, promise_id: str) -> Ledger:
        """The ledger of the present or an older promise, as the caller sees it.

        Errors: Missing for a milestone or promise that is not there or not the caller's to see.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        promises = rows.list_promises(session, project.id)
        promise = next((one for one in promises if one.id == promise_id or (not promise_id and one.is_present)), None)
        if promise is None:
            if promise_id:
                raise Missing
            return Ledger(None, (), tuple(promises))
        found = self._entries(session, project, picture, promise, milestone_id)
        marks = {one.milestone_id: one for one in found.marks}
        agency = persons.find_workspace(session, project.workspace_id)
        name = agency.name if agency else ""
        made = [
            _ledger(caller, task.name, marks[task.id], found.by_milestone.get(task.id, []), name)
            for task in picture.plan.tasks
            if task.is_milestone
            and task.visible_from <= caller.level
            and task.id in marks
            and milestone_id in ("", task.id)
        ]
        if milestone_id and not made:
            raise Missing
        return Ledger(promise, tuple(made), tuple(promises))

    def attribute(self, session: Session, caller: Caller, entry_id: str, shares: Sequence[Share]) -> MilestoneLedger:
        """Say what caused a movement, in one or several shares. Errors: Missing, Invalid when days do not add up."""
        found = rows.find(session, caller.project_id, entry_id)
        if found is None:
            raise Missing
        promise_id, entry = found
        rows.replace_by(session, promise_id, entry, split(entry, shares))
        audit.append(
            session,
            caller,
            action="slip.attributed",
            about=f"slip/{entry_id}",
            facts={"causes": ",".join(share.cause.name for share in shares), "days": entry.moved_days},
        )
        told = self.ledger(session, caller, milestone_id=entry.milestone_id, promise_id=promise_id)
        return told.milestones[0]

    def _adopted(self, session: Session, project: ProjectRow, picture: Picture) -> PromiseRow | None:
        """A promise that was made before ledgers were kept gets one from now on: its slip so far is its first entry."""
        if not picture.promise:
            return None
        made = PromiseRow(new_id(), 0, "The promise", self.clock.now(), True)
        rows.begin(session, project.id, made)
        return made

    def _bring_up(
        self, session: Session, project: ProjectRow, picture: Picture, promise: PromiseRow, mover: Mover
    ) -> None:
        marks = rows.marks(session, promise.id)
        stands = _stands(picture)
        moved = [one for one in stands if _is_moved(marks.get(one.milestone_id), one)]
        if not moved:
            return
        now = self.clock.now()
        waited = self._waited(session, project, picture, promise, marks, moved)
        rows.add(session, promise.id, movements(marks, moved, mover, waited, now))
        rows.put_marks(session, promise.id, marks_of(moved, now))

    def _entries(
        self, session: Session, project: ProjectRow, picture: Picture, promise: PromiseRow, milestone_id: str
    ) -> _Found:
        """Stored entries, and, for the present promise, what has moved today and is not stored yet."""
        marks = rows.marks(session, promise.id)
        entries = rows.entries(session, promise.id, milestone_id)
        if promise.is_present:
            stands = [one for one in _stands(picture) if milestone_id in ("", one.milestone_id)]
            moved = [one for one in stands if _is_moved(marks.get(one.milestone_id), one)]
            now = self.clock.now()
            waited = self._waited(session, project, picture, promise, marks, moved) if moved else {}
            entries = [*entries, *movements(marks, moved, Mover(), waited, now)]
            marks |= {one.milestone_id: one for one in marks_of(moved, now)}
        by_milestone: dict[str, list[Entry]] = {}
        for entry in entries:
            by_milestone.setdefault(entry.milestone_id, []).append(entry)
        return _Found(tuple(marks.values()), by_milestone)

    def _waited(
        self,
        session: Session,
        project: ProjectRow,
        picture: Picture,
        promise: PromiseRow,
        marks: Mapping[str, Mark],
        moved: Iterable[Stand],
    ) -> dict[str, Waited]:
        """Days of waiting that explain a delay of each milestone.

        Of waits that last, or have ended since the last movement, and that hold the milestone: their working days since
        the promise, less what entries have claimed since the first of them began.
        """
        waits = wait_rows.list_all(session, project.id)
        if not waits:
            return {}
        count = DayCount(picture.plan.default_calendar, ZoneInfo(project.time_zone), self.clock.now())
        reach = {wait.id: holds(picture.plan, wait.task_id) for wait in waits if wait.task_id}
        entries = rows.entries(session, promise.id)
        found = {}
        for stand in moved:
            mark = marks.get(stand.milestone_id)
            since = mark.recorded_at if mark else promise.made_at
            mine = [
                wait
                for wait in waits
                if (wait.ended_at is None or wait.ended_at > since)
                and (wait.task_id is None or stand.milestone_id in reach[wait.id])
            ]
            if mine:
                days = count.days_of_all(mine) - _claimed(entries, stand.milestone_id, mine)
                found[stand.milestone_id] = Waited(max(days, 0), *_known_to(picture, mine))
        return found


@dataclass(frozen=True, slots=True)
class _Found:
    marks: tuple[Mark, ...]
    by_milestone: Mapping[str, list[Entry]]


def _stands(picture: Picture) -> list[Stand]:
    """Every promised milestone of the plan, whoever sees it."""
    return [
        Stand(
            task.id,
            last_day(*picture.promise[task.id]),
            last_day(*picture.forecast.start_and_finish(task.id)),
            picture.slip_of(task.id) or 0,
        )
        for task in picture.plan.tasks
        if task.is_milestone and task.id in picture.promise
    ]


def _is_moved(mark: Mark | None, stand: Stand) -> bool:
    return mark is None or mark.slip_days != stand.slip_days or mark.forecast_on != stand.forecast_on


def _claimed(entries: Iterable[Entry], milestone_id: str, waits: Sequence[Wait]) -> int:
    """Days of waiting that entries have claimed since the first of the waits began."""
    since: datetime = min(wait.started_at for wait in waits)
    return sum(
        entry.moved_days
        for entry in entries
        if entry.milestone_id == milestone_id and entry.cause is SlipCause.WAITING_FOR_CLIENT and entry.at >= since
    )


def _known_to(picture: Picture, waits: Sequence[Wait]) -> tuple[int, str]:
    """The level that sees what is waited for, and the client; of several clients only staff know."""
    clients = {wait.client_id or "" for wait in waits}
    return (int(Level.STAFF), "") if len(clients) > 1 else (_seen_from(picture, waits), clients.pop())


def _seen_from(picture: Picture, waits: Sequence[Wait]) -> int:
    """The level that sees the tasks that wait; a wait of the whole project is seen by everybody at TIMELINE."""
    tasks = [picture.plan.task_by_id.get(wait.task_id) for wait in waits if wait.task_id]
    if len(tasks) < len(waits):
        return int(Level.TIMELINE)
    return min((task.visible_from for task in tasks if task), default=int(Level.STAFF))


def _ledger(caller: Caller, name: str, mark: Mark, entries: Sequence[Entry], agency: str) -> MilestoneLedger:
    told = tuple(_told(caller, entry, agency) for entry in entries)
    return MilestoneLedger(
        milestone_id=mark.milestone_id,
        name=name,
        promised_on=mark.promised_on,
        forecast_on=mark.forecast_on,
        total_days=mark.slip_days,
        entries=told,
        causes=by_cause((one.cause, one.entry.moved_days) for one in told),
    )


def _told(caller: Caller, entry: Entry, agency: str) -> Told:
    """An entry at the caller's level: a client hears names of its own people and of the agency, of nobody else."""
    cause = cause_for(entry, caller.level, caller.client_id)
    if caller.is_staff:
        return Told(entry, cause, entry.author, entry.change_id, entry.note)
    is_own = bool(entry.client_id) and entry.client_id == caller.client_id
    if cause is not entry.cause or (entry.client_id and not is_own):
        return Told(entry, cause, "", "", "")
    author = entry.author if is_own else agency if entry.author else ""
    return Told(entry, cause, author, entry.change_id if is_own else "", entry.note)

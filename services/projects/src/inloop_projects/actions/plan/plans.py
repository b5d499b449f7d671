"""Reading, editing and importing plans. Every write dates the plan anew and reviews its hiccups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import PlanChanged
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.errors import Missing, NotNow, StaleMatch
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_projects.actions.plan.pictures import Pictures, paint, start_of
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.fallout import Fallout, fallout
from inloop_projects.domain.plan.history import (
    CALENDARS,
    LINKS,
    PLAN,
    TASKS,
    Deed,
    DeedKind,
    Difference,
    difference,
    summary_of,
    touched,
)
from inloop_projects.domain.plan.model import Plan, Task
from inloop_projects.domain.plan.outline import depth_first
from inloop_projects.domain.plan.picture import Picture, Row, last_day
from inloop_projects.domain.plan.sight import shallowest_difference
from inloop_projects.store.people import persons
from inloop_projects.store.plan import baselines, history, plans
from inloop_projects.store.plan.projects import ProjectRow
from inloop_projects.store.relationship import hiccups as hiccup_rows

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class PlanMovedOn(StaleMatch):
    """The plan was edited by somebody else since it was read."""

    reason = "PLAN_MOVED_ON"


class PlanIsPromised(NotNow):
    """A promised plan is not replaced by a file."""

    reason = "PLAN_IS_PROMISED"


@dataclass(frozen=True, slots=True)
class Edited:
    """What a write did: the new revision, rows that are new or changed, rows that went, hiccups that opened."""

    revision: int
    plan: Plan
    rows: tuple[Row, ...]
    changed: tuple[Row, ...]
    removed_ids: tuple[str, ...]
    opened_hiccup_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows that somebody may see, with published reasons and descriptions by task id."""

    project: ProjectRow
    plan: Plan
    rows: tuple[Row, ...]
    reasons: Mapping[str, str]
    texts: Mapping[str, str]


class ReviewsSlips(Protocol):
    """Whoever opens and resolves hiccups after the forecast changed; the room `relationship` does."""

    def review(self, session: Session, project: ProjectRow, picture: Picture) -> list[str]:
        """Return the ids of what opened."""


class KeepsLedger(Protocol):
    """Whoever keeps the ledger of slips of promised milestones; the room `relationship` does."""

    def follow(self, session: Session, project: ProjectRow, picture: Picture, moved: Moved | None) -> None:
        """Write down what moved since the last time: by a write of the plan, or (None) because the days went by."""

    def begin(self, session: Session, project: ProjectRow, picture: Picture, row: baselines.BaselineRow) -> None:
        """Start the ledger of a new promise."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A write of the plan that may have moved dates; `seen_from` is the least level that sees a row that it touched."""

    deed: Deed
    revision: int
    seen_from: int


class Plans:
    """What can be done about plans."""

    def __init__(self, pictures: Pictures, hiccups: ReviewsSlips, ledger: KeepsLedger) -> None:
        self.pictures = pictures
        self.hiccups = hiccups
        self.ledger = ledger

    def rows(self, session: Session, caller: Caller) -> Listed:
        """The rows that the caller may see."""
        project, picture = self.pictures.of(session, caller.project_id)
        reasons = hiccup_rows.reasons(session, project.id)
        texts = plans.descriptions(session, project.id)
        return Listed(project, picture.plan, picture.rows(caller.level), reasons, texts)

    def revision(self, session: Session, caller: Caller) -> int:
        """The revision that the plan of the caller's project is at."""
        return self.pictures.of(session, caller.project_id)[0].plan_revision

    def preview(self, session: Session, caller: Caller, edits: Sequence[Edit]) -> Fallout:
        """What edits would do, as staff see it."""
        _, picture = self.pictures.of(session, caller.project_id)
        return fallout(picture.plan, concrete(picture.plan, edits), start_of(picture.status_on), lambda _: True)

    def edit(
        self,
        session: Session,
        caller: Caller,
        edits: Sequence[Edit],
        *,
        texts: Mapping[str, str],
        expected_revision: int | None,
    ) -> Edited:
        """Apply edits, all or none; `texts` are descriptions by task id.

        Errors: PlanMovedOn when the plan is not at the expected revision, and those of `apply`.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        require_revision(project, expected_revision)
        after = apply(picture.plan, concrete(picture.plan, edits))
        unknown = [task_id for task_id in texts if task_id not in after.task_by_id]
        if unknown:
            raise Missing
        deed = deed_of(session, caller, DeedKind.EDIT)
        edited = self.write(session, project, picture, after, deed, texts)
        audit.append(
            session,
            caller,
            action="plan.edited",
            about=f"plan/{project.id}",
            facts={"revision": edited.revision, "edits": len(edits)},
        )
        return edited

    def write(
        self,
        session: Session,
        project: ProjectRow,
        before: Picture,
        after: Plan,
        deed: Deed,
        texts: Mapping[str, str] = NOTHING,
    ) -> Edited:
        """The one way in which a plan changes: store, log the difference, follow the ledger, review hiccups, announce.

        `before` is the picture that `Pictures.of` gave in this transaction; `texts` are descriptions by task id.
        Errors: PlanMovedOn when somebody else has written since.
        """
        revision = plans.lock(session, project.id)
        if revision != project.plan_revision + 1:
            raise PlanMovedOn("The plan has changed since you read it. Look at it again.", now=revision - 1)
        # As `plans.load` will give it back: its name is the project's, and parents precede what they hold.
        after = replace(after, name=before.plan.name, status_date=None, tasks=tuple(depth_first(after.tasks)))
        picture = paint(after, before.promise, before.status_on)
        self.ledger.follow(session, project, before, None)
        found = self._logged(session, project, revision, before.plan, after, deed, texts)
        plans.save(session, project.id, before.plan, after)
        plans.describe(session, project.id, texts)
        self.follow(session, project.id, picture)
        self.ledger.follow(session, project, picture, Moved(deed, revision, seen_from(found, before.plan, after)))
        opened = self.hiccups.review(session, project, picture)
        rows, changed, removed = _difference(before, picture)
        self._announce(session, project, before, picture)
        self.pictures.written(session, project.id, revision, picture)
        return Edited(revision, after, rows, changed, removed, tuple(opened))

    def days_went_by(self, session: Session, project: ProjectRow, picture: Picture) -> None:
        """Follow a forecast that moved although nobody wrote: trend, ledger and hiccups; a repeat does nothing.

        The caller holds the row of the project. The plan itself is not touched.
        """
        self.follow(session, project.id, picture)
        self.ledger.follow(session, project, picture, None)
        self.hiccups.review(session, project, picture)

    def follow(self, session: Session, project_id: str, picture: Picture) -> None:
        """Keep what is forecast today for each milestone, for the trend."""
        forecasts = {
            task.id: last_day(*picture.forecast.start_and_finish(task.id))
            for task in picture.plan.tasks
            if task.is_milestone
        }
        history.follow(session, project_id, picture.status_on, forecasts)

    def _logged(
        self,
        session: Session,
        project: ProjectRow,
        revision: int,
        before: Plan,
        after: Plan,
        deed: Deed,
        texts: Mapping[str, str],
    ) -> Difference:
        gone = [task_id for task_id in before.task_by_id if task_id not in after.task_by_id]
        old = plans.described(session, project.id, [*gone, *texts])
        words = {task_id: (old.get(task_id, ""), texts.get(task_id, "")) for task_id in {*gone, *texts}}
        found = difference(before, after, words)
        if not deed.sentence:
            names = {task.id: task.name for task in (*before.tasks, *after.tasks)}
            deed = replace(deed, sentence=summary_of(found, names))
        history.append(session, project.id, revision, deed, found, at=self.pictures.clock.now())
        return found

    def promise_changed(
        self, session: Session, project: ProjectRow, picture: Picture, row: baselines.BaselineRow, deed: Deed
    ) -> int:
        """Count the revision up after a new promise, begin its ledger, review hiccups against it; the new revision."""
        revision = plans.lock(session, project.id)
        self.ledger.follow(session, project, picture, None)
        promised = replace(picture, promise=baselines.promise(session, project.id))
        history.append(session, project.id, revision, deed, {}, at=self.pictures.clock.now())
        self.ledger.begin(session, project, promised, row)
        self.follow(session, project.id, promised)
        self.hiccups.review(session, project, promised)
        self.pictures.written(session, project.id, revision, promised)
        return revision

    def _announce(self, session: Session, project: ProjectRow, before: Picture, after: Picture) -> None:
        """Hint at the shallowest level that sees a difference; at none when only hidden rows changed."""
        level = shallowest_difference(before, after)
        if level is not None:
            event = PlanChanged(project_id=project.id)
            scope = Scope(project.workspace_id, project.id)
            visible_from = access_pb2.Level.ValueType(level)
            outbox.append(session, event, aggregate_id=project.id, scope=scope, visible_from=visible_from)


def require_revision(project: ProjectRow, expected_revision: int | None) -> None:
    """Refuse to write a plan that has moved on. Errors: PlanMovedOn, with the revision that it has now."""
    if expected_revision is not None and expected_revision != project.plan_revision:
        raise PlanMovedOn("The plan has changed since you read it. Look at it again.", now=project.plan_revision)


def deed_of(session: Session, caller: Caller, kind: DeedKind, sentence: str = "", **more: Any) -> Deed:
    """What the caller does to the plan, by display name. Staff by their name, contacts by theirs and their client."""
    if caller.contact_id:
        contact = persons.find_contact(session, caller.contact_id)
        name, client_id = contact.name if contact else "", caller.client_id
    else:
        member = persons.find_staff(session, caller.workspace_id, caller.account_id)
        name, client_id = member.name if member else "", ""
    return replace(Deed(kind, caller.account_id, name, sentence, client_id=client_id), **more)


def seen_from(found: Difference, before: Plan, after: Plan) -> int:
    """The least level that sees a row which a difference touches; STAFF when it touches hidden rows or people only."""
    rows = {**before.task_by_id, **after.task_by_id}
    levels = [int(Level.STAFF)]
    for part, key in touched(found):
        if part in (PLAN, CALENDARS):
            levels.append(int(Level.TIMELINE))
        elif part in (TASKS, LINKS):
            ends = key.split(">")[:2] if part == LINKS else [key]
            levels.append(max(rows[end].visible_from if end in rows else int(Level.STAFF) for end in ends))
    return min(levels)


def own(plan: Plan) -> tuple[Plan, dict[str, str]]:
    """A plan from a file as one of ours: own ids, each row at the level of its kind; and our ids by theirs."""
    ids = {task.id: new_id() for task in plan.tasks}
    people = {resource.id: new_id() for resource in plan.resources}
    parents = {task.parent_id for task in plan.tasks}
    mine = replace(
        plan,
        tasks=tuple(
            replace(
                task,
                id=ids[task.id],
                parent_id=ids[task.parent_id] if task.parent_id else None,
                visible_from=usual_level(task, is_summary=task.is_summary or task.id in parents),
            )
            for task in plan.tasks
        ),
        links=tuple(
            replace(link, predecessor_id=ids[link.predecessor_id], successor_id=ids[link.successor_id])
            for link in plan.links
        ),
        resources=tuple(replace(resource, id=people[resource.id]) for resource in plan.resources),
        assignments=tuple(
            replace(one, task_id=ids[one.task_id], resource_id=people[one.resource_id]) for one in plan.assignments
        ),
    )
    return mine, ids


def usual_level(task: Task, *, is_summary: bool) -> int:
    """Phases and milestones are the roadmap, the rest is the timeline."""
    return int(Level.ROADMAP if is_summary or task.is_milestone else Level.TIMELINE)


def concrete(plan: Plan, edits: Sequence[Edit]) -> list[Edit]:
    """Edits in terms of this plan: levels where none was given or a phase holds rows, days as working instants.

    What a phase holds is looked up as it is after the edits before. Errors: EditRefused of those.
    """
    made: list[Edit] = []
    for edit in edits:
        if isinstance(edit, ask.AddTask) and not edit.visible_from:
            level = Level.ROADMAP if edit.is_milestone or edit.is_summary else Level.TIMELINE
            made.append(replace(edit, visible_from=int(level)))
        elif isinstance(edit, ask.SetVisibility):
            is_moved = any(isinstance(one, ask.AddTask | ask.RemoveTask | ask.Move) for one in made)
            made.extend(_with_held(apply(plan, made) if is_moved else plan, edit))
        elif isinstance(edit, ask.RecordProgress):
            made.append(_at_work(plan, edit))
        else:
            made.append(edit)
    return made


def _with_held(plan: Plan, edit: ask.SetVisibility) -> list[Edit]:
    """What a phase holds is never seen from a lower level than the phase, nor from a lower one than is usual."""
    parents = {task.parent_id for task in plan.tasks}
    held, found = {edit.task_id}, [edit]
    for task in plan.tasks:
        if task.parent_id in held:
            held.add(task.id)
            level = max(edit.visible_from, usual_level(task, is_summary=task.is_summary or task.id in parents))
            found.append(ask.SetVisibility(task.id, level))
    return list(found)


def _at_work(plan: Plan, edit: ask.RecordProgress) -> ask.RecordProgress:
    """Whole days as the first and last working instant of them."""
    task = plan.task_by_id.get(edit.task_id)
    calendar = plan.calendar_of(task) if task else plan.default_calendar
    start, finish = edit.actual_start, edit.actual_finish
    if start is not None and start.time() == time():
        start = calendar.next(start)
    if finish is not None and finish.time() == time():
        finish = calendar.prev(finish + timedelta(days=1))
    return replace(edit, actual_start=start, actual_finish=_not_before(finish, start))


def _not_before(finish: datetime | None, start: datetime | None) -> datetime | None:
    """A task that was begun and finished on one free day has no working time between."""
    return start if finish is not None and start is not None and finish < start else finish


def _difference(before: Picture, after: Picture) -> tuple[tuple[Row, ...], tuple[Row, ...], tuple[str, ...]]:
    """All rows as staff see them, those that are new or changed, and the ids of those that went."""
    old = {row.task.id: row for row in before.rows(Level.STAFF)}
    new = {row.task.id: row for row in after.rows(Level.STAFF)}
    changed = tuple(row for task_id, row in new.items() if old.get(task_id) != row)
    return tuple(new.values()), changed, tuple(task_id for task_id in old if task_id not in new)

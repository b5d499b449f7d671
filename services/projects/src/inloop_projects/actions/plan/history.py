"""What happened to a plan: its revisions, what differs between two, undo and redo by person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.errors import Conflict, Invalid, NotNow
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import Edited, PlanIsPromised, Plans, deed_of, require_revision
from inloop_projects.domain.plan.comparison import Comparison, compare
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import PlanRefused
from inloop_projects.domain.plan.history import (
    LINKS,
    TASKS,
    DeedKind,
    Difference,
    apply_difference,
    compose,
    dangling,
    inverse,
    texts_after,
    touched,
    without_ties,
)
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.picture import Picture
from inloop_projects.store.plan import history as rows
from inloop_projects.store.plan.history import LoggedDifference, LogRow, UndoState
from inloop_projects.store.plan.projects import ProjectRow

NAMED_AT_MOST = 5


class OthersChangedIt(Conflict):
    """Somebody else has changed the same rows since."""

    reason = "OTHERS_CHANGED_IT"


class NothingToDo(NotNow):
    """The caller has nothing to take back, or nothing to make again."""

    reason = "NOTHING_TO_DO"


class NotRecorded(NotNow):
    """The plan was written before its changes were logged."""

    reason = "NOT_RECORDED"


@dataclass(frozen=True, slots=True)
class Revisions:
    """The change log, newest first, and the revisions that the caller would take back or make again next."""

    entries: tuple[LogRow, ...]
    undo_revision: int | None
    redo_revision: int | None


class History:
    """What can be done about the past of a plan."""

    def __init__(self, pictures: Pictures, plans: Plans) -> None:
        self.pictures = pictures
        self.plans = plans

    def revisions(self, session: Session, caller: Caller) -> Revisions:
        """The change log of the caller's project."""
        undo = rows.to_undo(session, caller.project_id, caller.account_id)
        redo = rows.to_redo(session, caller.project_id, caller.account_id)
        return Revisions(
            tuple(rows.newest(session, caller.project_id)),
            undo.row.revision if undo else None,
            redo.row.revision if redo else None,
        )

    def compare(self, session: Session, caller: Caller, from_revision: int, to_revision: int | None) -> Comparison:
        """What differs between two revisions, from the log alone.

        Errors: Invalid when a revision is not one of this plan, NotRecorded when the log does not reach so far.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        until = project.plan_revision if to_revision is None else to_revision
        if until > project.plan_revision:
            raise Invalid(f"The plan is at revision {project.plan_revision}.", field="to_revision")
        if from_revision > until:
            raise Invalid("The earlier revision comes first.", field="from_revision")
        since = _composed(session, project, until, project.plan_revision)
        found = _composed(session, project, from_revision, until)
        later = apply_difference(picture.plan, inverse(since))
        earlier = apply_difference(later, inverse(found))
        return compare(schedule(earlier), schedule(later), found, (from_revision, until))

    def undo(self, session: Session, caller: Caller, expected_revision: int | None) -> Edited:
        """Take back the caller's last edit that still stands.

        Errors: PlanMovedOn, NothingToDo, OthersChangedIt with the names of the rows, PlanIsPromised.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        require_revision(project, expected_revision)
        entry = rows.to_undo(session, project.id, caller.account_id)
        if entry is None:
            raise NothingToDo("You have nothing to take back in this plan.")
        _refuse_promised(session, project, entry)
        return self._write(session, caller, project, picture, entry, inverse(entry.difference), DeedKind.UNDO)

    def redo(self, session: Session, caller: Caller, expected_revision: int | None) -> Edited:
        """Make the edit again that the caller took back last. Errors as of `undo`."""
        project, picture = self.pictures.of(session, caller.project_id)
        require_revision(project, expected_revision)
        entry = rows.to_redo(session, project.id, caller.account_id)
        if entry is None:
            raise NothingToDo("You have taken nothing back that could be made again.")
        _refuse_promised(session, project, entry)
        return self._write(session, caller, project, picture, entry, entry.difference, DeedKind.REDO)

    def _write(
        self,
        session: Session,
        caller: Caller,
        project: ProjectRow,
        picture: Picture,
        entry: LoggedDifference,
        wanted: Difference,
        kind: DeedKind,
    ) -> Edited:
        _refuse_overlap(session, caller, project, picture, entry)
        after = without_ties(apply_difference(picture.plan, wanted))
        needed = dangling(after)
        if needed is not None:
            name = _names(picture.plan, [entry.difference]).get(needed, "a row")
            raise OthersChangedIt(f"Somebody else has built on “{name}” since. Change the plan by hand.", rows=name)
        word = "Took back" if kind is DeedKind.UNDO else "Made again"
        deed = deed_of(session, caller, kind, f"{word}: {entry.row.deed.sentence}", of_revision=entry.row.revision)
        texts = {task_id: text for task_id, text in texts_after(wanted).items() if task_id in after.task_by_id}
        try:
            edited = self.plans.write(session, project, picture, after, deed, texts)
        except PlanRefused as refused:  # only together with what others have written since can it contradict itself
            raise OthersChangedIt("It does not go together with what others have changed since.") from refused
        state = UndoState.UNDONE if kind is DeedKind.UNDO else UndoState.DONE
        rows.settle(session, project.id, entry.row.revision, state, at_revision=edited.revision)
        audit.append(
            session,
            caller,
            action="plan.undone" if kind is DeedKind.UNDO else "plan.redone",
            about=f"plan/{project.id}",
            facts={"revision": edited.revision, "of_revision": entry.row.revision},
        )
        return edited


def _refuse_promised(session: Session, project: ProjectRow, entry: LoggedDifference) -> None:
    """A whole plan that was promised since it came is not taken away again."""
    whole = entry.row.deed.kind in (DeedKind.IMPORT, DeedKind.TEMPLATE)
    if whole and rows.last_of_kind(session, project.id, DeedKind.PROMISE) > entry.row.revision:
        raise PlanIsPromised("This plan has been promised to clients since it was imported.")


def _refuse_overlap(
    session: Session, caller: Caller, project: ProjectRow, picture: Picture, entry: LoggedDifference
) -> None:
    """Refuse when somebody else has touched one of the entry's rows since it was written, undone or redone."""
    mine = touched(entry.difference)
    later = rows.by_others_after(session, project.id, entry.row.settled_revision, caller.account_id)
    for other in later:
        common = mine & touched(other.difference)
        if common:
            names = _names(picture.plan, [entry.difference, other.difference])
            told = ", ".join(_named(common, names)) or "the calendars or rules of the plan"
            who = other.row.deed.author or "Somebody else"
            raise OthersChangedIt(
                f"{who} has changed the same rows since: {told}. Change the plan by hand.",
                rows=told,
                revision=other.row.revision,
            )


def _named(common: set[tuple[str, str]], names: dict[str, str]) -> list[str]:
    found = []
    for part, key in sorted(common):
        if part == TASKS:
            found.append(names.get(key, "a row"))
        elif part == LINKS:
            before, after = key.split(">")[:2]
            found.append(f"{names.get(before, 'a row')} → {names.get(after, 'a row')}")
    more = len(found) - NAMED_AT_MOST
    return [*found[:NAMED_AT_MOST], f"{more} more"] if more > 0 else found


def _names(plan: Plan, differences: list[Difference]) -> dict[str, str]:
    return rows.names_in(differences) | {task.id: task.name for task in plan.tasks}


def _composed(session: Session, project: ProjectRow, after: int, until: int) -> Difference:
    """The difference from one revision to another. Errors: NotRecorded."""
    entries = rows.between(session, project.id, after, until)
    if len(entries) != until - after:
        raise NotRecorded("The plan was written before its changes were logged; the log does not reach so far.")
    found: Difference = {}
    for entry in entries:
        found = compose(found, entry.difference)
    return found

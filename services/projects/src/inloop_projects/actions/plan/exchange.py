"""Plans in from files, and the complete plan out to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.errors import Invalid, Violation
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import PlanIsPromised, Plans, deed_of, own
from inloop_projects.clients.converter import Converter
from inloop_projects.domain.plan.baseline import BaselineRow as KeptRow
from inloop_projects.domain.plan.csv_reader import read_csv
from inloop_projects.domain.plan.engine import Schedule, schedule
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.exported import ExportedFile, Loss, file_name
from inloop_projects.domain.plan.file_kinds import KINDS, FileKind, KnownKind, extension_of, kind_of, unpacked
from inloop_projects.domain.plan.fitting import fitted
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.mspdi import ImportedPlan, LossReport, read_mspdi
from inloop_projects.domain.plan.mspdi_rows import MEDIA_TYPE
from inloop_projects.domain.plan.mspdi_writer import write_mspdi
from inloop_projects.domain.plan.picture import last_day
from inloop_projects.domain.plan.shift import shift
from inloop_projects.store.plan import baseline_rows, baselines, plans
from inloop_projects.store.plan.projects import ProjectRow

MAX_IMPORT_BYTES: Final = 10 * 1024 * 1024
MAX_EXPORT_BYTES: Final = 15 * 1024 * 1024


class PlanTooLarge(Invalid):
    """The file would be larger than one answer may be."""

    reason = "PLAN_TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file holds as a plan of ours; `revision` is None when nothing was written."""

    revision: int | None
    kind: FileKind
    plan: Plan
    losses: LossReport
    start_on: date
    finish_on: date
    redated: int


class Exchange:
    """What can be done with files of plans."""

    def __init__(self, pictures: Pictures, plans_: Plans, converter: Converter) -> None:
        self.pictures = pictures
        self.plans = plans_
        self.converter = converter

    def kinds(self) -> list[tuple[KnownKind, str]]:
        """Every kind of file that is known, with what is missing here to read it (empty: nothing)."""
        missing = self.converter.missing()
        return [(one, missing if one.needs_converter else "") for one in KINDS]

    def import_file(
        self,
        session: Session,
        caller: Caller,
        content: bytes,
        *,
        file_name: str = "plan.xml",
        delimiter: str = "",
        start_on: date | None = None,
        dry_run: bool = False,
    ) -> Taken:
        """Take the plan of a file in the place of the present one, which must not be promised.

        `start_on` moves every date by whole weeks, so that the plan starts in the week of that day; a `dry_run` writes
        nothing. Errors: PlanIsPromised, ConverterMissing, PlanFileRefused and what the scheduler refuses, all about the
        field `content`.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        if picture.promise and not dry_run:
            raise PlanIsPromised("This plan has been promised to clients. Import the file into a new project.")
        content = unpacked(content)
        kind = kind_of(content, file_name.removesuffix(".gz"))
        with about_content():
            file = fitted(self._read(kind, content, delimiter, picture.plan))
            if _is_empty(file, kind):
                raise PlanFileRefused("The file has no tasks.")
            dates = schedule(file.plan)
            days = 7 * ((start_on - file.plan.start.date()).days // 7) if start_on is not None else 0
            plan, ids = own(file.plan)
            plan = shift(plan, days)
            moved = schedule(plan) if days else dates
        spans = [moved.start_and_finish(task_id) for task_id in moved]
        began = plan.start.date()
        first = min((start.date() for start, _ in spans), default=began)
        last = max((last_day(*span) for span in spans), default=began)
        redated = _redated(file, dates)
        if dry_run:
            return Taken(None, kind, plan, file.loss, first, last, redated)
        deed = deed_of(session, caller, DeedKind.IMPORT)
        texts = {ids[uid]: text for uid, text in file.texts.items() if uid in ids}
        edited = self.plans.write(session, project, picture, plan, deed, texts)
        self._keep_baselines(session, project, file.baselines, ids, timedelta(days=days))
        facts = {"tasks": len(plan.tasks), "kind": kind.value}
        audit.append(session, caller, action="plan.imported", about=f"plan/{project.id}", facts=facts)
        return Taken(edited.revision, kind, plan, file.loss, first, last, redated)

    def export_complete(self, session: Session, caller: Caller) -> ExportedFile:
        """The whole plan as Microsoft Project XML with its baselines, for staff."""
        project, picture = self.pictures.of(session, caller.project_id)
        plan = replace(picture.plan, name=project.name)
        kept = baseline_rows.of_project(session, project.id)
        texts = plans.descriptions(session, project.id)
        content = write_mspdi(plan, picture.planned, kept, texts)
        return sized(ExportedFile(file_name(project.name, "xml"), MEDIA_TYPE, content, tuple(_not_in_mspdi(plan))))

    def _read(self, kind: FileKind, content: bytes, delimiter: str, present: Plan) -> ImportedPlan:
        if kind is FileKind.CSV:
            return read_csv(content, present, delimiter=delimiter)
        if kind is FileKind.MSPDI:
            return read_mspdi(content)
        return read_mspdi(self.converter.to_mspdi(content, extension_of(kind)))

    def _keep_baselines(
        self,
        session: Session,
        project: ProjectRow,
        found: Mapping[int, Mapping[str, KeptRow]],
        ids: Mapping[str, str],
        later: timedelta,
    ) -> None:
        """Keep the baselines of a file under their numbers; none of them is a promise to anybody."""
        now = self.pictures.clock.now()
        for number, kept in found.items():
            moved = {
                ids[uid]: replace(row, start=row.start + later, finish=row.finish + later)
                for uid, row in kept.items()
                if uid in ids
            }
            finish = max((row.finish for row in moved.values()), default=None)
            row = baselines.BaselineRow(number, f"Baseline {number} of the file", False, now, finish)
            baselines.add(session, project.id, row, moved)


def sized(file: ExportedFile) -> ExportedFile:
    """The file, unless it is larger than one answer may be. Errors: PlanTooLarge."""
    if len(file.content) > MAX_EXPORT_BYTES:
        limit = MAX_EXPORT_BYTES // 1024 // 1024
        raise PlanTooLarge(f"This plan makes a file of more than {limit} MB. Export it as CSV.", field="format")
    return file


@contextmanager
def about_content() -> Iterator[None]:
    """Whatever a file is refused for is about the field that holds it."""
    try:
        yield
    except Invalid as wrong:
        if not wrong.violations:
            wrong.violations = (Violation("/content", wrong.detail),)
        raise


def _is_empty(file: ImportedPlan, kind: FileKind) -> bool:
    """No tasks, and no calendars either but the one that every plan has; a table brings none."""
    return not file.plan.tasks and (kind is FileKind.CSV or len(file.plan.calendars) == 1)


def _redated(file: ImportedPlan, dates: Schedule) -> int:
    """Rows that lie on other days here than in the file."""
    shown = {task_id: dates.start_and_finish(task_id) for task_id in file.saved if task_id in dates}
    return sum(
        (start.date(), last_day(start, finish)) != (file.saved[task_id][0].date(), last_day(*file.saved[task_id]))
        for task_id, (start, finish) in shown.items()
    )


def _not_in_mspdi(plan: Plan) -> Iterator[Loss]:
    """What Microsoft's format has no place for."""
    yield Loss("visible_from", len(plan.tasks), "Who sees a row; an import gives every row the level of its kind.")
    if not plan.honours_constraints:
        yield Loss("honours_constraints", 1, "Whether dates or links win; an import takes dates to win.")
    if plan.critical_slack_minutes % plan.minutes_per_day:
        yield Loss("critical_slack_minutes", 1, "The limit of the critical path, to the whole day.")

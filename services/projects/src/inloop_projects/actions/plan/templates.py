"""Templates of plans, copies of projects, and moving a whole plan in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Invalid, Missing, NotNow
from inloop_kit.ids import new_id
from inloop_projects.actions.plan.moves import Moves
from inloop_projects.actions.plan.plans import Edited, deed_of
from inloop_projects.actions.plan.projects import Projects, Stand
from inloop_projects.domain.plan.fallout import Fallout
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.picture import Picture
from inloop_projects.domain.plan.template import (
    Moved,
    by_weeks,
    by_working_days,
    placed,
    renamed,
    shifted,
    without_dated_exceptions,
    without_history,
)
from inloop_projects.store.plan import plans as plan_rows
from inloop_projects.store.plan import templates as rows
from inloop_projects.store.plan.projects import ProjectRow
from inloop_projects.store.plan.templates import TemplateRow
from inloop_worktime import working_days_between

MOST_TEMPLATES: Final = 200


class PlanNotEmpty(NotNow):
    """Only an empty plan takes a template."""

    reason = "PLAN_NOT_EMPTY"


@dataclass(frozen=True, slots=True)
class NewProject:
    """What a project that starts with a plan is called and when it begins."""

    name: str
    start_on: date
    time_zone: str
    tolerance_days: int


class Templates:
    """What can be done about templates, copies and shifts."""

    def __init__(self, clock: Clock, projects: Projects, moves: Moves) -> None:
        self.clock = clock
        self.projects = projects
        self.moves = moves

    def save(self, session: Session, caller: Caller, *, name: str, description: str) -> TemplateRow:
        """Keep the plan without progress, people and baselines. Errors: NotNow for an empty plan, or too many."""
        _, picture = self.moves.picture(session, caller)
        if not picture.plan.tasks:
            raise NotNow("The plan has no tasks yet.", state="EMPTY")
        if len(rows.list_all(session, caller.workspace_id)) >= MOST_TEMPLATES:
            raise NotNow(f"A workspace has at most {MOST_TEMPLATES} templates.", state="FULL")
        plan = without_dated_exceptions(without_history(picture.plan, with_people=False))
        first = min(dates.start for dates in picture.planned.values()).date()
        days = working_days_between(plan.default_calendar, first, picture.planned.project_finish.date())
        author = deed_of(session, caller, DeedKind.TEMPLATE).author
        row = TemplateRow(
            id=new_id(),
            workspace_id=caller.workspace_id,
            name=name,
            description=description,
            task_count=len(plan.tasks),
            working_days=max(days, 0) + 1,
            saved_by=author,
            saved_at=self.clock.now(),
        )
        rows.add(session, row, plan, dict(plan_rows.descriptions(session, caller.project_id)))
        audit.append(session, caller, action="template.saved", about=f"template/{row.id}")
        return row

    def list_all(self, session: Session, caller: Caller) -> list[TemplateRow]:
        """The templates of the caller's workspace, by name."""
        return rows.list_all(session, caller.workspace_id)

    def remove(self, session: Session, caller: Caller, template_id: str) -> TemplateRow:
        """Drop a template. Errors: Missing."""
        row = self._find(session, caller, template_id)
        rows.remove(session, row.id)
        audit.append(session, caller, action="template.removed", about=f"template/{row.id}")
        return row

    def apply(self, session: Session, caller: Caller, template_id: str, start_on: date | None) -> Edited:
        """Give an empty plan the rows of a template. Errors: Missing, PlanNotEmpty."""
        row = self._find(session, caller, template_id)
        plan, texts = rows.plan_of(session, row.id)
        return self._fill(session, caller, plan, texts, start_on, sentence=f"Template {row.name!r} applied")

    def start(self, session: Session, caller: Caller, template_id: str, new: NewProject) -> Stand:
        """A project with the plan of a template. Errors: Missing."""
        row = self._find(session, caller, template_id)
        plan, texts = rows.plan_of(session, row.id)
        made = self._create(session, caller, new)
        self._fill(session, made, plan, texts, new.start_on, sentence=f"Started from template {row.name!r}")
        return self.projects.get(session, made)

    def copy(self, session: Session, caller: Caller, new: NewProject, *, with_people: bool) -> Stand:
        """A project with a copy of the caller's project's plan, its calendars too, without baselines and grants."""
        project, picture = self.moves.picture(session, caller)
        plan = without_history(picture.plan, with_people=with_people)
        texts = dict(plan_rows.descriptions(session, project.id))
        made = self._create(session, caller, replace(new, time_zone=new.time_zone or project.time_zone))
        found = self.moves.picture(session, made)
        base = replace(found[1].plan, calendars=plan.calendars, default_calendar_id=plan.default_calendar_id)
        self._write(
            session, made, found, placed(plan, base, new.start_on), texts, sentence=f"Copied from {project.name}"
        )
        return self.projects.get(session, made)

    def preview_shift(self, session: Session, caller: Caller, *, working_days: int, weeks: int) -> Fallout:
        """What moving the plan would do. Errors: Invalid, DatesOutOfRange."""
        _, picture = self.moves.picture(session, caller)
        return self.moves.fallout(picture, shifted(picture.plan, _by(picture, working_days, weeks)))

    def shift(
        self, session: Session, caller: Caller, *, working_days: int, weeks: int, expected_revision: int | None
    ) -> Edited:
        """Move every date that is not history. Errors: Invalid, DatesOutOfRange, PlanMovedOn."""
        found = self.moves.picture(session, caller, expected_revision)
        after = shifted(found[1].plan, _by(found[1], working_days, weeks))
        by = f"{weeks} weeks" if weeks else f"{working_days} working days"
        edited = self.moves.write(session, caller, found, after, DeedKind.SHIFT, sentence=f"Plan moved by {by}")
        audit.append(session, caller, action="plan.shifted", about=f"plan/{found[0].id}")
        return edited

    def _find(self, session: Session, caller: Caller, template_id: str) -> TemplateRow:
        row = rows.find(session, caller.workspace_id, template_id)
        if row is None:
            raise Missing
        return row

    def _create(self, session: Session, caller: Caller, new: NewProject) -> Caller:
        """A new project; the caller in it."""
        stand = self.projects.create(
            session,
            replace(caller, project_id=""),
            name=new.name,
            start_on=new.start_on,
            time_zone=new.time_zone,
            tolerance_days=new.tolerance_days,
        )
        return replace(caller, project_id=stand.project.id)

    def _fill(
        self,
        session: Session,
        caller: Caller,
        plan: Plan,
        texts: dict[str, str],
        start_on: date | None,
        *,
        sentence: str,
    ) -> Edited:
        found = self.moves.picture(session, caller)
        present = found[1].plan
        if present.tasks:
            raise PlanNotEmpty("This plan has tasks already. A template starts an empty one.")
        after = placed(plan, present, start_on or present.start.date())
        return self._write(session, caller, found, after, texts, sentence=sentence)

    def _write(
        self,
        session: Session,
        caller: Caller,
        found: tuple[ProjectRow, Picture],
        plan: Plan,
        texts: dict[str, str],
        *,
        sentence: str,
    ) -> Edited:
        after, ids = renamed(plan, new_id)
        mine = {ids[task_id]: text for task_id, text in texts.items() if task_id in ids}
        edited = self.moves.write(session, caller, found, after, DeedKind.TEMPLATE, sentence=sentence[:300], texts=mine)
        audit.append(session, caller, action="template.applied", about=f"plan/{found[0].id}")
        return edited


def _by(picture: Picture, working_days: int, weeks: int) -> Moved:
    if bool(working_days) == bool(weeks):
        raise Invalid("Give either working days or weeks, and not 0.", field="by_working_days")
    return by_weeks(weeks) if weeks else by_working_days(picture.plan, working_days)

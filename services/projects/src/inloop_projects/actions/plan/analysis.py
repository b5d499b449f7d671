"""Why dates are what they are, who is asked for too much, and rescheduling what was not done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.errors import Missing
from inloop_projects.actions.plan.pictures import Pictures, start_of
from inloop_projects.actions.plan.plans import Edited, Plans, deed_of, require_revision
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.allocation import Allocation
from inloop_projects.domain.plan.chain_words import limit_of, missed_sentence, sentence_of
from inloop_projects.domain.plan.driving import Step, driving_chain, missed_limit
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.fallout import Fallout, fallout
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.plan.model import Plan, Task
from inloop_projects.domain.plan.picture import Picture
from inloop_projects.domain.plan.rescheduling import reschedule_after
from inloop_worktime import working_days_between


@dataclass(frozen=True, slots=True)
class Missed:
    """A deadline or latest date that is missed, told to staff."""

    task_id: str
    days: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A driving chain with one sentence per step."""

    steps: tuple[Step, ...]
    sentences: tuple[str, ...]
    missed: Missed | None


@dataclass(frozen=True, slots=True)
class Rules:
    """How a plan is dated, and at which revision."""

    plan: Plan
    revision: int


class Analysis:
    """Questions about the dates of a plan, and what follows from the answers."""

    def __init__(self, pictures: Pictures, plans: Plans) -> None:
        self.pictures = pictures
        self.plans = plans

    def driving_chain(self, session: Session, caller: Caller, task_id: str, *, of_plan: bool) -> Chain:
        """What determines the dates of a row, by the forecast or the plan, as the caller may know it.

        Errors: Missing for a row that is not there or not visible.
        """
        _, picture = self.pictures.of(session, caller.project_id)
        level = caller.level
        task = picture.plan.task_by_id.get(task_id)
        if task is None or task.visible_from > level:
            raise Missing
        dates = picture.planned if of_plan else picture.forecast
        is_staff = level >= Level.STAFF

        def visible(one: Task) -> bool:
            return one.visible_from <= level

        steps = driving_chain(dates, picture.plan, task_id, visible, in_full=is_staff)
        following = (*steps[1:], None)
        sentences = tuple(sentence_of(one, after) for one, after in zip(steps, following, strict=True))
        return Chain(steps, sentences, _missed(dates, picture.plan, task_id) if is_staff else None)

    def preview_reschedule(self, session: Session, caller: Caller, after: date, *, split_in_progress: bool) -> Fallout:
        """What rescheduling uncompleted work would do, as staff see it."""
        _, picture = self.pictures.of(session, caller.project_id)
        edits = _rescheduled(picture, after, split_in_progress=split_in_progress)
        return fallout(picture.plan, edits, start_of(picture.status_on), lambda _: True)

    def reschedule(
        self, session: Session, caller: Caller, after: date, *, split_in_progress: bool, expected_revision: int | None
    ) -> Edited:
        """Move uncompleted work behind a day, as edits that can be undone. Errors: PlanMovedOn, DatesOutOfRange."""
        project, picture = self.pictures.of(session, caller.project_id)
        require_revision(project, expected_revision)
        edits = _rescheduled(picture, after, split_in_progress=split_in_progress)
        sentence = f"Rescheduled uncompleted work after {after.isoformat()}: {len(edits)} rows"
        deed = deed_of(session, caller, DeedKind.RESCHEDULE, sentence)
        edited = self.plans.write(session, project, picture, apply(picture.plan, edits), deed)
        self._audit(session, caller, "plan.rescheduled", project.id, after=after.isoformat(), edits=len(edits))
        return edited

    def allocations(self, session: Session, caller: Caller) -> tuple[Allocation, ...]:
        """Who is asked for too much, by the forecast dates."""
        _, picture = self.pictures.of(session, caller.project_id)
        return picture.over_allocations

    def rules(self, session: Session, caller: Caller) -> Rules:
        """How the plan is dated."""
        project, picture = self.pictures.of(session, caller.project_id)
        return Rules(picture.plan, project.plan_revision)

    def set_rules(
        self,
        session: Session,
        caller: Caller,
        *,
        honours_constraints: bool | None,
        critical_slack_minutes: int | None,
        near_critical_slack_minutes: int | None,
        expected_revision: int | None,
    ) -> Rules:
        """Change how the plan is dated; None leaves a rule. Errors: PlanMovedOn."""
        project, picture = self.pictures.of(session, caller.project_id)
        require_revision(project, expected_revision)
        given = {
            "honours_constraints": honours_constraints,
            "critical_slack_minutes": critical_slack_minutes,
            "near_critical_slack_minutes": near_critical_slack_minutes,
        }
        changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        deed = deed_of(session, caller, DeedKind.EDIT, "Changed the rules by which dates are computed")
        edited = self.plans.write(session, project, picture, replace(picture.plan, **changed), deed)
        self._audit(session, caller, "plan.rules_changed", project.id, **changed)
        return Rules(edited.plan, edited.revision)

    def _audit(self, session: Session, caller: Caller, action: str, project_id: str, **facts: Any) -> None:
        audit.append(session, caller, action=action, about=f"plan/{project_id}", facts=facts)


def _rescheduled(picture: Picture, after: date, *, split_in_progress: bool) -> list[Edit]:
    return reschedule_after(picture.plan, picture.planned, after, split_in_progress=split_in_progress)


def _missed(dates: Schedule, original: Plan, task_id: str) -> Missed | None:
    """The limit that a row makes late, with what makes it so."""
    limited_id = missed_limit(dates, task_id)
    if limited_id is None:
        return None
    limited = original.task_by_id[limited_id]
    limit = limit_of(limited)
    finish = dates.start_and_finish(limited_id)[1]
    days = 0
    if limit is not None:
        days = working_days_between(original.default_calendar, limit.date(), finish.date())
    if days < 1:
        # The row itself was held at its date, or is late within a day: what precedes it is late by its slack.
        days = max(1, -(dates[limited_id].total_slack_minutes // original.minutes_per_day))
    chain = driving_chain(dates, original, limited_id, lambda _: True, in_full=True)
    return Missed(limited_id, days, missed_sentence(limited, days, chain))

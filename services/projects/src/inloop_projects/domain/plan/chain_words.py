"""Driving chains as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from inloop_projects.domain.plan.driving import Reason, Step
from inloop_projects.domain.plan.model import DATED_CONSTRAINTS, ConstraintType, LinkType, Task
from inloop_projects.domain.plan.picture import last_day

NAMED: Final = 3
"""So many rows are named as the cause of a missed date."""

_CONSTRAINTS: Final = {
    ConstraintType.SNET: "it may start no earlier than",
    ConstraintType.SNLT: "it must start no later than",
    ConstraintType.FNET: "it may finish no earlier than",
    ConstraintType.FNLT: "it must finish no later than",
    ConstraintType.MSO: "it must start on",
    ConstraintType.MFO: "it must finish on",
}
_REASONS: Final = {
    Reason.PROJECT_PLAN: "the plan puts it there",
    Reason.PROJECT_START: "the project starts then",
    Reason.ACTUAL: "that is when it really began",
    Reason.CALENDAR: "that is the first working time after the project's start",
    Reason.RESOURCE: "that is when the people on it can begin",
    Reason.MANUAL: "its dates were entered by hand",
    Reason.DELAY: "a levelling delay holds it back",
    Reason.STATUS: "it is not done yet, and work cannot be done in the past",
    Reason.AS_LATE_AS_POSSIBLE: "it lies as late as what follows it allows",
}


def written(day: date) -> str:
    """A date as in "14 May 2026"."""
    return f"{day.day} {day:%B %Y}"


def sentence_of(step: Step, following: Step | None) -> str:
    """Why a row lies where it lies: "Launch is on 14 May 2026 because Acceptance test ends on 13 May 2026."."""
    at_finish = step.is_summary or step.link in {LinkType.FF, LinkType.SF}
    return f"{_subject(step, at_finish=at_finish)} because {_cause(step, following)}."


def missed_sentence(limited: Task, days: int, chain: Sequence[Step]) -> str:
    """Which limit is missed, by how much, and what makes it so; `chain` is that of the limited row."""
    plural = "day" if days == 1 else "days"
    causes = [step.task.name for step in chain[1 : NAMED + 1]]
    because = f" because of {_listed(causes)}" if causes else " because of its own length"
    return f"{limit_words(limited)} is missed by {days} {plural}{because}."


def limit_words(task: Task) -> str:
    """The deadline or latest date of a row in words."""
    if task.deadline is not None:
        return f"The deadline of {task.name} on {written(task.deadline.date())}"
    assert task.constraint_date is not None
    end = "start" if task.constraint in {ConstraintType.SNLT, ConstraintType.MSO} else "finish"
    return f"The latest {end} of {task.name} on {written(task.constraint_date.date())}"


def limit_of(task: Task) -> datetime | None:
    """The instant by which a row has to be done (or begun): its deadline, else the date of its constraint."""
    if task.deadline is not None:
        return task.deadline
    return task.constraint_date if task.constraint in DATED_CONSTRAINTS else None


def _subject(step: Step, *, at_finish: bool) -> str:
    finish = last_day(step.start, step.finish)
    if step.task.is_milestone and step.start == step.finish:
        return f"{step.task.name} is on {written(finish)}"
    if at_finish:
        return f"{step.task.name} ends on {written(finish)}"
    return f"{step.task.name} starts on {written(step.start.date())}"


def _cause(step: Step, following: Step | None) -> str:
    if step.why is Reason.LINK and following is not None:
        by_start = step.link in {LinkType.SS, LinkType.SF} or (step.link is None and following.finish > step.finish)
        if following.task.is_milestone and following.start == following.finish:
            return f"{following.task.name} is on {written(following.finish.date())}"
        if by_start:
            return f"{following.task.name} starts on {written(following.start.date())}"
        return f"{following.task.name} ends on {written(last_day(following.start, following.finish))}"
    if step.why is Reason.CONSTRAINT and step.task.constraint_date is not None:
        return f"{_CONSTRAINTS[step.task.constraint]} {written(step.task.constraint_date.date())}"
    return _REASONS.get(step.why, _REASONS[Reason.PROJECT_PLAN])


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

"""A plan from a file within the bounds of what we store: lengths of names, one assignment per person and task."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.model import Assignment, Plan, Task
from inloop_projects.domain.plan.mspdi import ImportedPlan, LossReport

MAX_NAME: Final = 200
MAX_TEXT: Final = 20_000
MAX_CALENDAR_ID: Final = 40
UNNAMED: Final = "(unnamed)"
MAX_HOURS: Final = 300
"""Calendars with different hours that work is done by: each is compiled to a table of 166 years in some 30 ms."""


def fitted(file: ImportedPlan) -> ImportedPlan:
    """The same plan within bounds; what had to be cut is approximated in the report.

    Raises PlanFileRefused for more different calendars than can be scheduled in time.
    """
    _check_calendars(file.plan)
    changed: Counter[str] = Counter()
    tasks = tuple(_named(task, changed) for task in file.plan.tasks)
    people = tuple(replace(one, name=_line(one.name)[:MAX_NAME]) for one in file.plan.resources)
    texts = {task_id: _text(text, changed) for task_id, text in file.texts.items()}
    plan = replace(
        file.plan,
        name=_line(file.plan.name)[:MAX_NAME],
        tasks=tasks,
        resources=people,
        assignments=_merged(file.plan.assignments, changed),
    )
    return replace(file, plan=_short_calendar_ids(plan), texts=texts, loss=_told(file.loss, changed))


def _check_calendars(plan: Plan) -> None:
    used = {task.calendar_id for task in plan.tasks} | {one.calendar_id for one in plan.resources}
    hours = {(plan.calendars[key].week, plan.calendars[key].exceptions) for key in used if key is not None}
    if len(hours) > MAX_HOURS:
        raise PlanFileRefused(f"A plan works by at most {MAX_HOURS} different calendars, this one by {len(hours)}.")


def _named(task: Task, changed: Counter[str]) -> Task:
    name = _line(task.name) or UNNAMED
    if name == UNNAMED or len(name) > MAX_NAME:
        changed["Name"] += 1
    return task if name[:MAX_NAME] == task.name else replace(task, name=name[:MAX_NAME])


def _text(text: str, changed: Counter[str]) -> str:
    if len(text) > MAX_TEXT:
        changed["Notes"] += 1
    return "".join(letter for letter in text[:MAX_TEXT] if letter.isprintable() or letter in "\n\t")


def _merged(assignments: tuple[Assignment, ...], changed: Counter[str]) -> tuple[Assignment, ...]:
    """Several assignments of one resource to one task as one: units and work add up, so that it takes as long."""
    kept: dict[tuple[str, str], Assignment] = {}
    for one in assignments:
        key = (one.task_id, one.resource_id)
        first = kept.get(key)
        if first is None:
            kept[key] = one
            continue
        changed["Assignment"] += 1
        left = [each.work_minutes if each.remaining_work_minutes is None else each.remaining_work_minutes
                for each in (first, one)]  # fmt: skip
        kept[key] = replace(
            first,
            units=first.units + one.units,
            work_minutes=first.work_minutes + one.work_minutes,
            actual_work_minutes=first.actual_work_minutes + one.actual_work_minutes,
            remaining_work_minutes=sum(left),
        )
    return tuple(kept.values())


def _short_calendar_ids(plan: Plan) -> Plan:
    """Ids of calendars are stored; a file may have made them as long as it liked."""
    if all(len(key) <= MAX_CALENDAR_ID for key in plan.calendars):
        return plan
    short = {key: str(number) for number, key in enumerate(plan.calendars, start=1)}
    return replace(
        plan,
        calendars={short[key]: calendar for key, calendar in plan.calendars.items()},
        default_calendar_id=short[plan.default_calendar_id],
        tasks=tuple(
            replace(task, calendar_id=short[task.calendar_id]) if task.calendar_id else task for task in plan.tasks
        ),
        resources=tuple(
            replace(one, calendar_id=short[one.calendar_id]) if one.calendar_id else one for one in plan.resources
        ),
    )


def _told(loss: LossReport, changed: Counter[str]) -> LossReport:
    number = min(changed.total(), loss.mapped)
    if not number:
        return loss
    notes = [f"{count} x {name}: cut to what fits, or joined." for name, count in changed.items()]
    return replace(
        loss,
        mapped=loss.mapped - number,
        approximated=loss.approximated + number,
        notes=(*loss.notes, *notes),
        approximated_elements=dict(Counter(loss.approximated_elements) + changed),
    )


def _line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split())).strip()

"""The change log of a plan: the exact difference of two states, row by row, and what follows from such differences.

A difference serves undo (inverted), redo (again), comparison (composed) and rebuilding (folded over the empty plan).
It maps `part -> key -> (before, after)`; a row is a JSON object of the fields that differ from their defaults. Of a row
that is on both sides only the fields that changed are kept; None stands for a row that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Final

from inloop_projects.domain.plan.model import Assignment, Link, Plan, Resource, Task
from inloop_projects.domain.plan.outline import depth_first
from inloop_projects.domain.plan.row_json import default_of, from_json, to_json
from inloop_worktime import Calendar

Fields = dict[str, Any]
Pair = tuple[Fields | None, Fields | None]
Difference = dict[str, dict[str, Pair]]

PLAN, CALENDARS, TASKS, LINKS, RESOURCES, ASSIGNMENTS, TEXTS = (
    "plan",
    "calendars",
    "tasks",
    "links",
    "resources",
    "assignments",
    "texts",
)
POSITION: Final = "position"
"""Siblings are numbered anew whenever one comes or goes: no matter of the row itself."""
NOT_LOGGED: Final = frozenset({"calendars", "tasks", "links", "resources", "assignments", "name", "status_date"})
"""Fields of `Plan` that are parts of their own, or no part of the plan as it is stored (its name is the project's)."""


class DeedKind(IntEnum):
    """What made a revision; the numbers of `RevisionKind` in the contract."""

    EDIT = 1
    UNDO = 2
    REDO = 3
    IMPORT = 4
    CHANGE = 5
    RESCHEDULE = 6
    TEMPLATE = 7
    HOLIDAYS = 8
    SHIFT = 9
    PROMISE = 10


UNDOABLE: Final = frozenset(DeedKind) - {DeedKind.UNDO, DeedKind.REDO, DeedKind.CHANGE, DeedKind.PROMISE}
"""What its author can take back: what a client has approved and what was promised is not taken back alone."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who writes the plan, and why. `author` is a display name; `sentence` is for staff.

    `change_id` and `client_id` name an approved change request and whose it is; `client_id` is also that of a contact
    who acts.
    """

    kind: DeedKind = DeedKind.EDIT
    account_id: str = ""
    author: str = ""
    sentence: str = ""
    change_id: str = ""
    client_id: str = ""
    of_revision: int | None = None


def difference(before: Plan, after: Plan, texts: Mapping[str, tuple[str, str]] | None = None) -> Difference:
    """What differs between two states; `texts` are descriptions (before, after) by task id. Linear in rows."""
    found: Difference = {}
    settings = _changed(_settings(before), _settings(after))
    if settings is not None:
        found[PLAN] = {"": settings}
    _compare(found, CALENDARS, dict(before.calendars), dict(after.calendars))
    _compare(found, TASKS, dict(before.task_by_id), dict(after.task_by_id))
    _compare(found, LINKS, _links(before), _links(after))
    _compare(found, RESOURCES, _resources(before), _resources(after))
    _compare(found, ASSIGNMENTS, _assignments(before), _assignments(after))
    words: dict[str, Pair] = {
        task_id: (_text(old), _text(new)) for task_id, (old, new) in (texts or {}).items() if old != new
    }
    if words:
        found[TEXTS] = words
    return found


def inverse(given: Difference) -> Difference:
    """The difference that takes the given one back."""
    return {part: {key: (after, before) for key, (before, after) in rows.items()} for part, rows in given.items()}


def compose(first: Difference, second: Difference) -> Difference:
    """One difference for two that follow each other; rows and fields that end as they began are left out."""
    found: Difference = {part: dict(rows) for part, rows in first.items()}
    for part, rows in second.items():
        mine = found.setdefault(part, {})
        for key, pair in rows.items():
            joined = _joined(mine[key], pair) if key in mine else pair
            if joined is None:
                del mine[key]
            else:
                mine[key] = joined
    return {part: rows for part, rows in found.items() if rows}


def apply_difference(plan: Plan, given: Difference) -> Plan:
    """The plan with a difference applied: fields as they are after it, other fields as they are now."""
    tasks = _patched(given.get(TASKS, {}), dict(plan.task_by_id), Task)
    links = _patched(given.get(LINKS, {}), _links(plan), Link)
    resources = _patched(given.get(RESOURCES, {}), _resources(plan), Resource)
    assignments = _patched(given.get(ASSIGNMENTS, {}), _assignments(plan), Assignment)
    calendars = dict(plan.calendars)
    for key, (_, after) in given.get(CALENDARS, {}).items():
        if after is None:
            calendars.pop(key, None)
        else:
            calendars[key] = Calendar.from_dict({**(calendars[key].to_dict() if key in calendars else {}), **after})
    _, settings = given.get(PLAN, {}).get("", ({}, {}))
    return replace(
        plan,
        tasks=tuple(depth_first(tuple(tasks.values()))),
        links=tuple(links.values()),
        resources=tuple(resources.values()),
        assignments=tuple(assignments.values()),
        calendars=calendars,
        **{name: from_json(Plan, name, value) for name, value in (settings or {}).items()},
    )


def without_ties(plan: Plan) -> Plan:
    """The plan with siblings numbered anew where two have one position: others have moved rows meanwhile."""
    siblings: dict[str | None, list[Task]] = {}
    for task in plan.tasks:
        siblings.setdefault(task.parent_id, []).append(task)
    tied = [group for group in siblings.values() if len({task.position for task in group}) < len(group)]
    if not tied:
        return plan
    moved = {task.id: replace(task, position=place) for group in tied for place, task in enumerate(group)}
    return replace(plan, tasks=tuple(depth_first([moved.get(task.id, task) for task in plan.tasks])))


def texts_after(given: Difference) -> dict[str, str]:
    """The descriptions that a difference sets, by task id."""
    return {task_id: (after or {}).get("text", "") for task_id, (_, after) in given.get(TEXTS, {}).items()}


def touched(given: Difference) -> set[tuple[str, str]]:
    """The rows that a difference is about, as (part, key); a mere new number among siblings does not touch a row."""
    return {
        (TASKS if part == TEXTS else part, key)
        for part, rows in given.items()
        for key, (before, after) in rows.items()
        if part != TASKS or before is None or after is None or set(before) | set(after) != {POSITION}
    }


def dangling(plan: Plan) -> str | None:
    """The id of a row that another still needs though it is gone; None when the plan is whole."""
    rows, people = plan.task_by_id, {one.id for one in plan.resources}
    for task in plan.tasks:
        if task.parent_id is not None and task.parent_id not in rows:
            return task.parent_id
        if task.calendar_id is not None and task.calendar_id not in plan.calendars:
            return task.id
    for link in plan.links:
        for end in (link.predecessor_id, link.successor_id):
            if end not in rows:
                return end
    for one in plan.assignments:
        if one.task_id not in rows or one.resource_id not in people:
            return one.task_id
    return None


def link_key(link: Link) -> str:
    """How the log names a link."""
    return f"{link.predecessor_id}>{link.successor_id}>{link.type.value}"


def summary_of(given: Difference, names: Mapping[str, str]) -> str:
    """A short sentence about a difference, for staff."""
    rows = given.get(TASKS, {})
    parts = []
    for label, keys in (
        ("Added", [key for key, (before, _) in rows.items() if before is None]),
        ("Removed", [key for key, (_, after) in rows.items() if after is None]),
        ("Changed", [key for part, key in sorted(touched(given)) if part == TASKS and None not in rows.get(key, ())]),
    ):
        if keys:
            first = names.get(keys[0], "")
            parts.append(f"{label} {first}" + (f" and {len(keys) - 1} more" if len(keys) > 1 else ""))
    count = len(given.get(LINKS, {}))
    if count:
        parts.append(f"{count} dependenc{'y' if count == 1 else 'ies'}")
    if given.get(CALENDARS) or given.get(PLAN):
        parts.append("calendars or rules of the plan")
    return "; ".join(parts) + "." if parts else "Nothing changed."


def _compare(found: Difference, part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    rows: dict[str, Pair] = {}
    for key, row in old.items():
        other = new.get(key)
        if other is row:
            continue
        if other is None:
            rows[key] = (_row(row), None)
        elif other != row:
            pair = _changed(_row(row), _row(other))
            if pair is not None:
                rows[key] = pair
    rows |= {key: (None, _row(row)) for key, row in new.items() if key not in old}
    if rows:
        found[part] = rows


def _row(row: Any) -> Fields:
    return row.to_dict() if isinstance(row, Calendar) else to_json(row)


def _changed(before: Fields, after: Fields) -> Pair | None:
    names = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    if not names:
        return None
    return ({name: before.get(name) for name in names}, {name: after.get(name) for name in names})


def _joined(first: Pair, second: Pair) -> Pair | None:
    (old, middle), (other, new) = first, second
    if old is None or new is None:  # it came, or it went
        if old is None and new is None:
            return None
        if old is None:
            return None, new if other is None else _laid_over(middle or {}, new or {})
        return _laid_over(other or {}, old) if middle is not None else old, None
    if middle is None or other is None:  # it went and came back
        return _changed(old, new)
    return _changed({**other, **old}, {**middle, **new})


def _laid_over(row: Fields, change: Fields) -> Fields:
    return {name: value for name, value in {**row, **change}.items() if value is not None}


def _patched(changes: Mapping[str, Pair], rows: dict[str, Any], kind: type[Any]) -> dict[str, Any]:
    for key, (before, after) in changes.items():
        if after is None:
            rows.pop(key, None)
            continue
        base = rows.get(key)
        if base is None or before is None:
            rows[key] = kind(
                **{name: from_json(kind, name, value) for name, value in after.items() if value is not None}
            )
            continue
        values = {name: from_json(kind, name, value) for name, value in after.items()}
        rows[key] = replace(
            base, **{name: default_of(kind, name) if after[name] is None else values[name] for name in after}
        )
    return rows


def _settings(plan: Plan) -> Fields:
    return to_json(plan, without=NOT_LOGGED)


def _links(plan: Plan) -> dict[str, Link]:
    return {link_key(link): link for link in plan.links}


def _resources(plan: Plan) -> dict[str, Resource]:
    return {one.id: one for one in plan.resources}


def _assignments(plan: Plan) -> dict[str, Assignment]:
    return {f"{one.task_id}>{one.resource_id}": one for one in plan.assignments}


def _text(text: str) -> Fields | None:
    return {"text": text} if text else None

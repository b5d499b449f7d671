"""What staff read about the difference of two revisions: rows and links with each field before and after, dates too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.history import CALENDARS, LINKS, PLAN, POSITION, TASKS, TEXTS, Difference, Fields
from inloop_projects.domain.plan.picture import last_day

ADDED, REMOVED, CHANGED = "ADDED", "REMOVED", "CHANGED"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, as text; None where there is none."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that came, went or is another. For a link `key` is (earlier, later) and `names` the two names."""

    key: tuple[str, ...]
    names: tuple[str, ...]
    change: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions side by side."""

    from_revision: int
    to_revision: int
    rows: tuple[RowChange, ...]
    links: tuple[RowChange, ...]
    settings: tuple[FieldChange, ...]


def compare(before: Schedule, after: Schedule, found: Difference, revisions: tuple[int, int]) -> Comparison:
    """Describe a composed difference between two dated states of a plan; rows that only move are in it as well."""
    old, new = before.plan.task_by_id, after.plan.task_by_id
    names = {task_id: task.name for rows in (old, new) for task_id, task in rows.items()}
    rows = []
    for task_id in [*new, *(one for one in old if one not in new)]:
        fields = [
            _readable(one, names) for one in _fields(found.get(TASKS, {}).get(task_id), leave_out=(POSITION, "id"))
        ]
        fields += _fields(found.get(TEXTS, {}).get(task_id), leave_out=())
        fields += _dates(before, after, task_id)
        change = ADDED if task_id not in old else REMOVED if task_id not in new else CHANGED
        if fields or change is not CHANGED:
            rows.append(RowChange((task_id,), (names[task_id],), change, tuple(fields)))
    return Comparison(*revisions, tuple(rows), tuple(_links(found, names)), tuple(_settings(found)))


def _readable(field: FieldChange, names: Mapping[str, str]) -> FieldChange:
    """A phase by its name and a level by its name, where the rows hold an id and a number."""

    def word(value: str | None) -> str | None:
        if value is None or field.field not in ("parent_id", "visible_from"):
            return value
        return names.get(value, value) if field.field == "parent_id" else Level(int(value)).name

    return FieldChange(field.field, word(field.before), word(field.after))


def _links(found: Difference, names: Mapping[str, str]) -> list[RowChange]:
    made = []
    for key, (before, after) in found.get(LINKS, {}).items():
        first, second, _ = key.split(">")
        change = ADDED if before is None else REMOVED if after is None else CHANGED
        fields = _fields((before, after), leave_out=("predecessor_id", "successor_id"))
        made.append(RowChange((first, second), (names.get(first, ""), names.get(second, "")), change, tuple(fields)))
    return made


def _settings(found: Difference) -> list[FieldChange]:
    made = _fields(found.get(PLAN, {}).get(""), leave_out=())
    for key, (before, after) in found.get(CALENDARS, {}).items():
        made.append(FieldChange(f"calendar {key}", _text(before), _text(after)))
    return made


def _dates(before: Schedule, after: Schedule, task_id: str) -> list[FieldChange]:
    old = before.start_and_finish(task_id) if task_id in before.plan.task_by_id else None
    new = after.start_and_finish(task_id) if task_id in after.plan.task_by_id else None
    if old == new:
        return []
    days = [(span[0].date().isoformat(), last_day(*span).isoformat()) if span else (None, None) for span in (old, new)]
    return [
        FieldChange(name, days[0][at], days[1][at])
        for at, name in enumerate(("start_on", "finish_on"))
        if days[0][at] != days[1][at]
    ]


def _fields(pair: tuple[Fields | None, Fields | None] | None, *, leave_out: tuple[str, ...]) -> list[FieldChange]:
    if pair is None:
        return []
    before, after = pair[0] or {}, pair[1] or {}
    names = [name for name in dict.fromkeys([*before, *after]) if name not in leave_out]
    return [FieldChange(name, _text(before.get(name)), _text(after.get(name))) for name in names]


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

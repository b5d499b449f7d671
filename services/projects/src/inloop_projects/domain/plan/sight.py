"""Which level is the first to see that two pictures differ: what the live hint may say, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.model import Plan, Task
from inloop_projects.domain.plan.picture import Picture, Row

LEVELS = (Level.ROADMAP, Level.TIMELINE, Level.DETAIL, Level.COMMERCIAL, Level.STAFF)


def shallowest_difference(before: Picture, after: Picture) -> Level | None:
    """The least level that sees a difference, None when nobody does. What only hidden rows show, nobody sees.

    Below TIMELINE there are no progress, critical path and links. Outline numbers follow from which rows are seen and
    how they lie, so they need no comparison of their own.
    """
    old = {row.task.id: row for row in before.rows(Level.STAFF)}
    new = {row.task.id: row for row in after.rows(Level.STAFF)}
    shallow, deep, all_seen = _levels_of_rows(old, new)
    deep = min(deep, _level_of_links(before.plan, after.plan))
    for level in LEVELS:
        seen = shallow <= level or (level >= Level.TIMELINE and deep <= level) or (level is Level.STAFF and all_seen)
        if seen or _outline(before.plan, level) != _outline(after.plan, level):
            return level
    return None


def _levels_of_rows(old: dict[str, Row], new: dict[str, Row]) -> tuple[int, int, bool]:
    """The least level of a row that differs in what ROADMAP sees, in what TIMELINE sees, and whether staff see any."""
    nobody = int(Level.STAFF) + 1
    shallow = deep = nobody
    any_row = old.keys() != new.keys()
    for task_id, row in new.items():
        other = old.get(task_id)
        if other is None or other == row:
            continue
        any_row = True
        level = max(row.task.visible_from, other.task.visible_from)
        if level < shallow and _shallow(row) != _shallow(other):
            shallow = level
        if level < deep and _deep(row) != _deep(other):
            deep = level
    return shallow, deep, any_row


def _shallow(row: Row) -> tuple[object, ...]:
    return (
        row.task.name,
        row.kind,
        row.state,
        row.start_on,
        row.finish_on,
        row.forecast_start_on,
        row.forecast_finish_on,
    )


def _deep(row: Row) -> tuple[object, ...]:
    task = row.task
    return (row.is_critical, row.percent_complete, task.duration_minutes, task.actual_start, task.actual_finish)


def _level_of_links(before: Plan, after: Plan) -> int:
    """The least level that sees both ends of a link that came, went or changed."""
    old, new = {id(link) for link in before.links}, {id(link) for link in after.links}
    candidates = {link for link in before.links if id(link) not in new} ^ {
        link for link in after.links if id(link) not in old
    }
    rows = {**before.task_by_id, **after.task_by_id}
    ends = ((rows[link.predecessor_id], rows[link.successor_id]) for link in candidates)
    return min((max(one.visible_from, other.visible_from) for one, other in ends), default=int(Level.STAFF) + 1)


def _outline(plan: Plan, level: int) -> list[tuple[str, str | None]]:
    """The rows that a level sees, in order, each with the nearest row above it that the level sees."""
    return list(_seen_rows(plan.tasks, level))


def _seen_rows(tasks: Iterable[Task], level: int) -> Iterator[tuple[str, str | None]]:
    holder: dict[str | None, str | None] = {None: None}
    for task in tasks:
        above = holder.get(task.parent_id)
        if task.visible_from > level:
            holder[task.id] = above
            continue
        holder[task.id] = task.id
        yield task.id, above

"""Does one row follow from another through links and summaries? The question behind every new link."""

from __future__ import annotations

from collections.abc import Mapping

from inloop_projects.domain.plan.model import Link, Task


def path_between(
    tasks: Mapping[str, Task], links: Mapping[tuple[str, str], Link], start: str, goal: str
) -> tuple[str, ...]:
    """Rows on a way from `start` to `goal` along links, both included; empty when there is none.

    A link on a summary holds for the rows inside it, so a way may enter a summary and leave from any row of it.
    """
    following: dict[str, list[str]] = {}
    for before, after in links:
        following.setdefault(before, []).append(after)
    inside: dict[str, list[str]] = {}
    for task in tasks.values():
        if task.parent_id is not None:
            inside.setdefault(task.parent_id, []).append(task.id)
    goals = _below(inside, goal)
    came_from: dict[str, str | None] = {}
    pending: list[tuple[str, str | None]] = [(start, None)]
    entered: set[str] = set()
    while pending:
        row, origin = pending.pop()
        if row in entered:
            continue
        entered.add(row)
        for reached in _below(inside, row):
            if reached in came_from:
                continue
            came_from[reached] = origin
            if reached in goals:
                return _trail(came_from, reached)
            above: str | None = reached
            while above is not None:
                pending.extend((after, reached) for after in following.get(above, ()))
                above = tasks[above].parent_id
    return ()


def _below(inside: Mapping[str, list[str]], row: str) -> list[str]:
    found = [row]
    for one in found:
        found.extend(inside.get(one, ()))
    return found


def _trail(came_from: Mapping[str, str | None], last: str) -> tuple[str, ...]:
    trail: list[str] = []
    row: str | None = last
    while row is not None:
        trail.append(row)
        row = came_from[row]
    return tuple(reversed(trail))

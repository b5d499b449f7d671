"""The tree of a plan: which rows are summaries, and which leaves lie below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from inloop_projects.domain.plan.errors import PlanRefused, UnknownReference
from inloop_projects.domain.plan.model import Task

NOT_THERE: Final = -2


class Outline:
    """Rows in outline order: summaries and leaves, children by position."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        """Raises UnknownReference for a parent that is not there.

        PlanRefused for a circle of parents or a repeated id.
        """
        self.place: dict[str, int] = {task.id: place for place, task in enumerate(tasks)}
        if len(self.place) != len(tasks):
            raise PlanRefused("Two rows of the plan have the same id.")
        self.parent: list[int] = self._parents(tasks)
        self.children: dict[int, list[int]] = {}
        for place, parent in enumerate(self.parent):
            if parent >= 0:
                self.children.setdefault(parent, []).append(place)
        positions = [task.position for task in tasks]
        for siblings in self.children.values():
            siblings.sort(key=positions.__getitem__)
        self.summaries_bottom_up: list[int] = self._bottom_up()

    def is_summary(self, place: int) -> bool:
        """True when the row has children."""
        return place in self.children

    def leaves_below(self, place: int) -> list[int]:
        """All rows without children inside a summary, at any depth; the row itself when it has no children.

        A summary's own rows come before those of the summaries inside it.
        """
        children = self.children
        if place not in children:
            return [place]
        leaves: list[int] = []
        pending = [place]
        while pending:
            inside = children[pending.pop()]
            leaves.extend(row for row in inside if row not in children)
            pending.extend(row for row in reversed(inside) if row in children)
        return leaves

    def is_inside(self, place: int, summary: int) -> bool:
        """True when the row is the summary or lies below it."""
        while place >= 0:
            if place == summary:
                return True
            place = self.parent[place]
        return False

    def _parents(self, tasks: Sequence[Task]) -> list[int]:
        """The place of each row's parent; -1 at the top level."""
        get = self.place.get
        parents = [-1 if task.parent_id is None else get(task.parent_id, NOT_THERE) for task in tasks]
        if NOT_THERE in parents:
            task = tasks[parents.index(NOT_THERE)]
            raise UnknownReference(
                f"Row {task.id} lies under {task.parent_id}, which the plan does not have.", task_id=task.id
            )
        return parents

    def _bottom_up(self) -> list[int]:
        """Summaries, children before parents."""
        children = self.children
        top_down = [place for place in children if self.parent[place] < 0]
        for place in top_down:
            top_down.extend(row for row in children[place] if row in children)
        if len(top_down) != len(children):
            raise PlanRefused("Rows of the plan lie inside each other in a circle.")
        return top_down[::-1]


def depth_first(tasks: Sequence[Task]) -> list[Task]:
    """Rows in reading order: each parent before its children, siblings by position."""
    by_parent: dict[str | None, list[Task]] = {}
    for task in tasks:
        by_parent.setdefault(task.parent_id, []).append(task)
    for siblings in by_parent.values():
        siblings.sort(key=lambda task: task.position)
    ordered: list[Task] = []
    pending = list(reversed(by_parent.get(None, [])))
    while pending:
        task = pending.pop()
        ordered.append(task)
        pending.extend(reversed(by_parent.get(task.id, [])))
    return ordered


def outline_numbers(tasks: Sequence[Task]) -> Mapping[str, str]:
    """The WBS number of each row ("2.1.3") by its place among the rows given."""
    numbers: dict[str, str] = {}
    counts: dict[str | None, int] = {}
    for task in depth_first(tasks):
        counts[task.parent_id] = counts.get(task.parent_id, 0) + 1
        above = f"{numbers[task.parent_id]}." if task.parent_id in numbers else ""
        numbers[task.id] = f"{above}{counts[task.parent_id]}"
    return numbers

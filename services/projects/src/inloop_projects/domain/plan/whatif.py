"""What if? The early dates of a plan after a few edits, by dating only what follows from the rows they touch.

    trial = WhatIf(schedule(plan)).after(edits)
    trial.project_finish, trial.moved, trial.start_and_finish(task_id)      # at once
    trial.schedule                                                          # everything, by a full pass when asked for

The start, finish and project finish are those of the full pass. A full pass is made at once where a cone would not be
right or not pay: edits that change the outline or report progress; plans with rows that lie as late as possible (what
follows them depends on late dates) or with links from the start of a summary; and more than 30 % of the rows.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.compiling import TYPE_CODE
from inloop_projects.domain.plan.dates import Dates
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.engine import Schedule, schedule
from inloop_projects.domain.plan.errors import DatesOutOfRange
from inloop_projects.domain.plan.forward import forward_from, project_finish, start_indices
from inloop_projects.domain.plan.model import ConstraintType, LagKind, Plan, Task
from inloop_projects.domain.plan.network import SF, SS, Edge, Network, describe_anew
from inloop_worktime import DateOutOfRange, NoWorkingTime, from_minutes

MOST_OF_PLAN: Final = 0.3
"""Past this part of the rows a full pass is cheaper than a cone."""

_OF_ONE_ROW: Final = (
    ask.SetDuration,
    ask.ChangeDuration,
    ask.SetConstraint,
    ask.SetDeadline,
    ask.SetMilestone,
    ask.SetManual,
    ask.SetResume,
    ask.SetVisibility,
    ask.RenameTask,
)
_PER_ROW: Final = (
    "plain_table",
    "duration",
    "remaining",
    "odd",
    "floor",
    "ceiling",
    "late_ceiling",
    "begun",
    "by_instant",
    "predecessors",
    "successors",
)
_PER_DATE: Final = ("es", "ef", "es_index", "ef_index")
_BY_CONE: Final = (*_OF_ONE_ROW, ask.AddLink, ask.RemoveLink)
Span = tuple[datetime, datetime]


class Trial:
    """A plan after edits. `cone` is how many rows were dated anew; None when it took a full pass."""

    def __init__(
        self, before: Schedule, edits: Sequence[Edit], moved: dict[str, Span] | None, finish: datetime | None
    ) -> None:
        self._before = before
        self._edits = edits
        self._moved = moved
        self._finish = finish
        self.cone: int | None = None

    @property
    def moved(self) -> dict[str, Span]:
        """Rows with other shown dates than before, or new ones: start and finish by task id, summaries included."""
        if self._moved is None:
            before, after = self._before, self.schedule
            self._moved = {
                task_id: span
                for task_id in after
                if (span := after.start_and_finish(task_id))
                != (before.start_and_finish(task_id) if task_id in before.plan.task_by_id else None)
            }
        return self._moved

    @property
    def project_finish(self) -> datetime:
        """The latest shown finish of an active row."""
        return self.schedule.project_finish if self._finish is None else self._finish

    def start_and_finish(self, task_id: str) -> Span:
        """The shown dates of a row. Raises KeyError for a row that is gone."""
        if self._moved is None:
            return self.schedule.start_and_finish(task_id)
        return self._moved.get(task_id) or self._before.start_and_finish(task_id)

    @cached_property
    def schedule(self) -> Schedule:
        """All dates and slack, by a full pass. Raises as `apply` and `schedule` do."""
        return schedule(apply(self._before.plan, self._edits))


class WhatIf:
    """Trials on one schedule, which they leave alone. Preparing costs once what is linear in the rows.

    Safe to share between threads: trials wait for each other.
    """

    def __init__(self, before: Schedule) -> None:
        self.before = before
        network = before.network
        children = network.outline.children
        self._turn = threading.Lock()
        # Trials work on these copies one after the other, and put back what they changed.
        self._network, self._dates = _copied(network), _copied_dates(before.dates)
        self._starts = start_indices(network)
        self._rank = [-1] * len(network.plan.tasks)
        for number, place in enumerate(network.order):
            self._rank[place] = number
        place_of = network.outline.place
        self._by_percent = {
            place_of[link.predecessor_id] for link in network.plan.links if link.lag_kind is LagKind.PERCENT
        }
        self._needs_all = (
            bool(network.as_late_as_possible)
            or network.unit != 1
            or any(edge[0] in children and edge[2] in {SS, SF} for edge in network.own_links)
        )

    def after(self, edits: Sequence[Edit]) -> Trial:
        """The plan after edits. Raises EditRefused and the refusals of `schedule`."""
        try:
            return self._cone(edits) or self._full(edits)
        except (DateOutOfRange, NoWorkingTime) as wrong:
            raise DatesOutOfRange(f"The plan's dates cannot be computed. {wrong}") from wrong

    def _full(self, edits: Sequence[Edit]) -> Trial:
        trial = Trial(self.before, edits, None, None)
        trial.schedule  # noqa: B018 - refusals are due now, not when somebody looks
        return trial

    def _cone(self, edits: Sequence[Edit]) -> Trial | None:
        """The trial by a cone, or None when a full pass is due."""
        if self._needs_all or not all(isinstance(edit, _BY_CONE) for edit in edits):
            return None
        touched = self._touched(edits)
        if touched is None:
            return None
        with self._turn:
            found: list[int] = []
            try:
                return self._tried(edits, touched, found) if self._edit(edits, touched) else None
            finally:
                self._put_back({*touched, *self._ends(edits)}, {*touched, *found})

    def _tried(self, edits: Sequence[Edit], touched: set[int], found: list[int]) -> Trial | None:
        most = int(MOST_OF_PLAN * len(self._rank))
        found.extend(forward_from(self._network, self._dates, self._rank, touched, self._starts, most))
        if len(found) > most:
            return None
        finish = self._finish_after(found)
        trial = Trial(self.before, edits, self._moved(found), from_minutes(finish))
        trial.cone = len(found)
        return trial

    def _ends(self, edits: Sequence[Edit]) -> set[int]:
        """The rows that new or removed links leave."""
        place = self._network.outline.place
        return {place[edit.predecessor_id] for edit in edits if isinstance(edit, ask.AddLink | ask.RemoveLink)}

    def _put_back(self, rows: set[int], dated: set[int]) -> None:
        """Undo a trial on the working copies."""
        mine, whole = self._network, self.before.network
        for name in _PER_ROW:
            changed, kept = getattr(mine, name), getattr(whole, name)
            for place in rows:
                changed[place] = kept[place]
        mine.as_late_as_possible.clear()
        for name in _PER_DATE:
            changed, kept = getattr(self._dates, name), getattr(self.before.dates, name)
            for place in dated:
                changed[place] = kept[place]

    def _finish_after(self, found: list[int]) -> int:
        """The project finish: by the rows dated anew alone, unless one of them held it and let go."""
        before, dates, tasks = self.before.dates, self._dates, self._network.plan.tasks
        active = [place for place in found if tasks[place].is_active]
        latest = max(map(dates.early_finish, active), default=before.finish)
        if latest < before.finish and any(before.early_finish(place) >= before.finish for place in active):
            return project_finish(self._network, dates)
        return max(latest, before.finish)

    def _touched(self, edits: Sequence[Edit]) -> set[int] | None:
        """The places of the rows whose dates an edit may move first; None when one of them is not a known leaf."""
        outline = self.before.network.outline
        touched: set[int] = set()
        for edit in edits:
            places = [outline.place.get(task_id) for task_id in ask.ids_named(edit)]
            if any(place is None or place in outline.children for place in places):
                return None
            if not isinstance(edit, ask.RenameTask | ask.SetVisibility):
                touched.update(place for place in places[-1:] if place is not None)
        return touched

    def _edit(self, edits: Sequence[Edit], touched: set[int]) -> bool:
        """Apply edits to the working copy; False when a full pass has to judge or order them."""
        network = self._network
        if not all(self._link(network, edit) for edit in edits if isinstance(edit, ask.AddLink | ask.RemoveLink)):
            return False
        tasks = network.plan.tasks
        of_rows = [edit for edit in edits if isinstance(edit, _OF_ONE_ROW)]
        rows = [network.outline.place[edit.task_id] for edit in of_rows]
        changed = _edited_rows(network.plan, [tasks[place] for place in dict.fromkeys(rows)], of_rows)
        for place in touched.intersection(rows):
            task = changed[tasks[place].id]
            odd = network.odd[place]
            if task.constraint is ConstraintType.ALAP or task.is_active != tasks[place].is_active:
                return False
            if place in self._by_percent and task.duration_minutes != tasks[place].duration_minutes:
                return False
            if odd is not None and odd.drivers:
                return False
            describe_anew(network, place, task, [])
        return True

    def _link(self, network: Network, edit: ask.AddLink | ask.RemoveLink) -> bool:
        """Add or remove a link between leaves; False when the order of rows would change or a check is due."""
        place = network.outline.place
        before, after = place[edit.predecessor_id], place[edit.successor_id]
        if network.begun[before] and not network.plan.tasks[before].is_active:
            return False
        have = [edge for edge in network.own_links if edge[0] == before and edge[1] == after]
        if isinstance(edit, ask.RemoveLink):
            if len(have) != 1:
                return False
            _without(network.predecessors, after, have[0])
            return True
        if have or self._rank[before] >= self._rank[after] or edit.lag_kind is LagKind.PERCENT:
            return False
        lag_is_clock = edit.lag_kind is LagKind.ELAPSED
        edge = (before, after, TYPE_CODE[edit.type], edit.lag_minutes, lag_is_clock)
        network.predecessors[after] = [*network.predecessors[after], edge]
        network.successors[before] = [*network.successors[before], edge]
        return abs(edit.lag_minutes) <= ask.MOST_LAG_MINUTES

    def _moved(self, found: list[int]) -> dict[str, Span]:
        """Leaves and summaries whose shown dates differ from before."""
        network, dates = self._network, self._dates
        outline, tasks = network.outline, network.plan.tasks
        moved: dict[str, Span] = {}
        above: set[int] = set()
        before = self.before.dates
        for place in found:
            start, finish = dates.early_start(place), dates.early_finish(place)
            if start != before.early_start(place) or finish != before.early_finish(place):
                moved[tasks[place].id] = (from_minutes(start), from_minutes(finish))
                parent = outline.parent[place]
                while parent >= 0 and parent not in above:
                    above.add(parent)
                    parent = outline.parent[parent]
        starts: dict[int, int] = {}
        finishes: dict[int, int] = {}
        for place in sorted(above, reverse=True, key=lambda row: _depth(outline.parent, row)):
            inside = [row for row in outline.children[place] if _counts(network, row)] or outline.children[place]
            start = min(starts.get(row) or dates.early_start(row) for row in inside)
            finish = max(finishes.get(row) or dates.early_finish(row) for row in inside)
            starts[place], finishes[place] = start, finish
            if start != before.early_start(place) or finish != before.early_finish(place):
                moved[tasks[place].id] = (from_minutes(start), from_minutes(finish))

        return moved


def _edited_rows(plan: Plan, rows: Sequence[Task], edits: Sequence[Edit]) -> dict[str, Task]:
    """Rows after their own edits, by the same rules as a whole plan: as a plan of nothing but them."""
    alone = replace(plan, tasks=tuple(replace(row, parent_id=None) for row in rows), links=(), assignments=())
    return dict(apply(alone, edits).task_by_id)


def _copied(network: Network) -> Network:
    """A network whose rows can be described anew without touching the first."""
    copies: dict[str, Any] = {name: getattr(network, name)[:] for name in _PER_ROW}
    return replace(network, as_late_as_possible=[], **copies)


def _copied_dates(dates: Dates) -> Dates:
    copies: dict[str, Any] = {name: getattr(dates, name)[:] for name in _PER_DATE}
    return replace(dates, **copies)


def _without(edges: list[list[Edge]], place: int, gone: Edge) -> None:
    """Take one link out of a row's list, in a copy."""
    kept = edges[place][:]
    kept.remove(gone)
    edges[place] = kept


def _depth(parent: list[int], row: int) -> int:
    depth = 0
    while (row := parent[row]) >= 0:
        depth += 1
    return depth


def _counts(network: Network, row: int) -> bool:
    """Whether a row takes part in its summary: active, or a summary that holds an active row."""
    inside = network.outline.children.get(row)
    if inside is None:
        return network.plan.tasks[row].is_active
    return any(_counts(network, one) for one in inside)

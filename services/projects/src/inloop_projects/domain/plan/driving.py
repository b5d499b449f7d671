"""What determines the date of a row: the chain from it backwards to where the dates come from.

Each row lies where the latest of its links, its constraint, a hand, or the project's start puts it. Following the link
that decides gives the driving chain. At levels that do not see a row the chain goes on with the next row that they do
see, and tells nothing of the gap: below STAFF a reason is told only when it lies in a visible row and is visible there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.forward import bound_of
from inloop_projects.domain.plan.model import DATED_CONSTRAINTS, ConstraintType, LinkType, Plan, Task
from inloop_projects.domain.plan.network import NO_CEILING, Edge
from inloop_projects.domain.plan.reach import next_start

LINK_TYPES = (LinkType.FS, LinkType.SS, LinkType.FF, LinkType.SF)


class Reason(IntEnum):
    """Why a row lies where it lies; the numbers of `ChainReason` in the contract."""

    PROJECT_PLAN = 1
    LINK = 2
    CONSTRAINT = 3
    PROJECT_START = 4
    ACTUAL = 5
    CALENDAR = 6
    RESOURCE = 7
    MANUAL = 8
    DELAY = 9
    STATUS = 10
    AS_LATE_AS_POSSIBLE = 11


FOR_CLIENTS = frozenset({Reason.LINK, Reason.ACTUAL, Reason.STATUS})


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a chain. `link` and `lag_minutes` tell staff of the link to the next step, if that is why."""

    task: Task
    is_summary: bool
    start: datetime
    finish: datetime
    why: Reason
    link: LinkType | None = None
    lag_minutes: int = 0


def driving_chain(
    dates: Schedule, original: Plan, task_id: str, visible: Callable[[Task], bool], *, in_full: bool
) -> tuple[Step, ...]:
    """The chain of a row, the row itself first.

    `dates` may be a forecast of the `original` plan: what it moved to the status date says so. With `in_full` (staff)
    every reason and link is told; without, only what a client may know. The row must be visible. Linear in its length.
    """
    steps = [_step(dates, original, place, why, edge) for place, why, edge in _drivers(dates, original, task_id)]
    if in_full:
        return tuple(steps)
    seen = [step for step in steps if visible(step.task)]
    return tuple(_for_client(step, is_last=number == len(seen) - 1) for number, step in enumerate(seen))


def _for_client(step: Step, *, is_last: bool) -> Step:
    """A step with nothing that depends on hidden rows or on fields of staff."""
    why = Reason.LINK
    if is_last:
        why = step.why if step.why in FOR_CLIENTS and step.why is not Reason.LINK else Reason.PROJECT_PLAN
    return Step(step.task, step.is_summary, step.start, step.finish, why)


def _drivers(dates: Schedule, original: Plan, task_id: str) -> list[tuple[int, Reason, Edge | None]]:
    """Places from the row backwards, each with its reason and the link that leads on."""
    outline = dates.network.outline
    place = outline.place[task_id]
    found: list[tuple[int, Reason, Edge | None]] = []
    if place in outline.children:
        leaves = [leaf for leaf in outline.leaves_below(place) if dates.plan.tasks[leaf].is_active]
        found.append((place, Reason.LINK if leaves else Reason.PROJECT_PLAN, None))
        if not leaves:
            return found
        place = max(leaves, key=lambda leaf: dates.start_and_finish(dates.plan.tasks[leaf].id)[1])
    while True:
        why, edge = _reason(dates, original, place)
        found.append((place, why, edge))
        if edge is None:
            return found
        place = edge[0]


def _reason(dates: Schedule, original: Plan, place: int) -> tuple[Reason, Edge | None]:
    task = dates.plan.tasks[place]
    before = original.task_by_id.get(task.id, task)
    if task.is_manual:
        return (Reason.MANUAL if before == task else Reason.STATUS), None
    if task.actual_start is not None or task.actual_finish is not None:
        return (Reason.ACTUAL if task.is_complete or before == task else Reason.STATUS), None
    if task.constraint is ConstraintType.ALAP:
        return Reason.AS_LATE_AS_POSSIBLE, None
    driver = _deciding_link(dates, place)
    if driver is not None and not _is_fixed(dates.plan, task):
        return Reason.LINK, driver
    if task.constraint in DATED_CONSTRAINTS and task.constraint_date is not None:
        return (Reason.CONSTRAINT if before.constraint_date == task.constraint_date else Reason.STATUS), None
    return _reason_to_begin(dates, place), None


def _deciding_link(dates: Schedule, place: int) -> Edge | None:
    """The link that allows the row its start and no earlier one; None when something else decides."""
    network, found = dates.network, dates.dates
    odd = network.odd[place]
    edges = network.predecessors[place]
    driver = max(edges, key=lambda edge: bound_of(network, found, place, edge), default=None)
    index = network.table[place].index
    if driver is not None:
        bound = bound_of(network, found, place, driver)
        begin = next_start(network, place, odd, bound) if odd is not None else bound
        if index(begin) == found.es_index[place]:
            return driver
    return None


def _reason_to_begin(dates: Schedule, place: int) -> Reason:
    """Why a row that waits for nothing begins when it does."""
    odd = dates.network.odd[place]
    if odd is not None and odd.delay_minutes:
        return Reason.DELAY
    if dates.dates.early_start(place) == dates.network.start:
        return Reason.PROJECT_START
    return Reason.RESOURCE if odd is not None and odd.drivers else Reason.CALENDAR


def _is_fixed(plan: Plan, task: Task) -> bool:
    return plan.honours_constraints and task.constraint in {ConstraintType.MSO, ConstraintType.MFO}


def _step(dates: Schedule, original: Plan, place: int, why: Reason, edge: Edge | None) -> Step:
    task = dates.plan.tasks[place]
    start, finish = dates.start_and_finish(task.id)
    link, lag = (LINK_TYPES[edge[2]], edge[3] // dates.network.unit) if edge is not None else (None, 0)
    is_summary = place in dates.network.outline.children
    return Step(original.task_by_id.get(task.id, task), is_summary, start, finish, why, link, lag)


def missed_limit(dates: Schedule, task_id: str) -> str | None:
    """The row whose deadline or latest date a row makes late: itself or one that follows it; None when none is missed.

    Of several the one that leaves the row its negative slack: nearest to it in slack, then first in the plan.
    """
    network = dates.network
    place = network.outline.place[task_id]
    total = dates[task_id].total_slack_minutes
    if total >= 0:
        return None
    places = network.outline.leaves_below(place)
    reached = set(places)
    for row in places:
        for edge in network.successors[row]:
            if edge[1] not in reached:
                reached.add(edge[1])
                places.append(edge[1])
    limited = [row for row in sorted(reached) if _has_limit(dates, row)]
    if not limited:
        return None
    tasks = dates.plan.tasks
    nearest = min(limited, key=lambda row: (abs(dates[tasks[row].id].total_slack_minutes - total), row))
    return tasks[nearest].id


def _has_limit(dates: Schedule, place: int) -> bool:
    """Whether the row ends later than its own deadline or constraint allows."""
    task, odd = dates.plan.tasks[place], dates.network.odd[place]
    has_own = task.deadline is not None or (
        task.constraint_date is not None
        and task.constraint in {ConstraintType.SNLT, ConstraintType.FNLT, ConstraintType.MSO, ConstraintType.MFO}
    )
    limited = odd is not None or dates.network.late_ceiling[place] != NO_CEILING
    return has_own and limited and dates[task.id].total_slack_minutes < 0

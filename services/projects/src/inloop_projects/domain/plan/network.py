"""The plan compiled for the passes: rows as integers, instants as minutes, links as tuples, rows in link order.

Only what moves dates is kept. A *plain* row has a positive working duration in one calendar; its constraint and
deadline, if any, are limits on indices (`floor`, `ceiling`, `late_ceiling`), so the passes only add and compare.
Everything else (actual dates, elapsed time, resources, milestones, fixed dates) is *odd* and has an Oddity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from inloop_projects.domain.plan.errors import UnknownReference
from inloop_projects.domain.plan.model import DATED_CONSTRAINTS, ConstraintType, Plan, Task
from inloop_projects.domain.plan.outline import Outline
from inloop_worktime import WorkingTable, to_minutes

FS, SS, FF, SF = range(4)
NO_FLOOR: Final = -1
NO_CEILING: Final = 1 << 60

Edge = tuple[int, int, int, int, bool]
"""(predecessor, successor, type code, lag in minutes, lag is clock time)."""

ASAP: Final = ConstraintType.ASAP
ALAP: Final = ConstraintType.ALAP


@dataclass(slots=True)
class Driver:
    """An assignment that determines how long its task takes, in the calendar in which the resource works on it.

    Lengths are in ticks, rounded down, forward and back alike.
    """

    table: WorkingTable
    minutes: int
    actual_minutes: int
    remaining_minutes: int


@dataclass(slots=True)
class Oddity:
    """What is special about a row; instants in minutes."""

    is_elapsed: bool
    is_milestone: bool
    is_manual: bool
    manual_start: int
    manual_finish: int
    constraint: ConstraintType
    constraint_at: int
    actual_start: int | None
    actual_finish: int | None
    deadline: int | None
    resume: int | None
    actual_minutes: int
    delay_minutes: int
    is_simple: bool
    """Not begun, not by hand, no dated constraint, no resource: only its links and its duration count."""
    drivers: list[Driver] = field(default_factory=list)


@dataclass(slots=True)
class Network:
    """Parallel lists over the rows of the plan (summaries have no edges and do not appear in `order`)."""

    plan: Plan
    outline: Outline
    unit: int
    """Ticks to the minute in which all instants, indices and lengths are: 1, or 60 where parts of a minute matter."""
    start: int
    table: list[WorkingTable]
    plain_table: list[WorkingTable | None]
    """The calendar of each plain row; None for odd rows and summaries."""
    default_table: WorkingTable
    duration: list[int]
    remaining: list[int]
    odd: list[Oddity | None]
    floor: list[int]
    """Index before which a plain row may not begin."""
    ceiling: list[int]
    """Index after which a plain row may not begin."""
    late_ceiling: list[int]
    """Index after which a plain row may not end, in the backward pass."""
    predecessors: list[list[Edge]]
    successors: list[list[Edge]]
    begun: bytearray
    """1 for rows that have begun or are not active: links to them follow other rules."""
    by_instant: bytearray
    """1 for rows whose dates are not told by their index: clock time, other calendars, dates as entered."""
    own_links: list[Edge]
    """Links as the plan has them, summaries included."""
    followed: set[int]
    """Rows that have a successor of their own, not only through their summary; known if `asks_who_is_followed`."""
    asks_who_is_followed: bool
    """Some row has begun or is by hand: only their links ask."""
    from_earliest: list[Edge]
    """SS and SF links from a summary: they hold from its earliest leaf, which is known after a first forward pass."""
    earliest: dict[tuple[int, int], int]
    """By summary and successor, the leaf from which such a link holds."""
    order: list[int]
    as_late_as_possible: list[int]


def empty_network(plan: Plan, unit: int = 1) -> Network:
    """A network without links, every row plain. Raises UnknownReference and PlanRefused."""
    tables = _tables(plan, unit)
    default = tables[plan.default_calendar_id]
    count = len(plan.tasks)
    duration = [task.duration_minutes * unit for task in plan.tasks]
    outline = Outline(plan.tasks)
    table = [tables[task.calendar_id] if task.calendar_id else default for task in plan.tasks]
    plain: list[WorkingTable | None] = [*table]
    for place in outline.children:
        plain[place] = None
    return Network(
        plan=plan,
        outline=outline,
        unit=unit,
        start=to_minutes(plan.start) * unit,
        table=table,
        plain_table=plain,
        default_table=default,
        duration=duration,
        remaining=duration[:],
        odd=[None] * count,
        floor=[NO_FLOOR] * count,
        ceiling=[NO_CEILING] * count,
        late_ceiling=[NO_CEILING] * count,
        predecessors=[[] for _ in range(count)],
        successors=[[] for _ in range(count)],
        begun=bytearray(count),
        by_instant=bytearray(count),
        own_links=[],
        followed=set(),
        asks_who_is_followed=False,
        from_earliest=[],
        earliest={},
        order=[],
        as_late_as_possible=[],
    )


def describe_rows(network: Network, drivers: dict[int, list[Driver]]) -> None:
    """Fill in what is not plain about the rows."""
    summaries = network.outline.children
    for place, task in enumerate(network.plan.tasks):
        if place in summaries or (_is_plain(task) and place not in drivers):
            continue
        _describe(network, place, task, drivers.get(place, []))


def describe_anew(network: Network, place: int, task: Task, drivers: list[Driver]) -> None:
    """Forget what is known about a row and describe it as it is now; its calendar stays."""
    network.duration[place] = network.remaining[place] = task.duration_minutes * network.unit
    network.floor[place], network.ceiling[place], network.late_ceiling[place] = NO_FLOOR, NO_CEILING, NO_CEILING
    network.odd[place], network.plain_table[place] = None, network.table[place]
    network.begun[place] = network.by_instant[place] = 0
    if drivers or not _is_plain(task):
        _describe(network, place, task, drivers)


def _describe(network: Network, place: int, task: Task, drivers: list[Driver]) -> None:
    if task.constraint is ALAP:
        network.as_late_as_possible.append(place)
    if not drivers and _only_follows(task):
        network.odd[place] = _FOLLOWERS[task.duration_is_elapsed, task.is_milestone, task.constraint is ALAP]
        network.plain_table[place] = None
        network.by_instant[place] = task.duration_is_elapsed
    elif drivers or _is_odd(task) or not _limit(network, place, task):
        _note_oddity(network, place, task, drivers)


def _is_plain(task: Task) -> bool:
    """Neither odd nor limited: most rows."""
    return (
        task.constraint is ASAP
        and task.deadline is None
        and task.duration_minutes > 0
        and not task.is_milestone
        and not task.duration_is_elapsed
        and task.is_active
        and task.actual_start is None
        and task.actual_finish is None
        and task.manual_start is None
        and not task.levelling_delay_minutes
        and not task.splits
    )


def _only_follows(task: Task) -> bool:
    """A milestone or a row by the clock without anything else: many rows, which share one Oddity per kind."""
    return (
        (task.is_milestone or task.duration_is_elapsed or task.duration_minutes <= 0)
        and (task.constraint is ASAP or task.constraint is ALAP)
        and task.deadline is None
        and task.is_active
        and task.actual_start is None
        and task.actual_finish is None
        and task.manual_start is None
        and not task.levelling_delay_minutes
        and not task.splits
    )


def _follower(*, is_elapsed: bool, is_milestone: bool, constraint: ConstraintType) -> Oddity:
    return Oddity(
        is_elapsed=is_elapsed,
        is_milestone=is_milestone,
        is_manual=False,
        manual_start=0,
        manual_finish=0,
        constraint=constraint,
        constraint_at=0,
        actual_start=None,
        actual_finish=None,
        deadline=None,
        resume=None,
        actual_minutes=0,
        delay_minutes=0,
        is_simple=True,
    )


_FOLLOWERS: Final = {
    (elapsed, milestone, late): _follower(is_elapsed=elapsed, is_milestone=milestone, constraint=ALAP if late else ASAP)
    for elapsed in (False, True)
    for milestone in (False, True)
    for late in (False, True)
}


def _is_odd(task: Task) -> bool:
    return (
        task.is_milestone
        or task.duration_minutes <= 0
        or task.duration_is_elapsed
        or not task.is_active
        or task.actual_start is not None
        or task.actual_finish is not None
        or task.manual_start is not None
        or task.levelling_delay_minutes != 0
        or bool(task.splits)
    )


def _tables(plan: Plan, unit: int) -> dict[str, WorkingTable]:
    used = {task.calendar_id for task in plan.tasks if task.calendar_id} | {plan.default_calendar_id}
    missing = used - plan.calendars.keys()
    if missing:
        raise UnknownReference(f"The plan has no calendar {min(missing)}.", calendar_id=min(missing))
    tables = {calendar_id: plan.calendars[calendar_id].table for calendar_id in used}
    return tables if unit == 1 else {calendar_id: table.in_seconds() for calendar_id, table in tables.items()}


def _limit(network: Network, place: int, task: Task) -> bool:
    """Express a constraint and a deadline as limits on indices; False when that cannot be exact.

    A date that is kept as entered must be an instant that its index stands for, or the row is odd.
    """
    table = network.table[place]
    kind = task.constraint
    unit, length = network.unit, network.duration[place]
    date = to_minutes(task.constraint_date) * unit if task.constraint_date is not None else None
    limit = NO_CEILING if task.deadline is None else table.index(to_minutes(task.deadline) * unit)
    if kind in DATED_CONSTRAINTS and date is not None:
        index = table.index(date)
        if kind is ConstraintType.SNET and table.next(date) == date:
            network.floor[place] = index
        elif kind is ConstraintType.FNET and table.prev(date) == date:
            network.floor[place] = index - length
        elif kind is ConstraintType.FNLT:
            limit = min(limit, index)
            if network.plan.honours_constraints:
                network.ceiling[place] = index - length
        elif kind is ConstraintType.SNLT and table.next(date) == date:
            limit = min(limit, index + length)
            if network.plan.honours_constraints:
                network.ceiling[place] = index
        else:
            return False
    network.late_ceiling[place] = limit
    return True


def _note_oddity(network: Network, place: int, task: Task, drivers: list[Driver]) -> None:
    unit, actual = network.unit, 0
    if task.actual_start is not None or task.actual_finish is not None:
        actual = task.actual_duration_minutes
        network.remaining[place] = task.remaining_duration_minutes * unit
    if task.splits:
        network.duration[place] += unit * sum(split.pause_minutes for split in task.splits)
        network.remaining[place] += unit * sum(
            split.pause_minutes for split in task.splits if split.after_minutes > actual or task.actual_start is None
        )
    constraint = task.constraint
    if constraint in DATED_CONSTRAINTS and task.constraint_date is None:
        constraint = ConstraintType.ASAP
    # A finish without a start: the task was done, and all that is known is that it began no later.
    started = task.actual_start or task.actual_finish
    network.begun[place] = started is not None or not task.is_active
    network.by_instant[place] = (
        network.begun[place]
        or task.duration_is_elapsed
        or bool(drivers)
        or task.manual_start is not None
        or constraint in DATED_CONSTRAINTS
    )
    network.plain_table[place] = None
    network.asks_who_is_followed |= started is not None or task.manual_start is not None
    network.odd[place] = Oddity(
        is_elapsed=task.duration_is_elapsed,
        is_milestone=task.is_milestone,
        is_manual=task.is_manual,
        manual_start=to_minutes(task.manual_start) * unit if task.manual_start and task.manual_finish else 0,
        manual_finish=to_minutes(task.manual_finish) * unit if task.manual_start and task.manual_finish else 0,
        constraint=constraint,
        constraint_at=to_minutes(task.constraint_date) * unit if task.constraint_date else 0,
        actual_start=to_minutes(started) * unit if started else None,
        actual_finish=to_minutes(task.actual_finish) * unit if task.actual_finish else None,
        deadline=to_minutes(task.deadline) * unit if task.deadline else None,
        resume=to_minutes(task.resume) * unit if task.resume else None,
        actual_minutes=actual * unit,
        delay_minutes=task.levelling_delay_minutes * unit,
        is_simple=started is None
        and not drivers
        and task.manual_start is None
        and constraint not in DATED_CONSTRAINTS
        and not task.levelling_delay_minutes,
        drivers=drivers,
    )

"""The plan compiled for the passes: leaves as integers, instants as minutes, links as tuples, rows in link order.

Only what moves dates is kept. A *plain* row has a positive working duration in one calendar and nothing special about
it; the passes handle it inline. Everything else (constraints, actual dates, elapsed time, resources, milestones) is
*odd*.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from inloop_projects.domain.plan.errors import LinkCycle, SummaryLinked, TooManyLinks, UnknownReference
from inloop_projects.domain.plan.model import (
    DATED_CONSTRAINTS,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Plan,
    ResourceKind,
    Task,
)
from inloop_projects.domain.plan.outline import Outline
from inloop_worktime import WorkingTable, intersection, to_minutes

FS, SS, FF, SF = range(4)
TYPE_CODE = {LinkType.FS: FS, LinkType.SS: SS, LinkType.FF: FF, LinkType.SF: SF}
MAX_EXPANDED_LINKS = 2_000_000

Edge = tuple[int, int, int, bool]
"""(the row at the other end, type code, lag in minutes, lag is clock time)."""


@dataclass(slots=True)
class Driver:
    """An assignment that determines how long its task takes, in the calendar in which the resource works on it."""

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
    drivers: list[Driver] = field(default_factory=list)


@dataclass(slots=True)
class Network:
    """Parallel lists over the rows of the plan (summaries have no edges and do not appear in `order`)."""

    plan: Plan
    outline: Outline
    start: int
    table: list[WorkingTable]
    duration: list[int]
    remaining: list[int]
    odd: list[Oddity | None]
    predecessors: list[list[Edge]]
    successors: list[list[Edge]]
    own_links: list[tuple[int, int, int, int, bool]]
    """Links as the plan has them, summaries included: (predecessor, successor, type, lag, lag is clock time)."""
    followed: set[int]
    """Rows that have a successor of their own, not only through their summary."""
    from_earliest: list[tuple[int, int, int, int, bool]]
    """SS and SF links from a summary: they hold from its earliest leaf, which is known after a first forward pass."""
    order: list[int]
    as_late_as_possible: list[int]


def compile_network(plan: Plan) -> Network:
    """Raises LinkCycle, SummaryLinked, TooManyLinks, UnknownReference.

    PlanRefused and the errors of inloop_worktime.
    """
    outline = Outline(plan.tasks)
    tables = _tables(plan)
    default = tables[plan.default_calendar_id]
    count = len(plan.tasks)
    network = Network(
        plan=plan,
        outline=outline,
        start=to_minutes(plan.start),
        table=[tables[task.calendar_id] if task.calendar_id else default for task in plan.tasks],
        duration=[task.duration_minutes for task in plan.tasks],
        remaining=[task.duration_minutes for task in plan.tasks],
        odd=[None] * count,
        predecessors=[[] for _ in range(count)],
        successors=[[] for _ in range(count)],
        own_links=[],
        followed=set(),
        from_earliest=[],
        order=[],
        as_late_as_possible=[],
    )
    drivers = _drivers(plan, network)
    for place, task in enumerate(plan.tasks):
        if _is_odd(task) or place in drivers:
            _note_oddity(network, place, task, drivers.get(place, []))
    _connect(plan, network)
    network.followed = {link[0] for link in network.own_links}
    network.order = in_link_order(network)
    return network


def connect_earliest(network: Network, early_start: list[int]) -> None:
    """Attach the links that wait for `from_earliest`, and order the rows anew. Raises LinkCycle."""
    outline = network.outline
    tasks = network.plan.tasks
    for summary, successor, code, lag, clock in network.from_earliest:
        inside = [leaf for leaf in outline.leaves_below(summary) if tasks[leaf].is_active]
        if not inside:
            continue
        earliest = min(inside, key=lambda leaf: (early_start[leaf], leaf))
        for leaf in outline.leaves_below(successor):
            network.predecessors[leaf].append((earliest, code, lag, clock))
            network.successors[earliest].append((leaf, code, lag, clock))
    network.from_earliest = []
    network.order = in_link_order(network)


def _tables(plan: Plan) -> dict[str, WorkingTable]:
    used = {task.calendar_id for task in plan.tasks if task.calendar_id} | {plan.default_calendar_id}
    missing = used - plan.calendars.keys()
    if missing:
        raise UnknownReference(f"The plan has no calendar {min(missing)}.", calendar_id=min(missing))
    return {calendar_id: plan.calendars[calendar_id].table for calendar_id in used}


def _is_odd(task: Task) -> bool:
    return (
        task.constraint is not ConstraintType.ASAP
        or task.is_milestone
        or task.actual_start is not None
        or task.duration_minutes <= 0
        or task.deadline is not None
        or task.duration_is_elapsed
        or task.manual_start is not None
        or bool(task.splits)
        or task.levelling_delay_minutes != 0
        or task.actual_finish is not None
    )


def _note_oddity(network: Network, place: int, task: Task, drivers: list[Driver]) -> None:
    actual = task.actual_duration_minutes
    network.duration[place] = task.duration_minutes + sum(split.pause_minutes for split in task.splits)
    network.remaining[place] = task.remaining_duration_minutes + sum(
        split.pause_minutes for split in task.splits if split.after_minutes > actual or task.actual_start is None
    )
    constraint = task.constraint
    if constraint in DATED_CONSTRAINTS and task.constraint_date is None:
        constraint = ConstraintType.ASAP
    if constraint is ConstraintType.ALAP:
        network.as_late_as_possible.append(place)
    # A finish without a start is a task done within its plan: it started when it would have.
    started = task.actual_start or task.actual_finish
    network.odd[place] = Oddity(
        is_elapsed=task.duration_is_elapsed,
        is_milestone=task.is_milestone,
        is_manual=task.is_manual,
        manual_start=to_minutes(task.manual_start) if task.manual_start and task.manual_finish else 0,
        manual_finish=to_minutes(task.manual_finish) if task.manual_start and task.manual_finish else 0,
        constraint=constraint,
        constraint_at=to_minutes(task.constraint_date) if task.constraint_date else 0,
        actual_start=to_minutes(started) if started else None,
        actual_finish=to_minutes(task.actual_finish) if task.actual_finish else None,
        deadline=to_minutes(task.deadline) if task.deadline else None,
        resume=to_minutes(task.resume) if task.resume else None,
        actual_minutes=actual,
        delay_minutes=task.levelling_delay_minutes,
        drivers=drivers,
    )


def _drivers(plan: Plan, network: Network) -> dict[int, list[Driver]]:
    """Per row the assignments that drive it: work resources, unless the duration is fixed."""
    resources = {resource.id: resource for resource in plan.resources}
    shared: dict[tuple[int, int], WorkingTable] = {}
    drivers: dict[int, list[Driver]] = {}
    for assignment in plan.assignments:
        place = network.outline.place.get(assignment.task_id)
        resource = resources.get(assignment.resource_id)
        if place is None or resource is None:
            raise UnknownReference(
                f"An assignment names {assignment.task_id} and {assignment.resource_id}; one is not in the plan."
            )
        task = plan.tasks[place]
        if (
            resource.kind is not ResourceKind.WORK
            or assignment.units <= 0
            or task.duration_is_fixed
            or task.duration_is_elapsed
        ):
            continue
        if assignment.work_minutes <= 0:
            continue
        own = plan.calendars[resource.calendar_id].table if resource.calendar_id else plan.default_calendar.table
        table = own
        if task.calendar_id:
            table = network.table[place]
            if not task.ignores_resource_calendars and own is not table:
                key = (id(own), id(table))
                if key not in shared:
                    shared[key] = intersection(own, table)
                table = shared[key]
        remaining = assignment.remaining_work_minutes
        speed = assignment.units / 100
        drivers.setdefault(place, []).append(
            Driver(
                table=table,
                minutes=int(assignment.work_minutes / speed),
                actual_minutes=int(assignment.actual_work_minutes / speed),
                remaining_minutes=int((assignment.work_minutes if remaining is None else remaining) / speed),
            )
        )
    return drivers


def _connect(plan: Plan, network: Network) -> None:
    outline = network.outline
    place = outline.place
    expanded = 0
    simple = not outline.children
    for link in plan.links:
        predecessor, successor = place.get(link.predecessor_id), place.get(link.successor_id)
        if predecessor is None or successor is None:
            missing = link.predecessor_id if predecessor is None else link.successor_id
            raise UnknownReference(f"A link names row {missing}, which the plan does not have.", task_id=missing)
        code = TYPE_CODE[link.type]
        lag, clock = _lag(plan, link, predecessor) if link.lag_minutes else (0, False)
        network.own_links.append((predecessor, successor, code, lag, clock))
        if simple or (predecessor not in outline.children and successor not in outline.children):
            if plan.tasks[predecessor].is_active:
                network.predecessors[successor].append((predecessor, code, lag, clock))
                network.successors[predecessor].append((successor, code, lag, clock))
        else:
            expanded += _connect_summary(network, predecessor, successor, code, lag, clock)
            if expanded > MAX_EXPANDED_LINKS:
                raise TooManyLinks("Links between summaries multiply to more than two million; link fewer rows.")


def _connect_summary(network: Network, predecessor: int, successor: int, code: int, lag: int, clock: bool) -> int:
    """A link on a summary holds for every leaf inside it. Returns how many links that makes."""
    outline = network.outline
    tasks = network.plan.tasks
    if outline.is_inside(predecessor, successor) or outline.is_inside(successor, predecessor):
        raise SummaryLinked(
            "A summary cannot depend on a row inside it.",
            predecessor_id=tasks[predecessor].id,
            successor_id=tasks[successor].id,
        )
    if predecessor in outline.children and code in (SS, SF):
        network.from_earliest.append((predecessor, successor, code, lag, clock))
        return 0
    before = [leaf for leaf in outline.leaves_below(predecessor) if tasks[leaf].is_active]
    after = outline.leaves_below(successor)
    if len(before) * len(after) > MAX_EXPANDED_LINKS:
        return MAX_EXPANDED_LINKS + 1
    for one in before:
        for other in after:
            network.predecessors[other].append((one, code, lag, clock))
            network.successors[one].append((other, code, lag, clock))
    return len(before) * len(after)


def _lag(plan: Plan, link: Link, predecessor: int) -> tuple[int, bool]:
    if link.lag_kind is LagKind.PERCENT:
        task = plan.tasks[predecessor]
        return task.duration_minutes * link.lag_minutes // 100, task.duration_is_elapsed
    return link.lag_minutes, link.lag_kind is LagKind.ELAPSED


def in_link_order(network: Network) -> list[int]:
    """Leaves, predecessors first. Raises LinkCycle."""
    outline = network.outline
    waiting = [len(edges) for edges in network.predecessors]
    leaves = [place for place in range(len(waiting)) if place not in outline.children]
    order = [place for place in leaves if not waiting[place]]
    successors = network.successors
    for place in order:
        for edge in successors[place]:
            other = edge[0]
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < len(leaves):
        _refuse_cycle(network, {place for place in leaves if waiting[place]})
    return order


def _refuse_cycle(network: Network, stuck: set[int]) -> None:
    """Find one cycle among the rows that never became free and name it."""
    place = min(stuck)
    seen: dict[int, int] = {}
    trail: deque[int] = deque()
    while place not in seen:
        seen[place] = len(trail)
        trail.append(place)
        place = next(edge[0] for edge in network.predecessors[place] if edge[0] in stuck)
    cycle = list(trail)[seen[place] :][::-1]
    tasks = network.plan.tasks
    names = " → ".join(tasks[row].name or tasks[row].id for row in [*cycle, cycle[0]])
    raise LinkCycle(f"These tasks wait for each other: {names}.", tuple(tasks[row].id for row in cycle))

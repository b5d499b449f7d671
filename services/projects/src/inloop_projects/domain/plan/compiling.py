"""From a plan to its network: rows, the resources that drive them, links (through summaries too), and the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from inloop_projects.domain.plan.errors import LinkCycle, SummaryLinked, TooManyLinks, UnknownReference
from inloop_projects.domain.plan.model import Assignment, LagKind, Link, LinkType, Plan, Resource, ResourceKind, Task
from inloop_projects.domain.plan.network import FF, FS, SF, SS, Driver, Edge, Network, describe_rows, empty_network
from inloop_worktime import WorkingTable, intersection
from inloop_worktime.table import SECONDS

TYPE_CODE: Final = {LinkType.FS: FS, LinkType.SS: SS, LinkType.FF: FF, LinkType.SF: SF}
MAX_EXPANDED_LINKS: Final = 2_000_000
NONE: Final[Mapping[tuple[int, int], int]] = MappingProxyType({})
PERCENT: Final = LagKind.PERCENT
FINISH_START: Final = LinkType.FS


def compile_network(plan: Plan) -> Network:
    """The network of a plan.

    Raises LinkCycle, SummaryLinked, TooManyLinks, UnknownReference, PlanRefused and the errors of inloop_worktime.
    """
    network = empty_network(plan, SECONDS if _has_parts_of_minutes(plan) else 1)
    describe_rows(network, _drivers(plan, network) if plan.assignments else {})
    points_down = _connect(plan, network)
    if network.asks_who_is_followed:
        network.followed = {link[0] for link in network.own_links}
    network.order = _leaves(network) if points_down else in_link_order(network)
    return network


def _leaves(network: Network) -> list[int]:
    children = network.outline.children
    return [place for place in range(len(network.odd)) if place not in children]


def without_summary_links(network: Network) -> Network:
    """The same rows with only the links between rows: where the earliest row of a summary is looked for."""
    children = network.outline.children
    predecessors: list[list[Edge]] = [[] for _ in network.odd]
    successors: list[list[Edge]] = [[] for _ in network.odd]
    for edge in network.own_links:
        before, after = edge[0], edge[1]
        if before in children or after in children:
            continue
        if not network.begun[before] or network.plan.tasks[before].is_active:
            predecessors[after].append(edge)
            successors[before].append(edge)
    direct = replace(network, predecessors=predecessors, successors=successors)
    direct.order = in_link_order(direct)
    return direct


def connect_earliest(network: Network, early_start: list[int], chosen: Mapping[tuple[int, int], int] = NONE) -> None:
    """Attach the links that wait for `from_earliest`, and order the rows anew. Raises LinkCycle.

    `chosen` says which row it is for some of the links (summary, successor), whatever begins first.
    """
    outline = network.outline
    tasks = network.plan.tasks
    for link in network.from_earliest:
        inside = [leaf for leaf in outline.leaves_below(link[0]) if tasks[leaf].is_active]
        if not inside:
            continue
        # Of rows that begin together the first counts, the summary's own rows before those further in.
        ends = link[:2]
        earliest = chosen[ends] if ends in chosen else min(inside, key=early_start.__getitem__)
        network.earliest[ends] = earliest
        _attach(network, [earliest], outline.leaves_below(link[1]), link)
    network.from_earliest = []
    network.order = in_link_order(network)


def in_link_order(network: Network) -> list[int]:
    """Leaves, predecessors first. Raises LinkCycle."""
    children = network.outline.children
    waiting = [len(edges) for edges in network.predecessors]
    order = [place for place, count in enumerate(waiting) if not count and place not in children]
    successors = network.successors
    for place in order:
        for edge in successors[place]:
            other = edge[1]
            left = waiting[other] - 1
            waiting[other] = left
            if not left:
                order.append(other)
    if len(order) + len(children) < len(waiting):
        _refuse_cycle(network, {place for place, count in enumerate(waiting) if count})
    return order


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
        if _is_driven(task, assignment, resource):
            table = _working_table(plan, network, place, resource, shared)
            drivers.setdefault(place, []).append(_driver(assignment, table, network.unit))
    return drivers


def _is_driven(task: Task, assignment: Assignment, resource: Resource) -> bool:
    return (
        resource.kind is ResourceKind.WORK
        and assignment.units > 0
        and assignment.work_minutes > 0
        and not task.duration_is_fixed
        and not task.duration_is_elapsed
    )


def _working_table(
    plan: Plan, network: Network, place: int, resource: Resource, shared: dict[tuple[int, int], WorkingTable]
) -> WorkingTable:
    """When a resource works on a task: in its calendar, inside the task's own unless that ignores it."""
    if resource.calendar_id is not None and resource.calendar_id not in plan.calendars:
        raise UnknownReference(f"The plan has no calendar {resource.calendar_id}.", calendar_id=resource.calendar_id)
    own = plan.calendars[resource.calendar_id or plan.default_calendar_id].table
    if network.unit != 1:
        own = own.in_seconds()
    task = plan.tasks[place]
    if task.calendar_id is None:
        return own
    table = network.table[place]
    if task.ignores_resource_calendars or own is table:
        return table
    key = (id(own), id(table))
    if key not in shared:
        both = intersection(own, table)
        shared[key] = both if network.unit == 1 else both.in_seconds()
    return shared[key]


def _driver(assignment: Assignment, table: WorkingTable, unit: int) -> Driver:
    """Work at the units of the assignment, in whole ticks."""
    whole, actual, left = (int(round(length, 2) * unit) for length in _lengths(assignment))
    return Driver(table=table, minutes=whole, actual_minutes=actual, remaining_minutes=left)


def _lengths(assignment: Assignment) -> tuple[float, float, float]:
    """Minutes that the whole, the actual and the remaining work take at the units of an assignment."""
    speed = assignment.units / 100
    left = assignment.remaining_work_minutes
    work = assignment.work_minutes
    return work / speed, assignment.actual_work_minutes / speed, (work if left is None else left) / speed


def _has_parts_of_minutes(plan: Plan) -> bool:
    """Whether part-time work or a percent lag does not come out in whole minutes: then seconds are counted."""
    if any(one.units > 0 and any(length % 1 for length in _lengths(one)) for one in plan.assignments):
        return True
    return any(
        link.lag_kind is PERCENT
        and link.predecessor_id in plan.task_by_id
        and plan.task_by_id[link.predecessor_id].duration_minutes * link.lag_minutes % 100
        for link in plan.links
    )


def _connect(plan: Plan, network: Network) -> bool:
    """Attach the links. True when each goes down from a leaf to a later leaf: then the outline is an order of rows."""
    place = network.outline.place
    children = network.outline.children
    begun, own_links = network.begun, network.own_links
    predecessors, successors = network.predecessors, network.successors
    expanded = 0
    points_down = True
    for link in plan.links:
        before, after = place.get(link.predecessor_id), place.get(link.successor_id)
        if before is None or after is None:
            missing = link.predecessor_id if before is None else link.successor_id
            raise UnknownReference(f"A link names row {missing}, which the plan does not have.", task_id=missing)
        kind = link.type
        # By identity: an enumeration as the key of a dictionary costs a call of Python code per link.
        code = FS if kind is FINISH_START else TYPE_CODE[kind]
        lag, clock = _lag(plan, link, before, network.unit) if link.lag_minutes else (0, False)
        edge = (before, after, code, lag, clock)
        own_links.append(edge)
        if before >= after:
            points_down = False
        if before in children or after in children:
            points_down = False
            expanded += _connect_summary(network, edge)
            if expanded > MAX_EXPANDED_LINKS:
                raise TooManyLinks("Links between summaries multiply to more than two million; link fewer rows.")
        elif not begun[before] or plan.tasks[before].is_active:
            predecessors[after].append(edge)
            successors[before].append(edge)
    return points_down


def _connect_summary(network: Network, link: Edge) -> int:
    """A link on a summary holds for every leaf inside it. Returns how many links that makes."""
    predecessor, successor, code, _, _ = link
    outline = network.outline
    tasks = network.plan.tasks
    if outline.is_inside(predecessor, successor) or outline.is_inside(successor, predecessor):
        raise SummaryLinked(
            "A summary cannot depend on a row inside it.",
            predecessor_id=tasks[predecessor].id,
            successor_id=tasks[successor].id,
        )
    if predecessor in outline.children and code in (SS, SF):
        network.from_earliest.append(link)
        return 0
    before = [leaf for leaf in outline.leaves_below(predecessor) if tasks[leaf].is_active]
    after = outline.leaves_below(successor)
    if len(before) * len(after) > MAX_EXPANDED_LINKS:
        return MAX_EXPANDED_LINKS + 1
    _attach(network, before, after, link)
    return len(before) * len(after)


def _attach(network: Network, before: list[int], after: list[int], link: Edge) -> None:
    _, _, code, lag, clock = link
    for one in before:
        for other in after:
            edge = (one, other, code, lag, clock)
            network.predecessors[other].append(edge)
            network.successors[one].append(edge)


def _lag(plan: Plan, link: Link, predecessor: int, unit: int) -> tuple[int, bool]:
    if link.lag_kind is PERCENT:
        task = plan.tasks[predecessor]
        return task.duration_minutes * link.lag_minutes * unit // 100, task.duration_is_elapsed
    return link.lag_minutes * unit, link.lag_kind is LagKind.ELAPSED


def _refuse_cycle(network: Network, stuck: set[int]) -> None:
    """Find one cycle among the rows that never became free and name it."""
    place = min(stuck)
    seen: dict[int, int] = {}
    trail: list[int] = []
    while place not in seen:
        seen[place] = len(trail)
        trail.append(place)
        place = next(edge[0] for edge in network.predecessors[place] if edge[0] in stuck)
    cycle = trail[seen[place] :][::-1]
    tasks = network.plan.tasks
    names = " → ".join(tasks[row].name or tasks[row].id for row in [*cycle, cycle[0]])
    raise LinkCycle(f"These tasks wait for each other: {names}.", tuple(tasks[row].id for row in cycle))

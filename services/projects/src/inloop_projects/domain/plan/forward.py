"""The forward pass: early dates (semantics: `schedule.md` section 1, which follows Microsoft Project)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from inloop_projects.domain.plan.dates import UNKNOWN, Dates
from inloop_projects.domain.plan.model import ConstraintType
from inloop_projects.domain.plan.network import FF, FS, SS, Edge, Network, Oddity
from inloop_projects.domain.plan.reach import (
    advance,
    advance_remaining,
    back,
    next_start,
    retreat,
    retreat_remaining,
    shifted,
)
from inloop_worktime import DateOutOfRange, WorkingTable


def forward(network: Network, dates: Dates) -> None:
    """Early dates of all leaves, and the project finish."""
    _pass(network, dates, dates, network.order, start_indices(network))
    dates.finish = project_finish(network, dates)


def forward_after_late(network: Network, dates: Dates) -> None:
    """Let rows after an as-late-as-possible row follow its late dates, in a second pass over the rows that move.

    A row that is itself as late as possible keeps looking at the early dates of its predecessors.
    """
    late = set(network.as_late_as_possible)
    seen = dates.showing_late(network.as_late_as_possible)
    _pass(network, dates, seen, _following(network, dates, late), start_indices(network))


def _following(network: Network, dates: Dates, late: set[int]) -> Iterator[int]:
    """The rows to date anew after late rows, in link order; whoever takes one dates it before asking for the next."""
    starts = start_indices(network)
    es, ef, es_index, ef_index = dates.es, dates.ef, dates.es_index, dates.ef_index
    successors, odd = network.successors, network.odd
    due = bytearray(len(es))
    for place in late:
        for edge in successors[place]:
            due[edge[1]] = 1
    for place in network.order:
        if not due[place]:
            continue
        start, finish, instants = es_index[place], ef_index[place], (es[place], ef[place])
        if place in late:
            _pass(network, dates, dates, (place,), starts)
        else:
            yield place
            # Of a plain row the index says all; an odd one may lie at either end of a break.
            same = start == es_index[place] and finish == ef_index[place]
            if same and (odd[place] is None or instants == (es[place], ef[place])):
                continue
        for edge in successors[place]:
            due[edge[1]] = 1


def forward_from(
    network: Network, dates: Dates, rank: list[int], changed: set[int], starts: dict[WorkingTable, int], most: int
) -> list[int]:
    """Date anew what follows from some changed rows, and stop where nothing changes: the rows that were, as they are.

    `rank` is each place in the order, `starts` is `start_indices` of the network. It also stops, with `dates` half
    done, when more than `most` rows are concerned.
    """
    done: list[int] = []
    _pass(network, dates, dates, _cone(network, dates, rank, changed, most, done), starts)
    return done


def _cone(
    network: Network, dates: Dates, rank: list[int], changed: set[int], most: int, done: list[int]
) -> Iterator[int]:
    es, ef, es_index, ef_index = dates.es, dates.ef, dates.es_index, dates.ef_index
    order, successors = network.order, network.successors
    waiting = sorted(rank[place] for place in changed)
    queued = set(waiting)
    while waiting and len(done) <= most:
        place = order[heappop(waiting)]
        before = es_index[place], ef_index[place]
        instants = dates.early_start(place), dates.early_finish(place)
        done.append(place)
        yield place
        same = place not in changed and before == (es_index[place], ef_index[place])
        if same and (es[place] < 0 or instants == (es[place], ef[place])):
            continue
        for edge in successors[place]:
            number = rank[edge[1]]
            if number not in queued:
                queued.add(number)
                heappush(waiting, number)


def start_indices(network: Network) -> dict[WorkingTable, int]:
    """The index of the project start in each calendar."""
    return {calendar: calendar.index(network.start) for calendar in set(network.table)}


def _pass(  # noqa: C901, PLR0912 - one hot loop, kept in one place
    network: Network, dates: Dates, seen: Dates, rows: Iterable[int], starts: dict[WorkingTable, int]
) -> None:
    """Early dates of some rows in link order, from what they see of the rows before; `seen` may be `dates` itself."""
    es_index, ef_index, es, ef = dates.es_index, dates.ef_index, dates.es, dates.ef
    seen_es, seen_ef = seen.es_index, seen.ef_index
    table, duration, odd, predecessors = network.table, network.duration, network.odd, network.predecessors
    floors, ceilings, by_instant = network.floor, network.ceiling, network.by_instant
    for place in rows:
        special = odd[place]
        edges = predecessors[place]
        if special is not None:
            if edges and special.is_simple:
                _simple(network, dates, seen, place, special, edges)
            else:
                _odd(network, dates, seen, place, special)
            continue
        minutes, calendar, floor = duration[place], table[place], floors[place]
        index = floor if edges or floor >= 0 else starts[calendar]
        for edge in edges:
            other, _, code, lag, clock = edge
            if clock or table[other] is not calendar or by_instant[other]:
                bound = _index_bound(network, seen, place, edge)
            elif code == FS:
                bound = seen_ef[other] + lag
            elif code == SS:
                bound = seen_es[other] + lag
            elif code == FF:
                bound = max(seen_ef[other] - minutes + lag, starts[calendar])
            else:
                bound = seen_es[other] - minutes + lag
            if bound > index:  # noqa: PLR1730 - a call to max costs three times as much, here
                index = bound
        if index > ceilings[place]:  # noqa: PLR1730
            index = ceilings[place]
        es[place] = ef[place] = UNKNOWN
        es_index[place] = seen_es[place] = index
        ef_index[place] = seen_ef[place] = index + minutes
        if seen is not dates:
            seen.es[place] = seen.ef[place] = UNKNOWN


def _index_bound(network: Network, seen: Dates, place: int, edge: Edge) -> int:
    """The earliest start, as an index in its calendar, that a link from another calendar allows a plain row."""
    other, _, code, lag, clock = edge
    calendar = network.table[place]
    if not clock and lag >= 0 and code <= SS:
        at = seen.ef[other] if code == FS else seen.es[other]
        if at < 0:
            at = seen.early_finish(other) if code == FS else seen.early_start(other)
        return calendar.index(at) + lag
    return calendar.index(bound_of(network, seen, place, edge))


def check_range(network: Network, starts: list[int], finishes: list[int]) -> None:
    """Raise DateOutOfRange when an index lies outside of its calendar."""
    if min(starts, default=0) < 0:
        raise DateOutOfRange("A task would begin before 1984.")
    if max(finishes, default=0) > min(calendar.total for calendar in {*network.table, _default(network)}):
        for finish, calendar in zip(finishes, network.table, strict=True):
            if finish > calendar.total:
                raise DateOutOfRange("A task would end after 2149, or never.")


def _default(network: Network) -> WorkingTable:
    return network.plan.default_calendar.table


def project_finish(network: Network, dates: Dates) -> int:
    """The latest early finish of an active leaf, even before the project's start; that start when there is no leaf."""
    latest: dict[WorkingTable, int] = {}
    finish = UNKNOWN
    begun, tasks, table = network.begun, network.plan.tasks, network.table
    ef, ef_index = dates.ef, dates.ef_index
    check_range(network, dates.es_index, ef_index)
    for place in network.order:
        if begun[place] and not tasks[place].is_active:
            continue
        at = ef[place]
        if at >= 0:
            finish = max(finish, at)
        elif ef_index[place] > latest.get(table[place], 0):
            latest[table[place]] = ef_index[place]
    finish = max([finish, *(calendar.end_of(index) for calendar, index in latest.items())])
    return network.start if finish == UNKNOWN else finish


def _latest_bound(network: Network, seen: Dates, place: int, edges: list[Edge]) -> int:
    """What all links of a row together allow as its earliest start."""
    start = UNKNOWN
    for edge in edges:
        if edge[2] == FS and not edge[3]:
            bound = seen.ef[edge[0]]
            if bound < 0:
                bound = seen.early_finish(edge[0])
        else:
            bound = bound_of(network, seen, place, edge)
        if bound > start:  # noqa: PLR1730 - runs once per link
            start = bound
    return start


def bound_of(network: Network, seen: Dates, place: int, edge: Edge) -> int:
    """The earliest start, as an instant, that one link allows the row."""
    other, _, code, lag, clock = edge
    if code == FS:
        bound = seen.early_finish(other)
    elif code == SS:
        bound = seen.early_start(other)
    else:
        anchor = seen.early_finish(other) if code == FF else seen.early_start(other)
        special = network.odd[place]
        if special is None:
            bound = back(network.table[place], anchor, network.duration[place])
        elif code == FF:
            bound = retreat_remaining(network, place, special, anchor)
        else:
            bound = retreat(network, place, special, anchor)
    if lag:
        bound = bound + lag if clock else shifted(network.table[place], bound, lag)
    if code == FF and bound < network.start:
        return network.start
    return bound


def _simple(network: Network, dates: Dates, seen: Dates, place: int, odd: Oddity, edges: list[Edge]) -> None:
    """A milestone, or a row by the clock, that only follows others: as `_odd`, without asking for what it lacks."""
    table = network.table[place]
    at = _latest_bound(network, seen, place, edges)
    index = finish_index = table.index(at)
    start = table.start_of(index)
    if start > at and odd.is_milestone and index and table.end_of(index) == at:
        start = at
    finish, minutes = start, network.duration[place]
    if odd.is_elapsed:
        finish = start + minutes
        finish_index = table.index(finish)
    elif minutes:
        finish_index = index + minutes
        finish = table.end_of(finish_index)
    dates.es[place] = seen.es[place] = start
    dates.ef[place] = seen.ef[place] = finish
    dates.es_index[place] = seen.es_index[place] = index
    dates.ef_index[place] = seen.ef_index[place] = finish_index


def _odd(network: Network, dates: Dates, seen: Dates, place: int, odd: Oddity) -> None:
    if odd.is_manual:
        start, finish = odd.manual_start, odd.manual_finish
    elif odd.actual_start is not None:
        start = odd.actual_start
        finish = _finish_of_started(network, place, odd, start)
    else:
        start = _start_of_unstarted(network, seen, place, odd)
        finish = _finish_of_unstarted(network, place, odd, start)
    index = network.table[place].index
    dates.es[place] = seen.es[place] = start
    dates.ef[place] = seen.ef[place] = finish
    start_index = dates.es_index[place] = seen.es_index[place] = index(start)
    dates.ef_index[place] = seen.ef_index[place] = start_index if finish == start else index(finish)


def _finish_of_started(network: Network, place: int, odd: Oddity, start: int) -> int:
    if odd.actual_finish is not None:
        return odd.actual_finish
    finish = advance(network, place, odd, start)
    if odd.resume is not None and network.remaining[place] > 0:
        finish = max(finish, advance_remaining(network, place, odd, next_start(network, place, odd, odd.resume)))
    if odd.constraint is ConstraintType.FNET:
        return max(finish, odd.constraint_at)
    return finish


def _finish_of_unstarted(network: Network, place: int, odd: Oddity, start: int) -> int:
    """A row that must finish on a date does; so does one without predecessors that finishes no earlier than a date."""
    if odd.constraint is ConstraintType.MFO and network.plan.honours_constraints:
        return odd.constraint_at
    if odd.constraint is ConstraintType.FNET and not network.predecessors[place]:
        return odd.constraint_at
    return advance(network, place, odd, start)


def _start_of_unstarted(network: Network, seen: Dates, place: int, odd: Oddity) -> int:
    """Early start of a row that has not begun: links first, then its constraint, which wins when it is honoured."""
    edges = network.predecessors[place]
    kind, date = odd.constraint, odd.constraint_at
    if edges:
        start = _latest_bound(network, seen, place, edges)
    elif kind is ConstraintType.SNET:
        start = date
    elif kind is ConstraintType.FNET:
        start = retreat(network, place, odd, date)
    else:
        start = next_start(network, place, odd, network.start)
        if odd.delay_minutes:
            start = network.table[place].next(start) + odd.delay_minutes
    start = next_start(network, place, odd, start)
    if kind is ConstraintType.ASAP or kind is ConstraintType.ALAP:
        return start
    if kind is ConstraintType.SNET:
        return max(start, date)
    if kind is ConstraintType.FNET:
        return max(start, retreat(network, place, odd, date))
    return _constrained(network, place, odd, start) if network.plan.honours_constraints else start


def _constrained(network: Network, place: int, odd: Oddity, start: int) -> int:
    kind, date = odd.constraint, odd.constraint_at
    if kind is ConstraintType.SNLT:
        return min(start, date)
    if kind is ConstraintType.FNLT:
        return min(start, retreat(network, place, odd, date))
    if kind is ConstraintType.MSO:
        return date
    return retreat(network, place, odd, date)

"""The forward and the backward pass (semantics: `schedule.md` section 1, which follows Microsoft Project).

All instants are integer minutes. Beside each date stands its index in the row's calendar, so that slack is a
subtraction.
"""

from __future__ import annotations

from dataclasses import dataclass

from inloop_projects.domain.plan.model import ConstraintType
from inloop_projects.domain.plan.network import FF, FS, SS, Edge, Network, Oddity
from inloop_projects.domain.plan.reach import (
    advance,
    advance_actual,
    advance_remaining,
    equal_finish,
    next_start,
    retreat,
    retreat_remaining,
)


@dataclass(slots=True)
class Dates:
    """Parallel lists over the rows: early and late start and finish, and their indices in the row's calendar.

    `computed_late_start` is the late start by what remains, where the shown one is the actual start.
    """

    es: list[int]
    ef: list[int]
    ls: list[int]
    lf: list[int]
    es_index: list[int]
    ef_index: list[int]
    ls_index: list[int]
    lf_index: list[int]
    computed_late_start: list[int]
    finish: int = 0


def empty_dates(count: int) -> Dates:
    """All zero, for `count` rows."""
    es, ef, ls, lf, es_index, ef_index, ls_index, lf_index, computed = ([0] * count for _ in range(9))
    return Dates(es, ef, ls, lf, es_index, ef_index, ls_index, lf_index, computed)


def forward(network: Network, dates: Dates) -> None:
    """Early dates of all leaves, and the project finish."""
    es, ef, es_index, ef_index = dates.es, dates.ef, dates.es_index, dates.ef_index
    table, duration, odd, predecessors = network.table, network.duration, network.odd, network.predecessors
    start = network.start
    for place in network.order:
        special = odd[place]
        if special is not None:
            _forward_odd(network, dates, place, special)
            continue
        at = -1
        minutes = duration[place]
        calendar = table[place]
        edges = predecessors[place]
        for other, code, lag, clock in edges:
            if code == FS:
                bound = ef[other]
            elif code == SS:
                bound = es[other]
            elif code == FF:
                bound = calendar.add(ef[other], -minutes)
            else:
                bound = calendar.add(es[other], -minutes)
            if lag:
                bound = bound + lag if clock else calendar.add(bound, lag)
            if code == FF and bound < start:
                bound = start
            if bound > at:
                at = bound
        es[place], ef[place], index = calendar.span(at if edges else start, minutes)
        es_index[place] = index
        ef_index[place] = index + minutes
    tasks = network.plan.tasks
    dates.finish = max((ef[place] for place in network.order if tasks[place].is_active), default=start)


def forward_after_late(network: Network, dates: Dates) -> None:
    """The second forward pass: rows that follow an as-late-as-possible row follow its late dates.

    Only what moves is redone.
    """
    late = set(network.as_late_as_possible)
    moved = bytearray(len(dates.es))
    for place in network.order:
        edges = network.predecessors[place]
        if not any(moved[edge[0]] or edge[0] in late for edge in edges):
            continue
        before = dates.es[place], dates.ef[place]
        follows_late = place not in late
        special = network.odd[place]
        if special is not None:
            _forward_odd(network, dates, place, special, late if follows_late else None)
        else:
            at = max(_bound(network, dates, place, edge, late if follows_late else None) for edge in edges)
            minutes = network.duration[place]
            dates.es[place], dates.ef[place], index = network.table[place].span(at, minutes)
            dates.es_index[place] = index
            dates.ef_index[place] = index + minutes
        moved[place] = before != (dates.es[place], dates.ef[place])


def backward(network: Network, dates: Dates) -> None:
    """Late dates of all leaves, in reverse order, from the project finish."""
    ls, lf, ls_index, lf_index, computed = dates.ls, dates.lf, dates.ls_index, dates.lf_index, dates.computed_late_start
    table, duration, odd, successors = network.table, network.duration, network.odd, network.successors
    finish = dates.finish
    tasks = network.plan.tasks
    for place in reversed(network.order):
        special = odd[place]
        if special is not None:
            _backward_odd(network, dates, place, special)
            continue
        at = finish
        minutes = duration[place]
        calendar = table[place]
        for other, code, lag, clock in successors[place]:
            following = odd[other]
            if following is not None and (following.actual_start is not None or not tasks[other].is_active):
                bound = _late_bound(network, dates, place, (other, code, lag, clock))
            else:
                if code == FS:
                    bound = computed[other]
                elif code == FF:
                    bound = lf[other]
                elif code == SS:
                    bound = calendar.next(ls[other])
                else:
                    bound = calendar.add(lf[other], minutes)
                if lag:
                    bound = bound - lag if clock else table[other].add(bound, -lag)
                if code == SS:
                    bound = calendar.add(bound, minutes)
            if bound < at:
                at = bound
        ls[place], lf[place], index = calendar.span_back(at, minutes)
        computed[place] = ls[place]
        lf_index[place] = index
        ls_index[place] = index - minutes


def _bound(network: Network, dates: Dates, place: int, edge: Edge, late: set[int] | None = None) -> int:
    """The earliest start that one link allows the row."""
    other, code, lag, clock = edge
    calendar = network.table[place]
    shows_late = late is not None and other in late
    if code == FS:
        bound = dates.lf[other] if shows_late else dates.ef[other]
    elif code == SS:
        bound = dates.ls[other] if shows_late else dates.es[other]
    else:
        starts, finishes = (dates.ls, dates.lf) if shows_late else (dates.es, dates.ef)
        special = network.odd[place]
        from_finish = code == FF
        anchor = finishes[other] if from_finish else starts[other]
        if special is None:
            bound = calendar.add(anchor, -network.duration[place])
        elif from_finish:
            bound = retreat_remaining(network, place, special, anchor)
        else:
            bound = retreat(network, place, special, anchor)
    if lag:
        bound = bound + lag if clock else calendar.add(bound, lag)
    if code == FF and bound < network.start:
        return network.start
    return bound


def _forward_odd(network: Network, dates: Dates, place: int, odd: Oddity, late: set[int] | None = None) -> None:
    if odd.is_manual:
        start, finish = odd.manual_start, odd.manual_finish
    elif odd.actual_start is not None:
        start = odd.actual_start
        finish = _finish_of_started(network, place, odd, start)
    else:
        start = _unstarted(network, dates, place, odd, late)
        fixed = odd.constraint is ConstraintType.MFO and network.plan.honours_constraints
        finish = odd.constraint_at if fixed else advance(network, place, odd, start)
    if odd.constraint is ConstraintType.FNET and odd.actual_start is None and not odd.is_manual:
        finish = _finish_without_links(network, place, odd, finish)
    table = network.table[place]
    dates.es[place], dates.ef[place] = start, finish
    dates.es_index[place], dates.ef_index[place] = table.index(start), table.index(finish)


def _finish_without_links(network: Network, place: int, odd: Oddity, finish: int) -> int:
    """A row without predecessors that finishes no earlier than a date finishes on that very date."""
    return finish if network.predecessors[place] else odd.constraint_at


def _finish_of_started(network: Network, place: int, odd: Oddity, start: int) -> int:
    if odd.actual_finish is not None:
        return odd.actual_finish
    finish = advance(network, place, odd, start)
    if odd.resume is not None and network.remaining[place] > 0:
        finish = max(finish, advance_remaining(network, place, odd, next_start(network, place, odd, odd.resume)))
    if odd.constraint is ConstraintType.FNET:
        return max(finish, odd.constraint_at)
    return finish


def _unstarted(network: Network, dates: Dates, place: int, odd: Oddity, late: set[int] | None) -> int:
    """Early start of a row that has not begun: links first, then its constraint, which wins when it is honoured."""
    edges = network.predecessors[place]
    kind, date = odd.constraint, odd.constraint_at
    if edges:
        start = max(_bound(network, dates, place, edge, late) for edge in edges)
    elif kind is ConstraintType.SNET:
        start = date
    elif kind is ConstraintType.FNET:
        start = retreat(network, place, odd, date)
    else:
        start = next_start(network, place, odd, network.start)
        if odd.delay_minutes:
            start = network.table[place].next(start) + odd.delay_minutes
    start = next_start(network, place, odd, start)
    if kind is ConstraintType.SNET:
        return max(start, date)
    if kind is ConstraintType.FNET:
        return max(start, retreat(network, place, odd, date))
    if not network.plan.honours_constraints:
        return start
    return _constrained(network, place, odd, start)


def _constrained(network: Network, place: int, odd: Oddity, start: int) -> int:
    kind, date = odd.constraint, odd.constraint_at
    if kind is ConstraintType.SNLT:
        return min(start, date)
    if kind is ConstraintType.FNLT:
        return min(start, retreat(network, place, odd, date))
    if kind is ConstraintType.MSO:
        return date
    if kind is ConstraintType.MFO:
        return retreat(network, place, odd, date)
    return start


def _late_bound(network: Network, dates: Dates, place: int, edge: Edge) -> int:
    """The latest finish that one link to a successor allows the row; the project finish when the link does not bind."""
    other, code, lag, clock = edge
    following = network.odd[other]
    finish = dates.finish
    if (following is not None and following.actual_finish is not None) or not network.plan.tasks[other].is_active:
        return finish
    if code == SS:
        return min(_late_bound_of_start(network, dates, place, edge), finish)
    if code == FS:
        bound = dates.computed_late_start[other]
    elif code == FF:
        bound = dates.lf[other]
    else:
        bound = _advance(network, place, dates.lf[other])
    return min(_without_lag(network, other, bound, lag, clock), finish)


def _late_bound_of_start(network: Network, dates: Dates, place: int, edge: Edge) -> int:
    other, _, lag, clock = edge
    special = network.odd[place]
    following = network.odd[other]
    if special is not None and special.actual_start is not None:
        return dates.finish
    if following is not None and following.actual_start is not None:
        if other not in network.followed:
            return dates.finish
        return _advance(network, place, advance_actual(network, other, following, following.actual_start))
    if special is not None and special.is_manual:
        return dates.finish if other in network.followed else dates.lf[other]
    start = network.table[place].next(dates.ls[other])
    return _advance(network, place, _without_lag(network, other, start, lag, clock))


def _advance(network: Network, place: int, at: int) -> int:
    special = network.odd[place]
    if special is None:
        return network.table[place].add(at, network.duration[place])
    return advance(network, place, special, at)


def _without_lag(network: Network, successor: int, at: int, lag: int, clock: bool) -> int:
    if not lag:
        return at
    return at - lag if clock else network.table[successor].add(at, -lag)


def _backward_odd(network: Network, dates: Dates, place: int, odd: Oddity) -> None:
    if odd.actual_finish is not None:
        finish = odd.actual_finish
    else:
        finish = equal_finish(network, place, odd, _late_finish(network, dates, place, odd))
    if odd.is_manual:
        start = retreat(network, place, odd, finish)
        shown = start if odd.actual_finish is None or odd.actual_start is None else odd.actual_start
    else:
        start = retreat_remaining(network, place, odd, finish)
        shown = start if odd.actual_start is None else odd.actual_start
    table = network.table[place]
    dates.computed_late_start[place] = start
    dates.ls[place], dates.lf[place] = shown, finish
    dates.ls_index[place], dates.lf_index[place] = table.index(shown), table.index(finish)


def _late_finish(network: Network, dates: Dates, place: int, odd: Oddity) -> int:
    tasks = network.plan.tasks
    edges = [
        edge
        for edge in network.successors[place]
        if tasks[edge[0]].is_active and ((following := network.odd[edge[0]]) is None or following.actual_finish is None)
    ]
    if not edges:
        finish = dates.finish
    elif odd.is_milestone and not network.duration[place] and odd.actual_start is not None:
        finish = odd.actual_start
    else:
        finish = min(_late_bound(network, dates, place, edge) for edge in edges)
    kind, date = odd.constraint, odd.constraint_at
    if kind is ConstraintType.MSO:
        finish = advance(network, place, odd, date)
    elif kind is ConstraintType.MFO:
        finish = date
    elif kind is ConstraintType.SNLT:
        finish = min(finish, advance(network, place, odd, date))
    elif kind is ConstraintType.FNLT:
        finish = min(finish, date)
    if odd.deadline is not None:
        finish = min(finish, odd.deadline)
    return finish

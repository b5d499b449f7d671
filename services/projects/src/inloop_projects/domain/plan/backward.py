"""The backward pass: late dates, from the project finish (semantics: `schedule.md` section 1)."""

from __future__ import annotations

from typing import Final

from inloop_projects.domain.plan.dates import Dates
from inloop_projects.domain.plan.forward import check_range
from inloop_projects.domain.plan.model import ConstraintType
from inloop_projects.domain.plan.network import FF, FS, SS, Edge, Network, Oddity
from inloop_projects.domain.plan.reach import (
    advance,
    advance_actual,
    back,
    equal_finish,
    retreat,
    retreat_remaining,
    shifted,
)

FROM_START: Final = SS
"""The bit by which SS and SF differ from FS and FF."""


def backward(network: Network, dates: Dates) -> None:  # noqa: C901, PLR0912 - one hot loop, kept in one place
    """Late dates of all leaves, in reverse link order."""
    ls_index, lf_index = dates.ls_index, dates.lf_index
    table, duration, odd, successors = network.table, network.duration, network.odd, network.successors
    by_instant, begun, ceilings = network.by_instant, network.begun, network.late_ceiling
    computed, project_finish = dates.computed_late_start, dates.finish
    finishes = {calendar: calendar.index(dates.finish) for calendar in set(table)}
    for place in reversed(network.order):
        special = odd[place]
        by_clock = False
        if special is not None:
            if not special.is_simple:
                _odd(network, dates, place, special)
                continue
            by_clock = special.is_elapsed
        minutes, calendar = duration[place], table[place]
        index = finishes[calendar]
        for edge in successors[place]:
            _, other, code, lag, clock = edge
            if (
                clock
                or table[other] is not calendar
                or (by_instant[other] and (lag > 0 or begun[other]))
                or (by_clock and code & FROM_START)
            ):
                if code == FS and not lag and not begun[other]:
                    at = computed[other]
                    if at < 0:
                        at = dates.late_start(other)
                    bound = calendar.index(at if at < project_finish else project_finish)  # noqa: FURB136 - as below
                else:
                    bound = calendar.index(_bound(network, dates, place, edge))
            elif code == FS:
                bound = ls_index[other] - lag
            elif code == FF:
                bound = lf_index[other] - lag
            elif code == SS:
                bound = ls_index[other] - lag + minutes
            else:
                bound = lf_index[other] - lag + minutes
            if bound < index:  # noqa: PLR1730 - see the forward pass
                index = bound
        if index > ceilings[place]:  # noqa: PLR1730
            index = ceilings[place]
        if special is not None:
            _simple(network, dates, place, special, index)
            continue
        lf_index[place] = index
        ls_index[place] = index - minutes
    check_range(network, ls_index, lf_index)


def _bound(network: Network, dates: Dates, place: int, edge: Edge) -> int:
    """The latest finish, as an instant, that one link allows; the project finish when the link does not bind."""
    _, other, code, lag, clock = edge
    following = network.odd[other]
    finish = dates.finish
    if following is not None and (following.actual_finish is not None or not network.plan.tasks[other].is_active):
        return finish
    if code == SS:
        return min(_bound_of_start(network, dates, place, edge), finish)
    if code == FS:
        bound = dates.computed_start(other)
    elif code == FF:
        bound = dates.late_finish(other)
    else:
        bound = _advance(network, place, dates.late_finish(other))
    return min(_without_lag(network, other, bound, lag, clock=clock), finish)


def _bound_of_start(network: Network, dates: Dates, place: int, edge: Edge) -> int:
    _, other, _, lag, clock = edge
    special, following = network.odd[place], network.odd[other]
    if special is not None and special.actual_start is not None:
        return dates.finish
    if following is not None and following.actual_start is not None:
        if other not in network.followed:
            return dates.finish
        return _advance(network, place, advance_actual(network, other, following, following.actual_start))
    if special is not None and special.is_manual:
        return dates.finish if other in network.followed else dates.late_finish(other)
    start = network.table[place].next(dates.late_start(other))
    return _advance(network, place, _without_lag(network, other, start, lag, clock=clock))


def _advance(network: Network, place: int, at: int) -> int:
    special = network.odd[place]
    if special is None:
        return network.table[place].add(at, network.duration[place])
    return advance(network, place, special, at)


def _without_lag(network: Network, successor: int, at: int, lag: int, *, clock: bool) -> int:
    if not lag:
        return at
    return at - lag if clock else shifted(network.table[successor], at, -lag)


def _odd(network: Network, dates: Dates, place: int, odd: Oddity) -> None:
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
    index = network.table[place].index
    dates.computed_late_start[place] = start
    dates.ls[place], dates.lf[place] = shown, finish
    finish_index = dates.lf_index[place] = index(finish)
    dates.ls_index[place] = finish_index if shown == finish else index(shown)


def _simple(network: Network, dates: Dates, place: int, odd: Oddity, index: int) -> None:
    """A milestone, or a row by the clock, that only follows others, from the index of its late finish."""
    table = network.table[place]
    if odd.deadline is not None:
        index = min(index, table.index(odd.deadline))
    start_index = index
    start = finish = table.end_of(index)
    minutes = network.duration[place]
    if odd.is_elapsed:
        start = finish - minutes
        start_index = table.index(start)
    elif minutes:
        start = back(table, finish, minutes)
        start_index = table.index(start)
    dates.computed_late_start[place] = dates.ls[place] = start
    dates.lf[place] = finish
    dates.ls_index[place], dates.lf_index[place] = start_index, index


def _late_finish(network: Network, dates: Dates, place: int, odd: Oddity) -> int:
    finish = dates.finish
    begun = network.begun
    edges = [edge for edge in network.successors[place] if not begun[edge[1]] or _binds(network, edge[1])]
    if edges and odd.is_milestone and not network.duration[place] and odd.actual_start is not None:
        finish = odd.actual_start
    else:
        for edge in edges:
            if edge[2] == FS and not edge[3] and not begun[edge[1]]:
                bound = dates.computed_start(edge[1])
            else:
                bound = _bound(network, dates, place, edge)
            if bound < finish:  # noqa: PLR1730 - runs once per link
                finish = bound
    return _limited(network, place, odd, finish)


def _limited(network: Network, place: int, odd: Oddity, finish: int) -> int:
    """The late finish after the row's own constraint and deadline."""
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


def _binds(network: Network, successor: int) -> bool:
    """Whether a row that has begun (or is not active) still holds its predecessors."""
    following = network.odd[successor]
    return network.plan.tasks[successor].is_active and (following is None or following.actual_finish is None)

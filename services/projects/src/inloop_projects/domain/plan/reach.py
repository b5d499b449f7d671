"""How far the work of an odd row reaches from an instant: forward, backward, to the next beginning, to the last end.

A row without drivers uses its own calendar, or the clock when its duration is elapsed. A row driven by resources ends
with the last of them and begins with the first.
"""

from __future__ import annotations

from inloop_projects.domain.plan.network import Network, Oddity
from inloop_worktime import WorkingTable
from inloop_worktime.instants import MINUTES_OF_DAY


def advance(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The end of the row's whole duration begun at `at`."""
    if odd.drivers:
        return max(driver.table.add(at, driver.minutes) for driver in odd.drivers)
    return _plus(network, place, odd, at, network.duration[place])


def advance_actual(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The end of what is done of the row, begun at `at`."""
    if odd.drivers:
        return max(driver.table.add(at, driver.actual_minutes) for driver in odd.drivers)
    return _plus(network, place, odd, at, odd.actual_minutes)


def advance_remaining(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The end of what is left of the row, gone on with at `at`."""
    if odd.drivers:
        return max(driver.table.add(at, driver.remaining_minutes) for driver in odd.drivers)
    return _plus(network, place, odd, at, network.remaining[place])


def retreat(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The latest beginning of the whole duration that ends at `at`."""
    if odd.drivers:
        return min(back(driver.table, at, driver.minutes) for driver in odd.drivers)
    return _minus(network, place, odd, at, network.duration[place])


def retreat_remaining(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The latest beginning of what is left to do that ends at `at`."""
    if odd.drivers:
        return min(back(driver.table, at, driver.remaining_minutes) for driver in odd.drivers)
    return _minus(network, place, odd, at, network.remaining[place])


def back(table: WorkingTable, at: int, minutes: int) -> int:
    """The latest beginning of `minutes` (>= 0) of work that end at `at`, as the tools count that judge our dates.

    They take a midnight in free time for the end of its day's last period when less than that day's work is taken
    away, and so count back through the evening (docs/scheduling.md, "Midnight").
    """
    day = MINUTES_OF_DAY * table.ticks
    if minutes > 0 and at % day == 0:
        evening = table.end_of_day(at // day - 1)
        if evening is not None and minutes < evening[0] and minutes <= at - evening[1]:
            return at - minutes
    return table.add(at, -minutes)


def shifted(table: WorkingTable, at: int, minutes: int) -> int:
    """`at` moved by a lag in working minutes, forward or back."""
    return table.add(at, minutes) if minutes >= 0 else back(table, at, -minutes)


def next_start(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The earliest instant at or after `at` at which the row can begin; a milestone may sit at the end of a period."""
    if odd.drivers:
        return min(_next(driver.table, odd, at) for driver in odd.drivers)
    return _next(network.table[place], odd, at)


def equal_finish(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The end of the working period before `at` when no work lies between, which is the same finish."""
    if odd.drivers:
        return max(driver.table.prev(at) for driver in odd.drivers)
    return network.table[place].prev(at)


def _next(table: WorkingTable, odd: Oddity, at: int) -> int:
    index = table.index(at)
    start = table.start_of(index)
    if start > at and odd.is_milestone and index and table.end_of(index) == at:
        return at
    return start


def _minus(network: Network, place: int, odd: Oddity, at: int, minutes: int) -> int:
    if odd.is_elapsed:
        return at - minutes
    return back(network.table[place], at, minutes)


def _plus(network: Network, place: int, odd: Oddity, at: int, minutes: int) -> int:
    if odd.is_elapsed:
        return at + minutes
    return network.table[place].add(at, minutes)

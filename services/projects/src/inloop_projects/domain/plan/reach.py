"""How far the work of an odd row reaches from an instant: forward, backward, to the next beginning, to the last end.

A row without drivers uses its own calendar, or the clock when its duration is elapsed. A row driven by resources ends
with the last of them and begins with the first.
"""

from __future__ import annotations

from inloop_projects.domain.plan.network import Network, Oddity
from inloop_worktime import WorkingTable


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
        return min(driver.table.add(at, -driver.minutes) for driver in odd.drivers)
    return _plus(network, place, odd, at, -network.duration[place])


def retreat_remaining(network: Network, place: int, odd: Oddity, at: int) -> int:
    """The latest beginning of what is left to do that ends at `at`."""
    if odd.drivers:
        return min(driver.table.add(at, -driver.remaining_minutes) for driver in odd.drivers)
    return _plus(network, place, odd, at, -network.remaining[place])


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


def _plus(network: Network, place: int, odd: Oddity, at: int, minutes: int) -> int:
    if odd.is_elapsed:
        return at + minutes
    return network.table[place].add(at, minutes)

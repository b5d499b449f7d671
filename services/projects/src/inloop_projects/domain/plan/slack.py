"""Total slack, free slack and what is critical."""

from __future__ import annotations

from typing import Final

from inloop_projects.domain.plan.dates import Dates
from inloop_projects.domain.plan.network import FS, SF, SS, Network
from inloop_projects.domain.plan.rollup import Shown

NO_LINK: Final = 1 << 60
_TO_START: Final = (FS, SS)
_FROM_START: Final = (SS, SF)


def total_slack(network: Network, dates: Dates, shown: Shown) -> list[int]:
    """The smaller of start and finish slack in minutes: finish slack once started, 0 when as late as possible."""
    slack = [
        at_start if (at_start := late_start - early_start) < (at_finish := late_finish - early_finish) else at_finish
        for early_start, early_finish, late_start, late_finish in zip(
            dates.es_index, dates.ef_index, dates.ls_index, dates.lf_index, strict=True
        )
    ]
    summaries = network.outline.children
    for place, special in enumerate(network.odd):
        if special is None or place in summaries:
            continue
        if special.is_elapsed:
            at_finish = dates.lf[place] - dates.ef[place]
            slack[place] = (
                at_finish if special.actual_start is not None else min(dates.ls[place] - dates.es[place], at_finish)
            )
        elif special.actual_start is not None:
            slack[place] = dates.lf_index[place] - dates.ef_index[place]
    for place in shown.late:
        slack[place] = 0
    return slack


def free_slack(network: Network, dates: Dates, shown: Shown, total: list[int]) -> list[int]:
    """How far each row can move without moving a row that follows: over the plan's own links, to summaries too."""
    free = [NO_LINK] * len(total)
    table = network.table
    es_index, ef_index = dates.es_index, dates.ef_index
    awkward, ended = _kinds(network, shown)
    for before, after, code, lag, _ in network.own_links:
        if ended[after]:
            continue
        if awkward[before] or awkward[after]:
            room = _room(network, dates, shown, (before, after, code))
        elif table[before] is table[after]:
            room = (es_index[after] if code in _TO_START else ef_index[after]) - (
                es_index[before] if code in _FROM_START else ef_index[before]
            )
        else:
            goal = dates.early_start(after) if code in _TO_START else dates.early_finish(after)
            room = table[before].index(goal) - (es_index[before] if code in _FROM_START else ef_index[before])
        room -= lag
        if room < free[before]:  # noqa: PLR1730 - runs once per link; a call to min costs three times as much
            free[before] = room
    complete = shown.complete
    for place, room in enumerate(free):
        if complete[place]:
            free[place] = 0
        else:
            own = total[place] if room == NO_LINK else room
            free[place] = own if own > 0 else 0  # noqa: FURB136 - as above
    return free


def _kinds(network: Network, shown: Shown) -> tuple[bytearray, bytearray]:
    """Rows whose room is not a difference of indices (by the clock, or late), and rows that hold nobody any more."""
    awkward = bytearray(len(network.odd))
    ended = bytearray(map(bool, shown.complete))
    for place in shown.late:
        awkward[place] = 1
    for place, special in enumerate(network.odd):
        if special is not None and special.is_elapsed:
            awkward[place] = 1
    for place, counted in enumerate(shown.counted):
        if not counted:
            ended[place] = 1
    return awkward, ended


def critical(network: Network, shown: Shown, total: list[int]) -> list[bool]:
    """Not finished and without slack beyond the plan's limit; a summary when an unfinished row inside it is critical.

    Rows scheduled by hand are never critical, as in files saved by Microsoft Project 2019.
    """
    limit = network.plan.critical_slack_minutes * network.unit
    outline = network.outline
    result = [not done and slack <= limit for done, slack in zip(shown.complete, total, strict=True)]
    for place, special in enumerate(network.odd):
        if special is not None and special.is_manual:
            result[place] = False
    for place in outline.summaries_bottom_up:
        result[place] = any(result[row] for row in outline.children[place] if shown.counted[row])
    return result


def _room(network: Network, dates: Dates, shown: Shown, link: tuple[int, int, int]) -> int:
    """Minutes between the two ends that a link ties, by shown dates, in the predecessor's own measure."""
    before, after, code = link
    origin = shown.start(dates, before) if code in _FROM_START else shown.finish(dates, before)
    goal = shown.start(dates, after) if code in _TO_START else shown.finish(dates, after)
    special = network.odd[before]
    if special is not None and special.is_elapsed:
        return goal - origin
    return network.table[before].work(origin, goal)

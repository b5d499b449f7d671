"""Total slack, free slack and what is critical."""

from __future__ import annotations

from inloop_projects.domain.plan.network import FS, SF, SS, Network
from inloop_projects.domain.plan.passes import Dates
from inloop_projects.domain.plan.rollup import Shown

NO_LINK = 1 << 60


def total_slack(network: Network, dates: Dates, shown: Shown) -> list[int]:
    """The smaller of start and finish slack (finish slack once started, 0 when as late as possible), in minutes."""
    slack = [
        min(late_start - early_start, late_finish - early_finish)
        for early_start, early_finish, late_start, late_finish in zip(
            dates.es_index, dates.ef_index, dates.ls_index, dates.lf_index, strict=True
        )
    ]
    summaries = network.outline.children
    for place, special in enumerate(network.odd):
        if special is None or place in summaries:
            continue
        if place in shown.late:
            slack[place] = 0
        elif special.is_elapsed:
            at_finish = dates.lf[place] - dates.ef[place]
            slack[place] = (
                at_finish if special.actual_start is not None else min(dates.ls[place] - dates.es[place], at_finish)
            )
        elif special.actual_start is not None:
            slack[place] = dates.lf_index[place] - dates.ef_index[place]
    return slack


def free_slack(network: Network, dates: Dates, shown: Shown, total: list[int]) -> list[int]:
    """How far each row can move without moving a row that follows.

    Over the links as the plan has them, to summaries too.
    """
    free = [NO_LINK] * len(total)
    complete = shown.complete
    late = shown.late
    tasks = network.plan.tasks
    table, odd = network.table, network.odd
    for before, after, code, lag, _ in network.own_links:
        if complete[after] or not tasks[after].is_active:
            continue
        from_start = code in (SS, SF)
        to_start = code in (FS, SS)
        special = odd[before]
        if before in late or after in late or (special is not None and special.is_elapsed):
            room = _room(network, dates, late, before, after, from_start=from_start, to_start=to_start)
        elif table[before] is table[after]:
            goal = dates.es_index[after] if to_start else dates.ef_index[after]
            room = goal - (dates.es_index[before] if from_start else dates.ef_index[before])
        else:
            goal = table[before].index(dates.es[after] if to_start else dates.ef[after])
            room = goal - (dates.es_index[before] if from_start else dates.ef_index[before])
        free[before] = min(free[before], room - lag)
    return [
        0 if complete[place] else max(total[place] if room == NO_LINK else room, 0) for place, room in enumerate(free)
    ]


def critical(network: Network, shown: Shown, total: list[int]) -> list[bool]:
    """Not finished and without slack beyond the plan's limit; a summary when an unfinished row inside it is critical.

    Rows scheduled by hand are never critical, as in files saved by Microsoft Project 2019.
    """
    limit = network.plan.critical_slack_minutes
    outline = network.outline
    result = [not done and slack <= limit for done, slack in zip(shown.complete, total, strict=True)]
    for place, special in enumerate(network.odd):
        if special is not None and special.is_manual:
            result[place] = False
    for place in outline.summaries_bottom_up:
        result[place] = any(result[row] for row in outline.children[place] if shown.counted[row])
    return result


def _room(
    network: Network, dates: Dates, late: set[int], before: int, after: int, *, from_start: bool, to_start: bool
) -> int:
    """Minutes from the end of one row that a link holds to the other's, by shown dates.

    In the predecessor's own measure.
    """
    starts, finishes = (dates.ls, dates.lf) if before in late else (dates.es, dates.ef)
    origin = starts[before] if from_start else finishes[before]
    starts, finishes = (dates.ls, dates.lf) if after in late else (dates.es, dates.ef)
    goal = starts[after] if to_start else finishes[after]
    special = network.odd[before]
    if special is not None and special.is_elapsed:
        return goal - origin
    return network.table[before].work(origin, goal)

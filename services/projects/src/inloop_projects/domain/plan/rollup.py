"""Summaries: dates, progress and criticality from the rows inside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from inloop_projects.domain.plan.network import Network
from inloop_projects.domain.plan.passes import Dates


@dataclass(slots=True)
class Shown:
    """What is shown of each row, summaries included.

    Start and finish differ from the early dates where ALAP applies.
    """

    start: list[int]
    finish: list[int]
    duration: list[int]
    percent: list[int]
    actual_minutes: list[int]
    complete: list[bool]
    counted: list[bool]
    """False for rows that are not active, and for summaries that hold none."""
    late: set[int] = field(default_factory=set)


def show_leaves(network: Network, dates: Dates) -> Shown:
    """Start, finish, duration and progress of the leaves; summaries are still empty."""
    tasks = network.plan.tasks
    count = len(tasks)
    shown = Shown(
        start=dates.es[:],
        finish=dates.ef[:],
        duration=[task.duration_minutes for task in tasks],
        percent=[task.percent_complete for task in tasks],
        actual_minutes=[0] * count,
        complete=[task.actual_finish is not None for task in tasks],
        counted=[task.is_active for task in tasks],
    )
    for place in network.as_late_as_possible:
        special = network.odd[place]
        if special is not None and special.actual_start is None and not special.is_manual:
            shown.late.add(place)
            shown.start[place], shown.finish[place] = dates.ls[place], dates.lf[place]
    _show_progress(network, shown, dates)
    return shown


def roll_up(network: Network, dates: Dates, shown: Shown) -> None:
    """Fill the rows of summaries, the innermost first: earliest start, latest finish, progress by duration."""
    outline = network.outline
    for place in outline.summaries_bottom_up:
        inside = [row for row in outline.children[place] if shown.counted[row]]
        shown.counted[place] = bool(inside)
        if not inside:
            inside = outline.children[place]
        shown.start[place] = min(shown.start[row] for row in inside)
        shown.finish[place] = max(shown.finish[row] for row in inside)
        dates.es[place] = min(dates.ls[row] if row in shown.late else dates.es[row] for row in inside)
        dates.ef[place] = max(dates.lf[row] if row in shown.late else dates.ef[row] for row in inside)
        dates.ls[place] = min(_late_start(network, dates, row) for row in inside)
        dates.lf[place] = max(_late_finish(network, dates, row) for row in inside)
        table = network.table[place]
        shown.duration[place] = table.work(shown.start[place], shown.finish[place])
        shown.complete[place] = all(shown.complete[row] for row in inside)
        dates.es_index[place], dates.ef_index[place] = table.index(dates.es[place]), table.index(dates.ef[place])
        dates.ls_index[place], dates.lf_index[place] = table.index(dates.ls[place]), table.index(dates.lf[place])
    _roll_up_progress(network, shown)


def _late_start(network: Network, dates: Dates, row: int) -> int:
    special = network.odd[row]
    return (
        dates.es[row]
        if special is not None and special.is_manual and row not in network.outline.children
        else dates.ls[row]
    )


def _late_finish(network: Network, dates: Dates, row: int) -> int:
    special = network.odd[row]
    return (
        dates.ef[row]
        if special is not None and special.is_manual and row not in network.outline.children
        else dates.lf[row]
    )


def _show_progress(network: Network, shown: Shown, dates: Dates) -> None:
    for place, special in enumerate(network.odd):
        if special is None:
            continue
        if special.drivers:
            shown.duration[place] = network.table[place].work(dates.es[place], dates.ef[place])
        if special.actual_finish is not None:
            shown.percent[place] = 100
            shown.actual_minutes[place] = shown.duration[place]
        elif special.actual_start is not None:
            shown.actual_minutes[place] = special.actual_minutes


def _roll_up_progress(network: Network, shown: Shown) -> None:
    """Percent complete of a summary: actual duration / duration, summed over its leaves, not an average.

    When all durations are 0 (milestones only), the part of the rows that is finished.
    """
    outline = network.outline
    done: dict[int, tuple[int, int, int, int]] = {}
    for place in outline.summaries_bottom_up:
        sums = [0, 0, 0, 0]
        for row in outline.children[place]:
            if not shown.counted[row]:
                continue
            part = done.get(row) or (shown.actual_minutes[row], shown.duration[row], int(shown.complete[row]), 1)
            sums = [one + other for one, other in zip(sums, part, strict=True)]
        actual, duration, finished, rows = sums
        done[place] = (actual, duration, finished, rows)
        shown.actual_minutes[place] = actual
        if duration:
            shown.percent[place] = 100 * actual // duration
        else:
            shown.percent[place] = 100 * finished // rows if rows else 0

"""Summaries: dates, progress and criticality from the rows inside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from inloop_projects.domain.plan.dates import Dates
from inloop_projects.domain.plan.network import Network

FAR = 1 << 60


@dataclass(slots=True)
class Shown:
    """What is shown of each row beside its dates; `late` rows show their late dates as start and finish."""

    duration: list[int]
    percent: list[int]
    actual_minutes: list[int]
    complete: list[bool]
    counted: list[bool]
    """False for rows that are not active, and for summaries that hold none."""
    late: set[int] = field(default_factory=set)

    def start(self, dates: Dates, place: int) -> int:
        """The shown start of a row, an instant."""
        return dates.late_start(place) if place in self.late else dates.early_start(place)

    def finish(self, dates: Dates, place: int) -> int:
        """The shown finish of a row, an instant."""
        return dates.late_finish(place) if place in self.late else dates.early_finish(place)


def show_leaves(network: Network, dates: Dates) -> Shown:
    """Duration and progress of the leaves; summaries are still empty."""
    tasks = network.plan.tasks
    shown = Shown(
        duration=[task.duration_minutes for task in tasks],
        percent=[task.percent_complete for task in tasks],
        actual_minutes=[0] * len(tasks),
        complete=[False] * len(tasks),
        counted=[True] * len(tasks),
    )
    for place in network.as_late_as_possible:
        special = network.odd[place]
        if special is None or not special.is_manual:
            shown.late.add(place)
    _show_odd(network, shown, dates)
    return shown


def roll_up(network: Network, dates: Dates, shown: Shown) -> None:
    """Fill the rows of summaries, the innermost first: earliest start, latest finish, progress by duration.

    A row scheduled by hand gives its own dates to the late dates of its summary too.
    """
    outline, counted = network.outline, shown.counted
    by_hand = any(special is not None and special.is_manual for special in network.odd)
    begun = any(network.begun)
    for place in outline.summaries_bottom_up:
        inside = [row for row in outline.children[place] if counted[row]]
        counted[place] = bool(inside)
        if not inside:
            inside = outline.children[place]
        early = [row for row in inside if row not in shown.late] if shown.late else inside
        late = [row for row in inside if not _is_manual_leaf(network, row)] if by_hand else inside
        start = _first(dates, early, dates.es, dates.es_index)
        finish = _last(dates, early, dates.ef, dates.ef_index)
        late_start = _first(dates, late, dates.ls, dates.ls_index)
        late_finish = _last(dates, late, dates.lf, dates.lf_index)
        if len(early) < len(inside):
            rest = [row for row in inside if row in shown.late]
            start = min(start, _first(dates, rest, dates.ls, dates.ls_index))
            finish = max(finish, _last(dates, rest, dates.lf, dates.lf_index))
        if len(late) < len(inside):
            rest = [row for row in inside if _is_manual_leaf(network, row)]
            late_start = min(late_start, _first(dates, rest, dates.es, dates.es_index))
            late_finish = max(late_finish, _last(dates, rest, dates.ef, dates.ef_index))
        dates.es[place], dates.ef[place], dates.ls[place], dates.lf[place] = start, finish, late_start, late_finish
        index = network.table[place].index
        dates.es_index[place], dates.ef_index[place] = index(start), index(finish)
        dates.ls_index[place], dates.lf_index[place] = index(late_start), index(late_finish)
        shown.duration[place] = dates.ef_index[place] - dates.es_index[place]
        shown.complete[place] = begun and all(shown.complete[row] for row in inside)
    if begun:
        _roll_up_progress(network, shown)


def _is_manual_leaf(network: Network, row: int) -> bool:
    special = network.odd[row]
    return special is not None and special.is_manual and row not in network.outline.children


def _first(dates: Dates, rows: list[int], instants: list[int], indices: list[int]) -> int:
    """The earliest start. Within one calendar it has the least index, so few instants are looked up."""
    table = dates.table
    if len(set(map(table.__getitem__, rows))) == 1:
        index = min(map(indices.__getitem__, rows))
        rows = [row for row in rows if indices[row] == index]
    least = FAR
    for row in rows:
        at = instants[row]
        if at < 0:
            at = instants[row] = table[row].start_of(indices[row])
        if at < least:  # noqa: PLR1730 - runs once per row of the plan
            least = at
    return least


def _last(dates: Dates, rows: list[int], instants: list[int], indices: list[int]) -> int:
    """The latest finish, likewise."""
    table = dates.table
    if len(set(map(table.__getitem__, rows))) == 1:
        index = max(map(indices.__getitem__, rows))
        rows = [row for row in rows if indices[row] == index]
    greatest = -1
    for row in rows:
        at = instants[row]
        if at < 0:
            at = instants[row] = table[row].end_of(indices[row])
        if at > greatest:  # noqa: PLR1730 - runs once per row of the plan
            greatest = at
    return greatest


def _show_odd(network: Network, shown: Shown, dates: Dates) -> None:
    tasks = network.plan.tasks
    for place, special in enumerate(network.odd):
        if special is None:
            continue
        shown.counted[place] = tasks[place].is_active
        if special.drivers:
            shown.duration[place] = network.table[place].work(dates.es[place], dates.ef[place])
        if special.actual_finish is not None:
            shown.complete[place] = True
            shown.percent[place] = 100
            shown.actual_minutes[place] = shown.duration[place]
        elif special.actual_start is not None:
            shown.actual_minutes[place] = special.actual_minutes


def _roll_up_progress(network: Network, shown: Shown) -> None:
    """Percent complete of a summary: actual duration / duration, summed over its leaves, not an average.

    When all durations are 0 (milestones only), the part of the rows that is finished.
    """
    outline = network.outline
    totals: dict[int, tuple[int, int, int, int]] = {}
    for place in outline.summaries_bottom_up:
        actual, duration, finished, rows = 0, 0, 0, 0
        for row in outline.children[place]:
            if not shown.counted[row]:
                continue
            if row in totals:
                more = totals[row]
                actual, duration, finished, rows = (
                    actual + more[0],
                    duration + more[1],
                    finished + more[2],
                    rows + more[3],
                )
            else:
                actual += shown.actual_minutes[row]
                duration += shown.duration[row]
                finished += shown.complete[row]
                rows += 1
        totals[place] = (actual, duration, finished, rows)
        shown.actual_minutes[place] = actual
        if duration:
            shown.percent[place] = 100 * actual // duration
        else:
            shown.percent[place] = 100 * finished // rows if rows else 0

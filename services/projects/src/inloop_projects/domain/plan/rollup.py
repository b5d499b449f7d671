"""Summaries: dates, progress and criticality from the rows inside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from inloop_projects.domain.plan.dates import Dates
from inloop_projects.domain.plan.network import Network


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
        duration=[task.duration_minutes * network.unit for task in tasks],
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
    outline, counted, tables = network.outline, shown.counted, network.table
    es, ef, ls, lf = dates.es, dates.ef, dates.ls, dates.lf
    es_index, ef_index, ls_index, lf_index = dates.es_index, dates.ef_index, dates.ls_index, dates.lf_index
    all_counted = all(counted)
    strange = shown.late.union(place for place, odd in enumerate(network.odd) if odd is not None and odd.is_manual)
    begun = any(network.begun)
    for place in outline.summaries_bottom_up:
        inside = outline.children[place]
        if not all_counted:
            inside = [row for row in inside if counted[row]]
            counted[place] = bool(inside)
            inside = inside or outline.children[place]
        if strange and not strange.isdisjoint(inside):
            start, finish, late_start, late_finish = _extent_by_row(network, dates, shown, inside)
        else:
            start, finish, late_start, late_finish = _extent(network, dates, inside)
        es[place], ef[place], ls[place], lf[place] = start, finish, late_start, late_finish
        index = tables[place].index
        es_index[place], ef_index[place] = index(start), index(finish)
        ls_index[place], lf_index[place] = index(late_start), index(late_finish)
        shown.duration[place] = ef_index[place] - es_index[place]
        shown.complete[place] = begun and all(shown.complete[row] for row in inside)
    if begun:
        _roll_up_progress(network, shown)


def _extent(network: Network, dates: Dates, inside: list[int]) -> tuple[int, int, int, int]:
    """Earliest starts and latest finishes, early and late: of plain rows in the project's calendar by one lookup."""
    plain, default = network.plain_table, network.default_table
    same = [row for row in inside if plain[row] is default]
    if not same:
        return (
            min(map(dates.early_start, inside)),
            max(map(dates.early_finish, inside)),
            min(map(dates.late_start, inside)),
            max(map(dates.late_finish, inside)),
        )
    start = default.start_of(min(map(dates.es_index.__getitem__, same)))
    finish = default.end_of(max(map(dates.ef_index.__getitem__, same)))
    late_start = default.start_of(min(map(dates.ls_index.__getitem__, same)))
    late_finish = default.end_of(max(map(dates.lf_index.__getitem__, same)))
    if len(same) < len(inside):
        for row in inside:
            if plain[row] is default:
                continue
            at = dates.es[row]
            start = min(start, at if at >= 0 else dates.early_start(row))
            at = dates.ef[row]
            finish = max(finish, at if at >= 0 else dates.early_finish(row))
            at = dates.ls[row]
            late_start = min(late_start, at if at >= 0 else dates.late_start(row))
            at = dates.lf[row]
            late_finish = max(late_finish, at if at >= 0 else dates.late_finish(row))
    return start, finish, late_start, late_finish


def _extent_by_row(network: Network, dates: Dates, shown: Shown, inside: list[int]) -> tuple[int, int, int, int]:
    """Likewise, for rows of which some show their late dates, or keep those that were entered by hand."""
    by_hand = [_is_manual_leaf(network, row) for row in inside]
    return (
        min(shown.start(dates, row) for row in inside),
        max(shown.finish(dates, row) for row in inside),
        min(
            dates.early_start(row) if hand else dates.late_start(row) for row, hand in zip(inside, by_hand, strict=True)
        ),
        max(
            dates.early_finish(row) if hand else dates.late_finish(row)
            for row, hand in zip(inside, by_hand, strict=True)
        ),
    )


def _is_manual_leaf(network: Network, row: int) -> bool:
    special = network.odd[row]
    return special is not None and special.is_manual and row not in network.outline.children


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

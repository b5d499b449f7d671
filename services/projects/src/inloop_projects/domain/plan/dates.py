"""The dates that the passes compute, as parallel lists over the rows.

The index of a date in its row's calendar is always there: slack and most links are sums of indices. The instant of a
plain row is found only when somebody asks (`early_start` and its like); until then the list holds UNKNOWN.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from inloop_worktime import WorkingTable

UNKNOWN: Final = -1


@dataclass(slots=True)
class Dates:
    """Early and late start and finish: instants (or UNKNOWN) and indices in the row's calendar.

    `computed_late_start` is the late start by what remains, where the shown one is the actual start.
    """

    table: list[WorkingTable]
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

    def early_start(self, place: int) -> int:
        """The instant of a row's early start."""
        at = self.es[place]
        if at < 0:
            at = self.es[place] = self.table[place].start_of(self.es_index[place])
        return at

    def early_finish(self, place: int) -> int:
        """The instant of a row's early finish."""
        at = self.ef[place]
        if at < 0:
            at = self.ef[place] = self.table[place].end_of(self.ef_index[place])
        return at

    def late_start(self, place: int) -> int:
        """The instant of a row's late start."""
        at = self.ls[place]
        if at < 0:
            at = self.ls[place] = self.table[place].start_of(self.ls_index[place])
        return at

    def late_finish(self, place: int) -> int:
        """The instant of a row's late finish."""
        at = self.lf[place]
        if at < 0:
            at = self.lf[place] = self.table[place].end_of(self.lf_index[place])
        return at

    def computed_start(self, place: int) -> int:
        """The late start by what remains of the row."""
        at = self.computed_late_start[place]
        return self.late_start(place) if at < 0 else at

    def showing_late(self, places: list[int]) -> Dates:
        """A copy in which the early dates of some rows are their late ones: what their successors see of them."""
        seen = replace(self, es=self.es[:], ef=self.ef[:], es_index=self.es_index[:], ef_index=self.ef_index[:])
        for place in places:
            seen.es[place], seen.ef[place] = self.late_start(place), self.late_finish(place)
            seen.es_index[place], seen.ef_index[place] = self.ls_index[place], self.lf_index[place]
        return seen


def unknown_dates(table: list[WorkingTable]) -> Dates:
    """Nothing known yet, for rows with these calendars."""
    count = len(table)
    es, ef, ls, lf, computed = ([UNKNOWN] * count for _ in range(5))
    es_index, ef_index, ls_index, lf_index = ([0] * count for _ in range(4))
    return Dates(table, es, ef, ls, lf, es_index, ef_index, ls_index, lf_index, computed)

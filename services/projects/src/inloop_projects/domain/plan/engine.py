"""The dates of a plan: compile, forward, backward, slack, roll-up. Start here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from inloop_projects.domain.plan.backward import backward
from inloop_projects.domain.plan.compiling import NONE, compile_network, connect_earliest, without_summary_links
from inloop_projects.domain.plan.dates import Dates, unknown_dates
from inloop_projects.domain.plan.errors import DatesOutOfRange
from inloop_projects.domain.plan.forward import forward, forward_after_late
from inloop_projects.domain.plan.model import Plan, TaskDates
from inloop_projects.domain.plan.network import Network
from inloop_projects.domain.plan.resting import collector_resting
from inloop_projects.domain.plan.rollup import Shown, roll_up, show_leaves
from inloop_projects.domain.plan.slack import critical, free_slack, total_slack
from inloop_worktime import DateOutOfRange, NoWorkingTime, from_minutes


def schedule(plan: Plan, like: Schedule | None = None) -> Schedule:
    """Compute all dates. Linear in rows and links.

    SS and SF links of a summary hold its earliest row; which one that is, is taken from the schedule `like` of the same
    rows where it is given.

    Raises LinkCycle (with the rows of the cycle), DatesOutOfRange, and the other refusals of `errors`.
    """
    try:
        with collector_resting(len(plan.tasks)):
            return _schedule(plan, like.network.earliest if like else NONE)
    except (DateOutOfRange, NoWorkingTime) as wrong:
        raise DatesOutOfRange(f"The plan's dates cannot be computed. {wrong}") from wrong


def _schedule(plan: Plan, earliest: Mapping[tuple[int, int], int]) -> Schedule:
    network = compile_network(plan)
    dates = unknown_dates(network.table)
    if network.from_earliest:
        forward(without_summary_links(network), dates)
        connect_earliest(network, [dates.early_start(place) for place in range(len(plan.tasks))], earliest)
    forward(network, dates)
    backward(network, dates)
    if network.as_late_as_possible:
        forward_after_late(network, dates)
    shown = show_leaves(network, dates)
    roll_up(network, dates, shown)
    total = total_slack(network, dates, shown)
    free = free_slack(network, dates, shown, total)
    return Schedule(network, dates, shown, total=total, free=free, is_critical=critical(network, shown, total))


class Schedule(Mapping[str, TaskDates]):
    """The computed dates: a mapping from task id to TaskDates, in the order of the plan.

    Rows become datetimes when they are read, so a caller that needs three of ten thousand pays for three.
    """

    def __init__(
        self,
        network: Network,
        dates: Dates,
        shown: Shown,
        *,
        total: list[int],
        free: list[int],
        is_critical: list[bool],
    ) -> None:
        self.plan = network.plan
        self._network = network
        self._dates = dates
        self._shown = shown
        self._total = total
        self._free = free
        self._critical = is_critical

    def __getitem__(self, task_id: str) -> TaskDates:
        place = self._network.outline.place[task_id]
        dates, shown = self._dates, self._shown
        return TaskDates(
            start=self._instant(shown.start(dates, place)),
            finish=self._instant(shown.finish(dates, place)),
            early_start=self._instant(dates.early_start(place)),
            early_finish=self._instant(dates.early_finish(place)),
            late_start=self._instant(dates.late_start(place)),
            late_finish=self._instant(dates.late_finish(place)),
            total_slack_minutes=self._minutes(self._total[place]),
            free_slack_minutes=self._minutes(self._free[place]),
            is_critical=self._critical[place],
            is_summary=place in self._network.outline.children,
            duration_minutes=self._minutes(shown.duration[place]),
            percent_complete=shown.percent[place],
            is_near_critical=self.is_near_critical(place),
        )

    def _instant(self, at: int) -> datetime:
        return from_minutes(at // self._network.unit)

    def _minutes(self, length: int) -> int:
        """A length in whole minutes, cut towards nothing."""
        return length if self._network.unit == 1 else int(length / self._network.unit)

    def __iter__(self) -> Iterator[str]:
        return iter(self._network.outline.place)

    def __len__(self) -> int:
        return len(self._network.outline.place)

    @property
    def project_finish(self) -> datetime:
        """The latest shown finish of an active row; the plan's start when there is none."""
        shown, outline, dates = self._shown, self._network.outline, self._dates
        if not shown.late:
            return self._instant(dates.finish)
        finishes = (
            shown.finish(dates, place)
            for place, counted in enumerate(shown.counted)
            if counted and place not in outline.children
        )
        return self._instant(max(finishes, default=self._network.start))

    @property
    def percent_complete(self) -> int:
        """Of the whole project: actual duration / duration over its leaves."""
        shown, outline = self._shown, self._network.outline
        leaves = [place for place, counted in enumerate(shown.counted) if counted and place not in outline.children]
        duration = sum(shown.duration[place] for place in leaves)
        if duration:
            return 100 * sum(shown.actual_minutes[place] for place in leaves) // duration
        return 100 * sum(shown.complete[place] for place in leaves) // len(leaves) if leaves else 0

    def is_near_critical(self, place: int) -> bool:
        """Not critical, not finished, not by hand, and without slack beyond the near-critical limit.

        A summary is when a row inside it is.
        """
        if self._critical[place] or self._shown.complete[place] or not self._shown.counted[place]:
            return False
        inside = self._network.outline.children.get(place)
        if inside is not None:
            return any(self.is_near_critical(row) for row in inside)
        odd = self._network.odd[place]
        limit = self.plan.near_critical_minutes * self._network.unit
        return self._total[place] <= limit and not (odd is not None and odd.is_manual)

    @property
    def network(self) -> Network:
        """The compiled plan, for those who ask why."""
        return self._network

    @property
    def dates(self) -> Dates:
        """The dates by place, for those who ask why."""
        return self._dates

    def critical_ids(self) -> list[str]:
        """Ids of critical leaves, in the order of the plan."""
        outline = self._network.outline
        return [
            task_id
            for task_id, place in outline.place.items()
            if self._critical[place] and place not in outline.children
        ]

    def start_and_finish(self, task_id: str) -> tuple[datetime, datetime]:
        """Only the shown dates of one row, cheaper than the whole row."""
        place = self._network.outline.place[task_id]
        dates, shown = self._dates, self._shown
        return self._instant(shown.start(dates, place)), self._instant(shown.finish(dates, place))

"""Earned value at the end of a day (the rules of `schedule.md`, Earned value, after Microsoft Project).

Base values of leaves are summed up through the summaries first; ratios are taken of the sums. A value that cannot be
had (no baseline, nothing to divide by) is None: not 0 and not infinite. All base values are in one unit: minor units of
money, or minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from inloop_projects.domain.plan.baseline import BaselineRow, cost_by_task, work_by_task
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.model import Assignment, Plan, Task
from inloop_projects.domain.plan.outline import Outline
from inloop_worktime import Calendar


class Basis(IntEnum):
    """What values are counted in; the numbers of the contract."""

    COST = 1
    WORK = 2
    DURATION = 3


@dataclass(frozen=True, slots=True)
class Base:
    """Values that add up. BAC, BCWS and BCWP are None without a baseline."""

    bac: float | None
    bcws: float | None
    bcwp: float | None
    acwp: float


@dataclass(frozen=True, slots=True)
class Value:
    """Earned value of a row or of the project."""

    base: Base

    @property
    def sv(self) -> float | None:
        """Schedule variance, BCWP - BCWS."""
        return _minus(self.base.bcwp, self.base.bcws)

    @property
    def cv(self) -> float | None:
        """Cost variance, BCWP - ACWP."""
        return _minus(self.base.bcwp, self.base.acwp)

    @property
    def spi(self) -> float | None:
        """BCWP / BCWS."""
        return _ratio(self.base.bcwp, self.base.bcws)

    @property
    def cpi(self) -> float | None:
        """BCWP / ACWP."""
        return _ratio(self.base.bcwp, self.base.acwp)

    @property
    def eac(self) -> float | None:
        """Estimate at completion, ACWP + (BAC - BCWP) / CPI."""
        rest = _ratio(_minus(self.base.bac, self.base.bcwp), self.cpi)
        return None if rest is None else self.base.acwp + rest

    @property
    def vac(self) -> float | None:
        """Variance at completion, BAC - EAC."""
        return _minus(self.base.bac, self.eac)

    @property
    def tcpi(self) -> float | None:
        """(BAC - BCWP) / (BAC - ACWP)."""
        return _ratio(_minus(self.base.bac, self.base.bcwp), _minus(self.base.bac, self.base.acwp))


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Every row in outline order, by task id, and the project."""

    basis: Basis
    rows: Mapping[str, Value]
    total: Value


def earned_value(
    dates: Schedule, kept: Mapping[str, BaselineRow], hourly_minor: Mapping[str, int], status_on: date
) -> EarnedValue:
    """Earned value against a baseline (empty: none) at the end of a day; `hourly_minor` are cost rates by resource id.

    In cost when the baseline has any (without a baseline: when the plan has), else in work, else in working time.
    """
    basis = _basis(dates, kept, hourly_minor)
    at = datetime.combine(status_on + timedelta(days=1), time())
    plan, outline = dates.plan, Outline(dates.plan.tasks)
    actual = _actual(plan, hourly_minor, basis)
    bases = [_leaf(dates, task, kept.get(task.id), actual.get(task.id, 0.0), basis, at) for task in plan.tasks]
    for place in outline.summaries_bottom_up:
        bases[place] = _sum([bases[row] for row in outline.children[place] if plan.tasks[row].is_active])
    top = [bases[place] for place, task in enumerate(plan.tasks) if task.parent_id is None and task.is_active]
    rows = {task.id: Value(bases[place]) for place, task in enumerate(plan.tasks)}
    return EarnedValue(basis, rows, Value(_sum(top)))


def _basis(dates: Schedule, kept: Mapping[str, BaselineRow], hourly_minor: Mapping[str, int]) -> Basis:
    if kept:
        if any(row.cost_minor for row in kept.values()):
            return Basis.COST
        return Basis.WORK if any(row.work_minutes for row in kept.values()) else Basis.DURATION
    if any(cost_by_task(dates, hourly_minor).values()):
        return Basis.COST
    return Basis.WORK if any(work_by_task(dates).values()) else Basis.DURATION


def _actual(plan: Plan, hourly_minor: Mapping[str, int], basis: Basis) -> dict[str, float]:
    """What has been spent per leaf so far, in the unit of the basis."""
    if basis is Basis.DURATION:
        return {task.id: float(task.actual_duration_minutes) for task in plan.tasks}
    found: dict[str, float] = {}
    for one in plan.assignments:
        task = plan.task_by_id[one.task_id]
        minutes = _actual_work(one, task)
        spent = minutes * hourly_minor.get(one.resource_id, 0) / 60 if basis is Basis.COST else minutes
        found[task.id] = found.get(task.id, 0.0) + spent
    return found


def _actual_work(one: Assignment, task: Task) -> float:
    """Work done: as recorded, else the share of the task that is done."""
    return float(one.actual_work_minutes) or one.work_minutes * _share_done(task)


def _share_done(task: Task) -> float:
    if task.is_complete:
        return 1.0
    if task.actual_start is None or not task.duration_minutes:
        return 0.0
    return task.actual_duration_minutes / task.duration_minutes


def _leaf(dates: Schedule, task: Task, kept: BaselineRow | None, actual: float, basis: Basis, at: datetime) -> Base:
    calendar = dates.plan.calendar_of(task)
    reported = _share_reported(calendar, task, at)
    if kept is None:
        return Base(None, None, None, actual * reported)
    bac = float(
        (kept.cost_minor or 0)
        if basis is Basis.COST
        else kept.work_minutes
        if basis is Basis.WORK
        else kept.duration_minutes
    )
    planned = bac * _share_between(calendar, kept.start, kept.finish, at)
    return Base(bac, planned, bac * _share_done(task) * reported, actual * reported)


def _share_reported(calendar: Calendar, task: Task, at: datetime) -> float:
    """How much of what is done today was done at an earlier date: linear over the working time of the done part."""
    if task.actual_start is None:
        return 0.0
    finish = task.actual_finish or calendar.add(task.actual_start, task.actual_duration_minutes)
    return _share_between(calendar, task.actual_start, finish, at)


def _share_between(calendar: Calendar, start: datetime, finish: datetime, at: datetime) -> float:
    """The share of working time from start to finish that lies before an instant: 0 before it, 1 from the finish on."""
    if at >= finish:
        return 1.0
    if at <= start:
        return 0.0
    whole = calendar.work(start, finish)
    return calendar.work(start, at) / whole if whole > 0 else 0.0


def _sum(rows: list[Base]) -> Base:
    """Sums over rows; those without a baseline add only what they cost. Without any baseline there is none to sum."""
    with_baseline = [row for row in rows if row.bac is not None]
    acwp = sum(row.acwp for row in rows)
    if not with_baseline:
        return Base(None, None, None, acwp)
    return Base(
        sum(row.bac or 0.0 for row in with_baseline),
        sum(row.bcws or 0.0 for row in with_baseline),
        sum(row.bcwp or 0.0 for row in with_baseline),
        acwp,
    )


def _minus(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def _ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below

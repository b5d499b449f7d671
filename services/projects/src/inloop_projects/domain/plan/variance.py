"""How far rows are from a baseline, in working minutes of each row's own calendar (positive is late or longer)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from inloop_projects.domain.plan.baseline import BaselineRow
from inloop_projects.domain.plan.engine import Schedule
from inloop_worktime import Calendar


@dataclass(frozen=True, slots=True)
class RowVariance:
    """A row against a baseline; `baseline` and the differences are None for a row that was added after it."""

    task_id: str
    start: datetime
    finish: datetime
    baseline: BaselineRow | None
    start_minutes: int | None = None
    finish_minutes: int | None = None
    duration_minutes: int | None = None
    work_minutes: int | None = None


def variance_of(
    dates: Schedule, kept: Mapping[str, BaselineRow], work: Mapping[str, int], task_ids: Iterable[str]
) -> list[RowVariance]:
    """The variance of some rows: current - baseline measured with work(); `work` are minutes of work by task id now.

    Source: Microsoft Project's variance fields. A row without a baseline is new, which is not a variance of 0.
    """
    found = []
    for task_id in task_ids:
        row, old = dates[task_id], kept.get(task_id)
        if old is None:
            found.append(RowVariance(task_id, row.start, row.finish, None))
            continue
        calendar = dates.plan.calendar_of(dates.plan.task_by_id[task_id])
        found.append(
            RowVariance(
                task_id,
                row.start,
                row.finish,
                old,
                start_minutes=_late(calendar, old.start, row.start),
                finish_minutes=_late(calendar, old.finish, row.finish),
                duration_minutes=row.duration_minutes - old.duration_minutes,
                work_minutes=work[task_id] - old.work_minutes,
            )
        )
    return found


def _late(calendar: Calendar, planned: datetime, now: datetime) -> int:
    return calendar.work(planned, now)

"""The plan as it stands: planned, promised and forecast side by side, and its rows as one level sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.allocation import Allocation, over_allocations
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.model import Plan, Task, TaskDates
from inloop_worktime import working_days_between

Promise = Mapping[str, tuple[datetime, datetime]]
"""Promised start and finish by task id; empty when nothing was promised."""


class Kind(StrEnum):
    """What a row is."""

    TASK = "task"
    SUMMARY = "summary"
    MILESTONE = "milestone"


class State(StrEnum):
    """How a row stands."""

    DONE = "done"
    PLAN = "plan"
    LATE = "late"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the plan at one level. Dates are days of the project's zone, a finish is the last day of work.

    `slip_days` are working days from promise to forecast, None without a promise.
    """

    task: Task
    wbs: str
    depth: int
    parent_id: str | None
    kind: Kind
    state: State
    planned: TaskDates
    start_on: date
    finish_on: date
    promised_start_on: date | None
    promised_finish_on: date | None
    forecast_start_on: date
    forecast_finish_on: date
    slip_days: int | None
    is_critical: bool
    percent_complete: int
    is_near_critical: bool = False
    is_overallocated: bool = False
    """Told to staff only."""
    calendar_name: str | None = None
    """Of its own calendar, if it has one."""


@dataclass(frozen=True)
class Picture:
    """A plan with its planned and forecast dates and its promise, as of `status_on`."""

    plan: Plan
    planned: Schedule
    forecast: Schedule
    promise: Promise
    status_on: date
    _seen: dict[int, tuple[Row, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Rows by level, once they were asked for; a picture never changes."""

    def rows(self, level: int) -> tuple[Row, ...]:
        """The rows that a level sees, numbered anew; a row under hidden ones hangs on the nearest visible one.

        Dates of visible rows may depend on hidden ones; nothing else of those is in here.
        """
        found = self._seen.get(level)
        if found is None:
            found = self._seen[level] = self._rows(level)
        return found

    def _rows(self, level: int) -> tuple[Row, ...]:
        outline = _Numbering()
        children = {task.parent_id for task in self.plan.tasks}
        seen: dict[str, str | None] = {}
        found = []
        overallocated: set[str] = set()
        if level >= Level.STAFF:
            overallocated.update(task_id for one in self.over_allocations for task_id in one.task_ids)
        for task in self.plan.tasks:
            above = seen.get(task.parent_id) if task.parent_id else None
            if task.visible_from > level:
                seen[task.id] = above
                continue
            seen[task.id] = task.id
            wbs, depth = outline.number(task.id, above)
            is_summary = task.is_summary or task.id in children
            found.append(self._row(task, wbs, depth, above, overallocated, is_summary=is_summary))
        return tuple(found)

    def slip_of(self, task_id: str) -> int | None:
        """Working days from the promised to the forecast finish of a row; None without a promise."""
        return self._slip(self.promise.get(task_id), self.forecast.start_and_finish(task_id))

    def _slip(self, promised: tuple[datetime, datetime] | None, forecast: tuple[datetime, datetime]) -> int | None:
        if promised is None:
            return None
        return working_days_between(self.plan.default_calendar, last_day(*promised), last_day(*forecast))

    def _row(
        self,
        task: Task,
        wbs: str,
        depth: int,
        parent_id: str | None,
        overallocated: set[str],
        *,
        is_summary: bool,
    ) -> Row:
        planned = self.planned[task.id]
        forecast = planned if self.forecast is self.planned else self.forecast[task.id]
        promised = self.promise.get(task.id)
        slip = self._slip(promised, _span(forecast))
        is_done = task.is_complete or (is_summary and planned.percent_complete >= 100)  # noqa: PLR2004 - percent
        kind = Kind.SUMMARY if is_summary else Kind.MILESTONE if task.is_milestone else Kind.TASK
        return Row(
            task=task,
            wbs=wbs,
            depth=depth,
            parent_id=parent_id,
            kind=kind,
            state=_state(is_done=is_done, slip=slip, has_promise=bool(self.promise)),
            planned=planned,
            start_on=planned.start.date(),
            finish_on=last_day(planned.start, planned.finish),
            promised_start_on=promised[0].date() if promised else None,
            promised_finish_on=last_day(*promised) if promised else None,
            forecast_start_on=forecast.start.date(),
            forecast_finish_on=last_day(forecast.start, forecast.finish),
            slip_days=slip,
            is_critical=forecast.is_critical,
            percent_complete=planned.percent_complete,
            is_near_critical=forecast.is_near_critical,
            is_overallocated=task.id in overallocated,
            calendar_name=self.plan.calendars[task.calendar_id].name if task.calendar_id else None,
        )

    @cached_property
    def over_allocations(self) -> tuple[Allocation, ...]:
        """Who is asked for too much, by the forecast dates."""
        return over_allocations(self.plan, self.forecast)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stands, from what everybody at SUMMARY may know."""

    percent_complete: int
    promised_finish_on: date | None
    forecast_finish_on: date | None
    slip_days: int | None
    next_milestone: Row | None


def standing(picture: Picture) -> Standing:
    """Summarise a picture. Finishes are those of rows that some client may see, so that no hidden date is told.

    The share done counts all working time, hidden or not.
    """
    rows = [row for row in picture.rows(Level.COMMERCIAL) if row.kind is not Kind.SUMMARY]
    promised = max((row.promised_finish_on for row in rows if row.promised_finish_on), default=None)
    forecast = max((row.forecast_finish_on for row in rows), default=None)
    slip = working_days_between(picture.plan.default_calendar, promised, forecast) if promised and forecast else None
    ahead = [row for row in rows if _is_ahead(row)]
    return Standing(
        percent_complete=_share_done(picture),
        promised_finish_on=promised,
        forecast_finish_on=forecast,
        slip_days=slip,
        next_milestone=min(ahead, key=lambda row: (row.forecast_finish_on, row.wbs), default=None),
    )


def last_day(start: datetime, finish: datetime) -> date:
    """The last day of work of a span: a finish at midnight belongs to the day before, unless the span is empty."""
    return (finish - timedelta(minutes=1)).date() if finish > start else finish.date()


def _is_ahead(row: Row) -> bool:
    """A milestone that the roadmap shows and that is not reached."""
    return row.kind is Kind.MILESTONE and row.state is not State.DONE and row.task.visible_from <= Level.ROADMAP


def _share_done(picture: Picture) -> int:
    parents = {task.parent_id for task in picture.plan.tasks}
    total = done = 0
    for task in picture.plan.tasks:
        if task.id not in parents and task.is_active:
            total += task.duration_minutes
            done += task.actual_duration_minutes
    return done * 100 // total if total else 0


def _state(*, is_done: bool, slip: int | None, has_promise: bool) -> State:
    if is_done:
        return State.DONE
    if slip is None:
        return State.WAITS if has_promise else State.PLAN
    return State.LATE if slip > 0 else State.PLAN


def _span(dates: TaskDates) -> tuple[datetime, datetime]:
    return dates.start, dates.finish


class _Numbering:
    """Outline numbers in the order in which rows are shown."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, tuple[str, int]] = {None: ("", -1)}
        self._counts: dict[str | None, int] = {}

    def number(self, task_id: str, parent_id: str | None) -> tuple[str, int]:
        """The outline number and depth of the next child of a visible row."""
        above, depth = self._numbers[parent_id]
        count = self._counts.get(parent_id, 0) + 1
        self._counts[parent_id] = count
        mine = f"{above}.{count}" if above else str(count)
        self._numbers[task_id] = (mine, depth + 1)
        return mine, depth + 1

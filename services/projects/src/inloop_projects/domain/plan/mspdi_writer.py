"""A plan as Microsoft Project XML (MSPDI). What `mspdi` reads back schedules to the same dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from inloop_projects.domain.plan.baseline import BaselineRow
from inloop_projects.domain.plan.model import (
    Assignment,
    LagKind,
    Link,
    Plan,
    Resource,
    ResourceKind,
    Task,
    TaskDates,
)
from inloop_projects.domain.plan.mspdi_codes import (
    CONSTRAINTS,
    DAYS_FORMAT,
    ELAPSED_DAYS_FORMAT,
    ELAPSED_MINUTES_FORMAT,
    FIXED_DURATION,
    LINK_TYPES,
    PERCENT_FORMAT,
    RESOURCE_KINDS,
    UNASSIGNED,
)
from inloop_projects.domain.plan.mspdi_splits import PLANNED_WORK
from inloop_projects.domain.plan.mspdi_xml import NAMESPACE
from inloop_projects.domain.plan.outline import depth_first, outline_numbers
from inloop_worktime import Calendar, Hours

# Characters that XML 1.0 cannot hold, not even escaped.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KIND_CODES: Final = {kind: code for code, kind in RESOURCE_KINDS.items()}
MINUTES_UNIT: Final = 0
Baselines = Mapping[int, Mapping[str, BaselineRow]]


def write_mspdi(
    plan: Plan,
    dates: Mapping[str, TaskDates],
    baselines: Baselines | None = None,
    texts: Mapping[str, str] | None = None,
) -> bytes:
    """The file, UTF-8, its elements in the order of Microsoft's schema.

    `dates` has a row per task of the plan (a Schedule is one); baselines by number, then task id; `texts` are
    descriptions by task id.
    """
    writer = _Writer(plan, dates, baselines or {}, texts or {})
    return "\n".join(writer.lines()).encode() + b"\n"


class _Writer:
    def __init__(
        self, plan: Plan, dates: Mapping[str, TaskDates], baselines: Baselines, texts: Mapping[str, str]
    ) -> None:
        self.texts = texts
        self.plan = plan
        self.dates = dates
        self.baselines = baselines
        self.rows = depth_first(plan.tasks)
        self.task_uid = _numbered([task.id for task in self.rows])
        self.resource_uid = _numbered([resource.id for resource in plan.resources])
        self.calendar_uid = _numbered(list(plan.calendars))
        self.driven = _driven(plan)
        self.links: dict[str, list[Link]] = {}
        for link in plan.links:
            self.links.setdefault(link.successor_id, []).append(link)
        self.parents = {task.parent_id for task in plan.tasks}

    def lines(self) -> Iterator[str]:
        plan = self.plan
        yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        yield f'<Project xmlns="{NAMESPACE}">'
        yield from _fields(
            1,
            SaveVersion=14,
            Name=plan.name,
            Title=plan.name,
            ScheduleFromStart=1,
            StartDate=plan.start,
            CriticalSlackLimit=plan.critical_slack_minutes // plan.minutes_per_day,
            CalendarUID=self.calendar_uid[plan.default_calendar_id],
            MinutesPerDay=plan.minutes_per_day,
            MinutesPerWeek=plan.minutes_per_week,
            DaysPerMonth=plan.days_per_month,
            HonorConstraints=plan.honours_constraints,
            StatusDate=plan.status_date,
        )
        yield from _nested(1, "Calendars", (self._calendar(*item) for item in plan.calendars.items()))
        yield from _nested(1, "Tasks", self._tasks())
        yield from _nested(1, "Resources", (self._resource(resource) for resource in plan.resources))
        assigned = [self._assignment(*item) for item in enumerate(plan.assignments, 1)]
        split = [task for task in self.rows if task.splits and task.id not in self.driven]
        pieces = [self._pieces(*item) for item in enumerate(split, len(assigned) + 1)]
        yield from _nested(1, "Assignments", iter([*assigned, *pieces]))
        yield "</Project>"

    def _calendar(self, key: str, calendar: Calendar) -> Iterator[str]:
        yield "\t\t<Calendar>"
        yield from _fields(
            3, UID=self.calendar_uid[key], Name=calendar.name or key, IsBaseCalendar=1, BaseCalendarUID=-1
        )
        yield from _nested(3, "WeekDays", (_week_day(day, calendar.week[(day - 2) % 7]) for day in range(1, 8)))
        exceptions = (
            _exception(taken.first.isoformat(), taken.last.isoformat(), taken.name, taken.hours)
            for taken in calendar.exceptions
        )
        yield from _nested(3, "Exceptions", exceptions)
        yield "\t\t</Calendar>"

    def _tasks(self) -> Iterator[Iterator[str]]:
        numbers = outline_numbers(self.rows)
        for place, task in enumerate(self.rows, start=1):
            yield self._task(place, task, numbers[task.id])

    def _task(self, place: int, task: Task, number: str) -> Iterator[str]:
        dates = self.dates[task.id]
        is_summary = task.id in self.parents
        elapsed = task.duration_is_elapsed and not is_summary
        yield "\t\t<Task>"
        yield from _fields(
            3,
            UID=self.task_uid[task.id],
            ID=place,
            Name=task.name,
            Active=task.is_active,
            Manual=task.is_manual,
            Type=FIXED_DURATION if task.duration_is_fixed else 0,
            IsNull=0,
            WBS=number,
            OutlineNumber=number,
            OutlineLevel=number.count(".") + 1,
            Start=dates.start,
            Finish=dates.finish,
            Duration=_period(dates.duration_minutes if is_summary else task.duration_minutes),
            ManualStart=task.manual_start,
            ManualFinish=task.manual_finish,
            DurationFormat=ELAPSED_DAYS_FORMAT if elapsed else DAYS_FORMAT,
            Stop=_stop(task),
            Resume=task.resume,
            Milestone=task.is_milestone,
            Summary=is_summary or task.is_summary,
            Critical=dates.is_critical,
            EarlyStart=dates.early_start,
            EarlyFinish=dates.early_finish,
            LateStart=dates.late_start,
            LateFinish=dates.late_finish,
            FreeSlack=dates.free_slack_minutes * 10,
            TotalSlack=dates.total_slack_minutes * 10,
            PercentComplete=dates.percent_complete,
            ActualStart=task.actual_start,
            ActualFinish=task.actual_finish,
            ActualDuration=_period(task.actual_duration_minutes) if task.actual_start else None,
            RemainingDuration=_period(task.remaining_duration_minutes),
            ConstraintType=CONSTRAINTS.index(task.constraint),
            CalendarUID=self.calendar_uid[task.calendar_id] if task.calendar_id else -1,
            ConstraintDate=task.constraint_date,
            Deadline=task.deadline,
            LevelingDelay=task.levelling_delay_minutes * 10,
            LevelingDelayFormat=ELAPSED_MINUTES_FORMAT,
            IgnoreResourceCalendar=task.ignores_resource_calendars,
            Notes=self.texts.get(task.id),
        )
        for link in self.links.get(task.id, ()):
            if link.predecessor_id in self.task_uid:
                yield from self._link(link)
        for baseline, rows in sorted(self.baselines.items()):
            if task.id in rows:
                yield from _baseline(baseline, rows[task.id])
        yield "\t\t</Task>"

    def _link(self, link: Link) -> Iterator[str]:
        percent = link.lag_kind is LagKind.PERCENT
        unit = {LagKind.WORKING: DAYS_FORMAT, LagKind.ELAPSED: ELAPSED_DAYS_FORMAT, LagKind.PERCENT: PERCENT_FORMAT}
        yield "\t\t\t<PredecessorLink>"
        yield from _fields(
            4,
            PredecessorUID=self.task_uid[link.predecessor_id],
            Type=LINK_TYPES.index(link.type),
            CrossProject=0,
            LinkLag=link.lag_minutes if percent else link.lag_minutes * 10,
            LagFormat=unit[link.lag_kind],
        )
        yield "\t\t\t</PredecessorLink>"

    def _resource(self, resource: Resource) -> Iterator[str]:
        yield "\t\t<Resource>"
        yield from _fields(
            3,
            UID=self.resource_uid[resource.id],
            ID=self.resource_uid[resource.id],
            Name=resource.name,
            Type=_KIND_CODES[resource.kind],
            IsNull=0,
            MaxUnits=_number(resource.max_units / 100),
            CalendarUID=self.calendar_uid[resource.calendar_id] if resource.calendar_id else None,
        )
        yield "\t\t</Resource>"

    def _assignment(self, uid: int, taken: Assignment) -> Iterator[str]:
        remaining = taken.remaining_work_minutes
        yield "\t\t<Assignment>"
        yield from _fields(
            3,
            UID=uid,
            TaskUID=self.task_uid[taken.task_id],
            ResourceUID=self.resource_uid[taken.resource_id],
            ActualWork=_period(taken.actual_work_minutes),
            RemainingWork=_period(taken.work_minutes if remaining is None else remaining),
            Units=_number(taken.units / 100),
            Work=_period(taken.work_minutes),
        )
        yield "\t\t</Assignment>"

    def _pieces(self, uid: int, task: Task) -> Iterator[str]:
        """The stretches of a split task as time-phased work of nobody, which is how Microsoft Project saves them."""
        calendar = self.plan.calendar_of(task)
        yield "\t\t<Assignment>"
        yield from _fields(3, UID=uid, TaskUID=self.task_uid[task.id], ResourceUID=UNASSIGNED)
        at, done = self.dates[task.id].start, 0
        for split in sorted(task.splits, key=lambda split: split.after_minutes):
            until = calendar.add(at, split.after_minutes - done)
            yield from _piece(uid, at, until, split.after_minutes - done)
            resumes = calendar.next(calendar.add(until, split.pause_minutes))
            yield from _piece(uid, calendar.next(until), calendar.prev(resumes), 0)
            at, done = resumes, split.after_minutes
        yield from _piece(uid, at, self.dates[task.id].finish, task.duration_minutes - done)
        yield "\t\t</Assignment>"


def _numbered(ids: list[str]) -> dict[str, int]:
    """Ids as the numbers that the format needs: their own where all are numbers above 0, else 1, 2, 3."""
    if all(task_id.isascii() and task_id.isdigit() and str(int(task_id)) == task_id != "0" for task_id in ids):
        return {task_id: int(task_id) for task_id in ids}
    return {task_id: place for place, task_id in enumerate(ids, start=1)}


def _nested(depth: int, name: str, parts: Iterator[Iterator[str]]) -> Iterator[str]:
    indent = "\t" * depth
    yield f"{indent}<{name}>"
    for part in parts:
        yield from part
    yield f"{indent}</{name}>"


def _fields(depth: int, **values: str | bool | float | datetime | None) -> Iterator[str]:
    """One element per value that is there: dates to the second, flags as 0 and 1, text escaped."""
    indent = "\t" * depth
    for name, value in values.items():
        if value is None:
            continue
        if isinstance(value, datetime):
            text = value.strftime("%Y-%m-%dT%H:%M:00")
        elif isinstance(value, bool):
            text = "1" if value else "0"
        else:
            text = escape(_FORBIDDEN.sub("\ufffd", str(value)))
        yield f"{indent}<{name}>{text}</{name}>"


def _week_day(day: int, hours: Hours) -> Iterator[str]:
    yield "\t\t\t\t<WeekDay>"
    yield from _fields(5, DayType=day, DayWorking=bool(hours))
    yield from _working_times(hours)
    yield "\t\t\t\t</WeekDay>"


def _exception(first: str, last: str, name: str, hours: Hours) -> Iterator[str]:
    yield "\t\t\t\t<Exception>"
    yield from _fields(5, EnteredByOccurrences=0)
    yield from _nested(5, "TimePeriod", iter((_fields(6, FromDate=f"{first}T00:00:00", ToDate=f"{last}T23:59:00"),)))
    yield from _fields(5, Occurrences=1, Name=name, Type=1, Period=1, DayWorking=bool(hours))
    yield from _working_times(hours)
    yield "\t\t\t\t</Exception>"


def _working_times(hours: Hours) -> Iterator[str]:
    if hours:
        yield from _nested(5, "WorkingTimes", (_working_time(*interval) for interval in hours))


def _working_time(start: int, finish: int) -> Iterator[str]:
    yield "\t\t\t\t\t\t<WorkingTime>"
    yield from _fields(7, FromTime=_clock(start), ToTime=_clock(finish % 1440))
    yield "\t\t\t\t\t\t</WorkingTime>"


def _baseline(number: int, row: BaselineRow) -> Iterator[str]:
    yield "\t\t\t<Baseline>"
    yield from _fields(
        4,
        Number=number,
        Start=row.start,
        Finish=row.finish,
        Duration=_period(row.duration_minutes),
        DurationFormat=DAYS_FORMAT,
        Work=_period(row.work_minutes),
    )
    yield "\t\t\t</Baseline>"


def _driven(plan: Plan) -> set[str]:
    """The tasks whose finish depends on the work of people; a split of theirs has no effect and no place."""
    workers = {resource.id for resource in plan.resources if resource.kind is ResourceKind.WORK}
    return {one.task_id for one in plan.assignments if one.resource_id in workers and one.work_minutes > 0}


def _piece(uid: int, start: datetime, finish: datetime, minutes: int) -> Iterator[str]:
    yield "\t\t\t<TimephasedData>"
    value = _period(minutes)
    yield from _fields(4, Type=PLANNED_WORK, UID=uid, Start=start, Finish=finish, Unit=MINUTES_UNIT, Value=value)
    yield "\t\t\t</TimephasedData>"


def _number(value: float) -> str:
    """A number with all its digits: what is read back is the same float."""
    return f"{value:.0f}" if value == int(value) else repr(value)


def _stop(task: Task) -> datetime | None:
    """The reader takes `Resume` for a pause only when work lies between it and `Stop`: the start is always before."""
    return task.actual_start if task.resume is not None else None


def _period(minutes: int) -> str:
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}PT{hours}H{rest}M0S"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"

"""A project plan as the scheduler sees it.

All datetimes are naive wall-clock time in the zone of the project, with whole minutes. Durations, lags and slack are
integer minutes: working minutes of a calendar unless called elapsed. Semantics: Microsoft Project's, start-scheduled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from inloop_worktime import Calendar


class LinkType(StrEnum):
    """Which end of the predecessor holds which end of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class LagKind(StrEnum):
    """How a lag is counted: in the successor's calendar, by the clock, or as a part of the predecessor's duration."""

    WORKING = "working"
    ELAPSED = "elapsed"
    PERCENT = "percent"


class ConstraintType(StrEnum):
    """As soon or late as possible, start/finish no earlier/later than, must start/finish on."""

    ASAP = "ASAP"
    ALAP = "ALAP"
    SNET = "SNET"
    SNLT = "SNLT"
    FNET = "FNET"
    FNLT = "FNLT"
    MSO = "MSO"
    MFO = "MFO"


DATED_CONSTRAINTS = frozenset(ConstraintType) - {ConstraintType.ASAP, ConstraintType.ALAP}


class ResourceKind(StrEnum):
    """Only work resources drive dates."""

    WORK = "work"
    MATERIAL = "material"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Split:
    """An interruption: after `after_minutes` of the task's work, `pause_minutes` of its calendar pass without work."""

    after_minutes: int
    pause_minutes: int


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the plan. A row with children is a summary: its dates, duration and progress come from them.

    `is_summary` marks a phase while it has no children; `visible_from` is the level number from which clients see the
    row, carried through untouched; `manual_start` and `manual_finish` set means scheduled by hand: the dates are as
    entered; `resume` is the instant before which the remaining work of a started task does not go on.
    """

    id: str
    name: str = ""
    parent_id: str | None = None
    position: int = 0
    is_summary: bool = False
    is_milestone: bool = False
    duration_minutes: int = 0
    duration_is_elapsed: bool = False
    duration_is_fixed: bool = False
    calendar_id: str | None = None
    ignores_resource_calendars: bool = False
    constraint: ConstraintType = ConstraintType.ASAP
    constraint_date: datetime | None = None
    deadline: datetime | None = None
    manual_start: datetime | None = None
    manual_finish: datetime | None = None
    percent_complete: int = 0
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining_minutes: int | None = None
    resume: datetime | None = None
    splits: tuple[Split, ...] = ()
    levelling_delay_minutes: int = 0
    is_active: bool = True
    visible_from: int = 0

    @property
    def is_manual(self) -> bool:
        """Scheduled by hand."""
        return self.manual_start is not None and self.manual_finish is not None

    @property
    def is_complete(self) -> bool:
        """Finished, which an actual finish says."""
        return self.actual_finish is not None

    @property
    def remaining_duration_minutes(self) -> int:
        """What is left to do: as recorded, else by the percentage, 0 once finished."""
        if self.actual_finish is not None:
            return 0
        if self.actual_start is None:
            return self.duration_minutes
        if self.remaining_minutes is not None:
            return self.remaining_minutes
        return self.duration_minutes - self.duration_minutes * self.percent_complete // 100

    @property
    def actual_duration_minutes(self) -> int:
        """What is done of the duration."""
        return self.duration_minutes - self.remaining_duration_minutes


@dataclass(frozen=True, slots=True)
class Link:
    """A dependency. `lag_minutes` may be negative (a lead); with LagKind.PERCENT it is a percentage, not minutes."""

    predecessor_id: str
    successor_id: str
    type: LinkType = LinkType.FS
    lag_minutes: int = 0
    lag_kind: LagKind = LagKind.WORKING


@dataclass(frozen=True, slots=True)
class Resource:
    """Somebody or something that does work, with an own calendar or the project's."""

    id: str
    name: str = ""
    kind: ResourceKind = ResourceKind.WORK
    calendar_id: str | None = None
    max_units: float = 100.0


@dataclass(frozen=True, slots=True)
class Assignment:
    """Work of a resource on a task; `units` in percent of full time (100 = one whole resource)."""

    task_id: str
    resource_id: str
    units: float = 100.0
    work_minutes: int = 0
    actual_work_minutes: int = 0
    remaining_work_minutes: int | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that determines the dates. Tasks in outline order (parents before children)."""

    start: datetime
    calendars: Mapping[str, Calendar]
    default_calendar_id: str
    tasks: tuple[Task, ...] = ()
    links: tuple[Link, ...] = ()
    resources: tuple[Resource, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    name: str = ""
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    honours_constraints: bool = True
    critical_slack_minutes: int = 0
    near_critical_slack_minutes: int | None = None
    """A row that is not critical is near-critical up to this total slack; None: one day of the plan."""
    status_date: datetime | None = None
    task_by_id: Mapping[str, Task] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "task_by_id", {task.id: task for task in self.tasks})

    @property
    def default_calendar(self) -> Calendar:
        """The project's calendar."""
        return self.calendars[self.default_calendar_id]

    @property
    def near_critical_minutes(self) -> int:
        """The total slack up to which a row is near-critical, in minutes."""
        limit = self.near_critical_slack_minutes
        return self.minutes_per_day if limit is None else limit

    def calendar_of(self, task: Task) -> Calendar:
        """The effective calendar of a task: its own, else the project's."""
        return self.calendars[task.calendar_id or self.default_calendar_id]


class TaskDates(NamedTuple):
    """What the scheduler says about one task.

    Slack in minutes of its calendar (clock minutes for an elapsed duration).
    """

    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_slack_minutes: int
    free_slack_minutes: int
    is_critical: bool
    is_summary: bool
    duration_minutes: int
    percent_complete: int
    is_near_critical: bool = False

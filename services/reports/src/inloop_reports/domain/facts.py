"""What was read for a report, at the reader's level: what the level does not see is None, never a placeholder.

Dates are days in the project's zone, a finish is the last day of work. Slips are working days from the promise to the
forecast; negative is early.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from inloop_gantt.scene import Scene


class Health(StrEnum):
    """Whether the promise is kept."""

    UNPROMISED = "unpromised"
    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    LATE = "late"


class Kind(StrEnum):
    """What a row of the plan is."""

    TASK = "task"
    SUMMARY = "summary"
    MILESTONE = "milestone"


class State(StrEnum):
    """How a row stands, in the four words of the Gantt."""

    DONE = "done"
    PLAN = "plan"
    LATE = "late"
    WAITS = "waits"


class ChangeState(StrEnum):
    """Where a change stands."""

    SUBMITTED = "submitted"
    OFFERED = "offered"
    APPLIED = "applied"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in the minor unit of its currency (ISO 4217)."""

    currency: str
    minor_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom the report is made. `is_staff` sees internal work."""

    name: str
    is_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMilestone:
    """The next promised point that is not reached."""

    name: str
    promised_on: date | None
    forecast_on: date
    slip_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project as everybody at SUMMARY may know it."""

    name: str
    workspace_name: str
    client_name: str
    health: Health
    percent_complete: int
    promised_finish_on: date | None
    forecast_finish_on: date | None
    slip_days: int | None
    next_milestone: NextMilestone | None
    status_on: date
    promised_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the plan; `start_on` and `finish_on` are the forecast."""

    id: str
    wbs: str
    name: str
    depth: int
    kind: Kind
    state: State
    start_on: date
    finish_on: date
    promised_start_on: date | None
    promised_finish_on: date | None
    slip_days: int | None
    actual_finish_on: date | None
    percent_complete: int | None = None
    is_critical: bool | None = None
    actual_start_on: date | None = None
    description: str | None = None
    is_internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiccup:
    """A slip of a promised milestone that readers were told of."""

    milestone_name: str
    promised_on: date
    forecast_on: date
    slip_days: int
    reason: str | None
    published_on: date | None
    is_resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A milestone before and after a change."""

    name: str
    before_on: date | None
    after_on: date | None
    moves_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change request. `finish_moves_days` is None when its effect is not known."""

    title: str
    asked_by: str
    client_name: str
    state: ChangeState
    submitted_on: date | None
    settled_on: date | None
    settled_by: str
    finish_after_on: date | None
    finish_moves_days: int | None
    moves: tuple[Move, ...]
    has_price: bool
    price: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Hourly rates; `cost` is for staff."""

    name: str
    bill: Amount | None
    cost: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The money of the project."""

    budget: Amount | None
    approved_changes: Amount | None
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation, without what was said in it."""

    topic: str
    message_count: int
    last_message_on: date | None
    waits_for_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How quickly staff answers, in working minutes. `conversations` is None without the right to read messages."""

    answered_count: int
    waiting_count: int
    median_minutes: int | None
    longest_minutes: int | None
    target_minutes: int | None
    conversations: tuple[Conversation, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a report is made of. `made_at` is aware, in the project's zone."""

    reader: Reader
    made_at: datetime
    project: Project
    answers: Answers
    rows: tuple[Row, ...] | None = None
    scene: Scene | None = None
    is_deep: bool = False
    """The reader sees the tasks, not only phases and milestones."""
    hiccups: tuple[Hiccup, ...] | None = None
    changes: tuple[Change, ...] | None = None
    money: Money | None = None

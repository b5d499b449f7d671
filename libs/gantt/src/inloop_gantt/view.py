"""What the Gantt is laid out from: a plan as one reader may see it.

The caller has removed rows that the reader may not see, renumbered the WBS, and left out links over hidden rows.
Nothing in here names a person, an hour or a sum: those belong to deeper levels than a Gantt needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a row is: a phase that folds others, a piece of work, or a promised point in time."""

    SUMMARY = "summary"
    TASK = "task"
    MILESTONE = "milestone"


class State(StrEnum):
    """How a row stands, in the four words of the web client's tokens."""

    DONE = "done"
    PLAN = "plan"
    LATE = "late"
    WAITS = "waits"


class LinkKind(StrEnum):
    """Which edge of the earlier row drives which edge of the later one."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row. All dates are whole days in the project's zone; a finish is the last day of work (inclusive).

    `promised_*` is None for a row that is new since the promise. `forecast_*` is the plan with unfinished work moved to
    the status date; for a milestone start and finish are the same day. `percent_complete` is 0..100.
    `reason` is the published reason of a slip, never a draft.
    """

    id: str
    wbs: str
    name: str
    depth: int
    kind: Kind
    start: date
    finish: date
    forecast_start: date
    forecast_finish: date
    state: State
    promised_start: date | None = None
    promised_finish: date | None = None
    actual_finish: date | None = None
    percent_complete: int = 0
    is_critical: bool = False
    is_near_critical: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A dependency between two rows of the view, by row id."""

    predecessor_id: str
    successor_id: str
    kind: LinkKind = LinkKind.FINISH_START


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from `first_on` to `last_on`, both included."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A whole plan at one reader's level, rows in the order in which they are shown.

    `non_working` is every range of days without work (weekends, holidays) within the dates of the rows; it need not be
    sorted. `from_on` and `to_on` (inclusive) cut the picture; without them it spans all rows.
    """

    title: str
    rows: tuple[RowView, ...]
    today: date
    status_on: date
    links: tuple[LinkView, ...] = ()
    non_working: tuple[DayRange, ...] = ()
    from_on: date | None = None
    to_on: date | None = None

"""A plan as it leaves the house: rows of text, dates and numbers that one level sees, and nothing else.

Every writer of a file takes these rows; they are made of messages that the disclosure codec has masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType


@dataclass(frozen=True, slots=True)
class ExportLink:
    """A link from a row that is in the file too; `lag` in minutes, or percent."""

    predecessor_id: str
    type: LinkType
    lag: int
    lag_kind: LagKind


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row; None is what the level does not see or the row does not have. Finishes are last days of work."""

    id: str
    wbs: str
    name: str
    parent_id: str | None
    depth: int
    is_summary: bool
    is_milestone: bool
    start_on: date
    finish_on: date
    forecast_start_on: date
    forecast_finish_on: date
    promised_start_on: date | None = None
    promised_finish_on: date | None = None
    is_done: bool = False
    slip_days: int | None = None
    percent_complete: int | None = None
    is_critical: bool | None = None
    actual_start_on: date | None = None
    actual_finish_on: date | None = None
    duration_minutes: int | None = None
    duration_is_elapsed: bool = False
    links: tuple[ExportLink, ...] = ()
    description: str | None = None
    constraint: ConstraintType | None = None
    constraint_at: datetime | None = None
    deadline_on: date | None = None
    is_manual: bool | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a kind of file cannot hold, in how many rows, and what stands in its place."""

    element: str
    count: int
    note: str


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file ready to be sent."""

    file_name: str
    media_type: str
    content: bytes
    losses: tuple[Loss, ...]


def file_name(plan_name: str, extension: str) -> str:
    """A name that every system takes, made of the plan's: letters, digits, dashes; `plan` when nothing is left."""
    kept = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in plan_name)
    parts = [part for part in kept.split("-") if part]
    return f"{'-'.join(parts)[:80] or 'plan'}.{extension}"

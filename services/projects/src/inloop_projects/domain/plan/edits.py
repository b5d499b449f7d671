"""Concrete edits of a plan, as values: what a manager does, and what a change request proposes.

`apply` lives in `editing`; here is only what can be asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType

MOST_LAG_MINUTES: Final = 10 * 366 * 1440
"""A lag is at most ten years."""


@dataclass(frozen=True, slots=True)
class AddTask:
    """A new row under `parent_id` (None: top level) at `position` among its siblings (None: last)."""

    task_id: str
    name: str
    parent_id: str | None = None
    position: int | None = None
    duration_minutes: int = 0
    duration_is_elapsed: bool = False
    is_milestone: bool = False
    is_summary: bool = False
    visible_from: int = 0


@dataclass(frozen=True, slots=True)
class RemoveTask:
    """The row, everything inside it, and their links and assignments."""

    task_id: str


@dataclass(frozen=True, slots=True)
class RenameTask:
    """A new name."""

    task_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SetDuration:
    """The whole duration in minutes; of a task in progress the done part stays and the rest becomes the difference."""

    task_id: str
    duration_minutes: int
    duration_is_elapsed: bool | None = None


@dataclass(frozen=True, slots=True)
class ChangeDuration:
    """Longer (positive) or shorter (negative) by minutes."""

    task_id: str
    by_minutes: int


@dataclass(frozen=True, slots=True)
class Move:
    """To another parent (None: top level) and position among its rows (None: last)."""

    task_id: str
    parent_id: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class SetConstraint:
    """A date constraint; `date` is needed by all but ASAP and ALAP."""

    task_id: str
    constraint: ConstraintType
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """A date to finish by, which moves nothing but the slack; None takes it away."""

    task_id: str
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class SetMilestone:
    """Whether the row is a milestone."""

    task_id: str
    is_milestone: bool


@dataclass(frozen=True, slots=True)
class SetCalendar:
    """An own calendar; None for the project's."""

    task_id: str
    calendar_id: str | None


@dataclass(frozen=True, slots=True)
class SetManual:
    """Scheduled by hand from `start` to `finish`, which no link moves; both None: by its links again."""

    task_id: str
    start: datetime | None
    finish: datetime | None


@dataclass(frozen=True, slots=True)
class SetResume:
    """An instant before which what remains of a task in progress does not go on; None: without interruption."""

    task_id: str
    resume: datetime | None


@dataclass(frozen=True, slots=True)
class AddLink:
    """A dependency; one per pair of rows."""

    predecessor_id: str
    successor_id: str
    type: LinkType = LinkType.FS
    lag_minutes: int = 0
    lag_kind: LagKind = LagKind.WORKING


@dataclass(frozen=True, slots=True)
class RemoveLink:
    """Take a dependency away."""

    predecessor_id: str
    successor_id: str


@dataclass(frozen=True, slots=True)
class SetVisibility:
    """The level number from which clients see the row."""

    task_id: str
    visible_from: int


@dataclass(frozen=True, slots=True)
class RecordProgress:
    """What happened. Give what is known, the rest follows.

    A percentage above 0 starts the task on its planned start, 100 finishes it on its planned finish;
    `remaining_minutes` makes the duration what is done plus what remains; percent 0 without an actual start takes all
    progress back.
    """

    task_id: str
    percent: int | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining_minutes: int | None = None


Edit = (
    AddTask
    | RemoveTask
    | RenameTask
    | SetDuration
    | ChangeDuration
    | Move
    | SetConstraint
    | SetDeadline
    | SetMilestone
    | SetCalendar
    | SetManual
    | SetResume
    | AddLink
    | RemoveLink
    | SetVisibility
    | RecordProgress
)


def ids_named(edit: Edit) -> tuple[str, ...]:
    """The ids of existing rows that an edit refers to (not the id of a row that it adds)."""
    if isinstance(edit, AddTask):
        return () if edit.parent_id is None else (edit.parent_id,)
    if isinstance(edit, AddLink | RemoveLink):
        return (edit.predecessor_id, edit.successor_id)
    if isinstance(edit, Move) and edit.parent_id is not None:
        return (edit.task_id, edit.parent_id)
    return (edit.task_id,)

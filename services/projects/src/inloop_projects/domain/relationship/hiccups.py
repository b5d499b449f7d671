"""When a slip becomes a hiccup, and when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from inloop_kit.errors import NotNow


class HiccupState(IntEnum):
    """Where a hiccup stands."""

    OPEN = 1
    PUBLISHED = 2
    RESOLVED = 3


@dataclass(frozen=True, slots=True)
class Hiccup:
    """A promised milestone that slips beyond the tolerance. `slip_days` are working days."""

    id: str
    milestone_id: str
    state: HiccupState
    promised_on: date
    forecast_on: date
    slip_days: int
    reason: str | None
    opened_at: datetime
    published_at: datetime | None = None
    published_by: str | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """How a promised milestone that is not reached stands against its promise."""

    milestone_id: str
    promised_on: date
    forecast_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Review:
    """What the forecast means for the hiccups of a project."""

    to_open: tuple[Slip, ...]
    to_update: tuple[tuple[Hiccup, Slip], ...]
    to_resolve: tuple[Hiccup, ...]


def review(current: Iterable[Hiccup], slips: Iterable[Slip], tolerance_days: int) -> Review:
    """Compare unresolved hiccups with the slips of all promised milestones.

    A milestone has one open hiccup at a time, which follows the forecast. A published one stays as it was told; when
    the slip grows beyond what was told, another opens. A milestone back within the tolerance, reached or gone,
    resolves all.
    """
    late = {slip.milestone_id: slip for slip in slips if slip.days > tolerance_days}
    opened: dict[str, Hiccup] = {}
    told: dict[str, int] = {}
    resolved = []
    for hiccup in current:
        if hiccup.milestone_id not in late:
            resolved.append(hiccup)
        elif hiccup.state is HiccupState.OPEN:
            opened[hiccup.milestone_id] = hiccup
        else:
            told[hiccup.milestone_id] = max(told.get(hiccup.milestone_id, 0), hiccup.slip_days)
    new = [slip for key, slip in late.items() if key not in opened and slip.days > told.get(key, 0)]
    moved = [(hiccup, late[key]) for key, hiccup in opened.items() if late[key].forecast_on != hiccup.forecast_on]
    return Review(tuple(new), tuple(moved), tuple(resolved))


def require_open(hiccup: Hiccup) -> None:
    """Only an open hiccup can be published. Errors: NotNow."""
    if hiccup.state is not HiccupState.OPEN:
        raise NotNow("This hiccup is not open any more.", state=hiccup.state.name)

"""The trend of milestones: what was forecast on which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MilestoneTrend:
    """The forecasts of a milestone as (recorded on, forecast on), oldest first."""

    milestone_id: str
    name: str
    promised_on: date | None
    reached_on: date | None
    points: tuple[tuple[date, date], ...]


def with_today(points: Sequence[tuple[date, date]], today: date, forecast_on: date) -> tuple[tuple[date, date], ...]:
    """The kept points and the one of today; a forecast that moved today takes the place of what was kept today."""
    kept = [point for point in points if point[0] < today]
    return (*kept, (today, forecast_on))

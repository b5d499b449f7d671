"""Response clocks: a client's message starts one, the first staff message after it stops it; working time counts."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inloop_worktime import Calendar, business_minutes

HOUR = 60
ORDINARY_DAY_MINUTES = 480


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When staff works: the workspace's calendar in the project's zone, and the promised answer time in minutes."""

    calendar: Calendar
    zone: str
    target_minutes: int

    def minutes(self, since: datetime, until: datetime) -> int:
        """Working minutes between two aware instants."""
        return business_minutes(self.calendar, self.zone, since, until)

    @property
    def day_minutes(self) -> int:
        """Working minutes of the longest weekday; eight hours for a calendar without any."""
        days = (sum(to - since for since, to in hours) for hours in self.calendar.week)
        return max(days) or ORDINARY_DAY_MINUTES


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How quickly staff answers; minutes are working minutes, None where nothing was answered or promised."""

    answered_count: int
    waiting_count: int
    median_minutes: int | None
    longest_minutes: int | None
    target_minutes: int | None
    sentence: str


def response_times(hours: WorkingHours, answered: Sequence[tuple[datetime, datetime]], waiting: int) -> ResponseTimes:
    """The figures of client messages: (posted, answered) of those that were answered, and how many wait."""
    minutes = [hours.minutes(posted, reply) for posted, reply in answered]
    median = math.ceil(statistics.median(minutes)) if minutes else None
    target = hours.target_minutes or None
    return ResponseTimes(
        answered_count=len(minutes),
        waiting_count=waiting,
        median_minutes=median,
        longest_minutes=max(minutes, default=None),
        target_minutes=target,
        sentence=_sentence(hours, median, target),
    )


def _sentence(hours: WorkingHours, median: int | None, target: int | None) -> str:
    if median is not None:
        return f"Usually answers within {_span(hours, median)}."
    if target is not None:
        return f"Answers are promised within {_span(hours, target)}."
    return "Nothing was answered yet."


def _span(hours: WorkingHours, minutes: int) -> str:
    """Rounded up, so that the sentence never promises more than the figure."""
    if minutes > hours.day_minutes:
        return _count(math.ceil(minutes / hours.day_minutes), "working day")
    return _count(max(1, math.ceil(minutes / HOUR)), "working hour")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"

"""Waiting for the client: what is waited for, since when, and how many working days that took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from inloop_kit.errors import Invalid, NotNow
from inloop_projects.domain.plan.model import Plan
from inloop_worktime import Calendar, working_days_between


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that is or was waited for from a client; `task_id` None means the whole project. Instants are UTC.

    Other clients of the project see nothing of it; with `client_id` None, which is where none sees the project
    yet, it is for staff only.
    """

    id: str
    what: str
    task_id: str | None
    message_id: str | None
    started_at: datetime
    ended_at: datetime | None
    started_by: str
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class DayCount:
    """How days are counted: in the project's calendar and zone, with an end of `now` for what still lasts."""

    calendar: Calendar
    zone: ZoneInfo
    now: datetime

    def span(self, wait: Wait) -> tuple[date, date]:
        """First and last day of a wait where the project is."""
        return self._day(wait.started_at), self._day(wait.ended_at or self.now)

    def days(self, wait: Wait) -> int:
        """Working days from the day of the start to the day of the end; 0 within one day."""
        return working_days_between(self.calendar, *self.span(wait))

    def days_of_all(self, waits: Iterable[Wait]) -> int:
        """Working days covered by at least one of several waits; days that overlap count once."""
        total, reached = 0, date.min
        for first, last in sorted(map(self.span, waits)):
            start = max(first, reached)
            if last > start:
                total += working_days_between(self.calendar, start, last)
                reached = last
        return total

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def require_past(started_at: datetime, now: datetime) -> None:
    """A wait does not begin in the future. Errors: Invalid."""
    if started_at > now:
        raise Invalid("A wait begins now or has begun before.", field="started_at")


def require_lasting(wait: Wait) -> None:
    """Only what lasts can end. Errors: NotNow."""
    if wait.ended_at is not None:
        raise NotNow("This wait has ended already.", state="ENDED")


def holds(plan: Plan, task_id: str) -> set[str]:
    """The rows that wait with a task: itself and what follows it over links, through summaries both ways."""
    children: dict[str | None, list[str]] = {}
    for task in plan.tasks:
        children.setdefault(task.parent_id, []).append(task.id)
    followers: dict[str, list[str]] = {}
    for link in plan.links:
        followers.setdefault(link.predecessor_id, []).append(link.successor_id)
    found: set[str] = set()
    pending = [task_id]
    while pending:
        row = pending.pop()
        if row in found or row not in plan.task_by_id:
            continue
        found.add(row)
        for above in _with_ancestors(plan, row):
            for follower in followers.get(above, ()):
                pending.extend(_with_descendants(children, follower))
    return found


def _with_ancestors(plan: Plan, task_id: str) -> list[str]:
    found = [task_id]
    parent = plan.task_by_id[task_id].parent_id
    while parent is not None and parent in plan.task_by_id:
        found.append(parent)
        parent = plan.task_by_id[parent].parent_id
    return found


def _with_descendants(children: dict[str | None, list[str]], task_id: str) -> Sequence[str]:
    found = [task_id]
    for row in found:
        found.extend(children.get(row, ()))
    return found

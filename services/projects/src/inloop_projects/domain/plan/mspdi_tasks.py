"""Tasks, links and baselines of a Microsoft Project XML file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from inloop_projects.domain.plan.baseline import BaselineRow
from inloop_projects.domain.plan.model import DATED_CONSTRAINTS, ConstraintType, LagKind, Link, Split, Task
from inloop_projects.domain.plan.mspdi_codes import (
    CONSTRAINTS,
    ELAPSED_FORMATS,
    FIXED_DURATION,
    LINK_TYPES,
    PERCENT_FORMATS,
    elapsed_delay,
)
from inloop_projects.domain.plan.mspdi_splits import splits_of
from inloop_projects.domain.plan.mspdi_xml import APPROXIMATED, LONGEST_MINUTES, Element
from inloop_worktime import Calendar

MAX_TASKS = 200_000
NO_CALENDAR = "-1"
ENDING = frozenset({ConstraintType.FNET, ConstraintType.FNLT, ConstraintType.MFO})
"""Constraints on a finish: a date without a time means the end of that day."""


@dataclass(slots=True)
class TaskReader:
    """What the tasks of one file need to know of the rest of it, and what is found on the way."""

    calendars: dict[str, Calendar]
    default_calendar_id: str
    plan_minutes: tuple[int, int, int]
    assignments: dict[str, list[Element]]
    driven: set[str]
    """UIDs of tasks with assigned work, whose finish depends on their resources."""
    notes: list[str]
    links: list[tuple[Element, Link]] = field(default_factory=list)
    baselines: dict[int, dict[str, BaselineRow]] = field(default_factory=dict)
    saved: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    external: set[str] = field(default_factory=set)
    """UIDs of rows that stand for tasks of other projects."""

    def read(self, root: Element) -> list[Task]:
        """All rows but the project's own (UID 0) and blank ones. Raises PlanFileRefused."""
        rows: list[Task] = []
        open_rows: list[tuple[int, str]] = []
        seen: set[str] = set()
        for element in root.inside("Tasks", "Task"):
            uid = element.text_of("UID") or element.text_of("ID")
            level = _level(element)
            if element.flag_of("IsNull") or uid == "0" or (level == 0 and not rows):
                self._baselines(element, uid)
                continue
            if not uid or uid in seen:
                raise element.refused("has no UID of its own")
            seen.add(uid)
            if len(rows) >= MAX_TASKS:
                raise element.refused(f"is one too many: a plan has at most {MAX_TASKS} tasks")
            while open_rows and open_rows[-1][0] >= level:
                open_rows.pop()
            parent = open_rows[-1][1] if open_rows else None
            open_rows.append((level, uid))
            rows.append(self._task(element, uid, parent, len(rows)))
            start, finish = element.date_of("Start"), element.date_of("Finish", ends=True)
            if start is not None and finish is not None:
                self.saved[uid] = (start, finish)
            if element.flag_of("ExternalTask"):
                self.external.add(uid)
            if text := element.text_of("Notes"):
                self.texts[uid] = text
            self.links.extend(self._links(element, uid))
            self._baselines(element, uid)
        return rows

    def _task(self, element: Element, uid: str, parent: str | None, position: int) -> Task:
        duration = element.minutes_of("Duration") or 0
        unit = element.int_of("DurationFormat")
        is_summary = element.flag_of("Summary")
        calendar_id = element.text_of("CalendarUID", NO_CALENDAR)
        own = calendar_id if calendar_id in self.calendars else None
        constraint, date = self._constraint(element)
        actual_start, actual_finish = element.date_of("ActualStart"), element.date_of("ActualFinish", ends=True)
        manual_start, manual_finish = self._manual(element, is_summary=is_summary)
        elapsed = unit in ELAPSED_FORMATS
        started = actual_start is not None and not is_summary
        return Task(
            id=uid,
            name=element.text_of("Name"),
            parent_id=parent,
            position=position,
            is_summary=is_summary,
            is_milestone=element.flag_of("Milestone") and not is_summary,
            duration_minutes=0 if is_summary else max(duration, 0),
            duration_is_elapsed=elapsed and not is_summary,
            duration_is_fixed=element.int_of("Type") == FIXED_DURATION,
            calendar_id=own,
            ignores_resource_calendars=element.flag_of("IgnoreResourceCalendar"),
            constraint=constraint,
            constraint_date=date,
            deadline=element.date_of("Deadline", ends=True),
            manual_start=manual_start,
            manual_finish=manual_finish,
            percent_complete=0 if is_summary else min(max(element.int_of("PercentComplete"), 0), 100),
            actual_start=actual_start if started else None,
            actual_finish=actual_finish if started else None,
            remaining_minutes=element.minutes_of("RemainingDuration") if started else None,
            resume=self._resume(element, own) if started else None,
            splits=() if is_summary or elapsed else self._splits(element, uid, own, duration),
            levelling_delay_minutes=elapsed_delay(
                element.int_of("LevelingDelay"), element.int_of("LevelingDelayFormat"), self.plan_minutes
            ),
            is_active=element.flag_of("Active", default=True),
        )

    def _constraint(self, element: Element) -> tuple[ConstraintType, datetime | None]:
        code = element.int_of("ConstraintType")
        if not 0 <= code < len(CONSTRAINTS):
            raise element.refused("has a ConstraintType that does not exist")
        kind = CONSTRAINTS[code]
        date = element.date_of("ConstraintDate", ends=kind in ENDING)
        if kind not in DATED_CONSTRAINTS:
            return kind, None
        return (kind, date) if date is not None else (ConstraintType.ASAP, None)

    def _manual(self, element: Element, *, is_summary: bool) -> tuple[datetime | None, datetime | None]:
        external = element.flag_of("ExternalTask")
        if is_summary or not (element.flag_of("Manual") or external):
            return None, None
        start = element.date_of("ManualStart") or element.date_of("Start")
        finish = element.date_of("ManualFinish", ends=True) or element.date_of("Finish", ends=True)
        if external:
            element.use(APPROXIMATED)
            self.notes.append(f"Line {element.line}: a task of another project is kept with the dates it had.")
        if start is None or finish is None or finish < start:
            self.notes.append(f"Line {element.line}: a task scheduled by hand has no dates; its links date it.")
            return None, None
        return start, finish

    def _resume(self, element: Element, calendar_id: str | None) -> datetime | None:
        """Where the rest of a started task goes on, when it does not follow what is done at once."""
        stop, resume = element.date_of("Stop"), element.date_of("Resume")
        calendar = self.calendars[calendar_id or self.default_calendar_id]
        if stop is None or resume is None or calendar.work(stop, resume) <= 0:
            return None
        return resume

    def _splits(self, element: Element, uid: str, calendar_id: str | None, duration: int) -> tuple[Split, ...]:
        start, finish = element.date_of("Start"), element.date_of("Finish", ends=True)
        if uid in self.driven or start is None or finish is None:
            return ()
        calendar = self.calendars[calendar_id or self.default_calendar_id]
        splits = splits_of(self.assignments.get(uid, []), calendar, start, finish, duration)
        if splits is None:
            return ()
        return splits

    def is_foreign(self, element: Element, link: Link) -> bool:
        """Whether a link leads to another project; a row that stands for that project's task may hold its place."""
        return element.flag_of("CrossProject") and link.predecessor_id not in self.external

    def _links(self, element: Element, uid: str) -> Iterator[tuple[Element, Link]]:
        for link in element.all("PredecessorLink"):
            code = link.int_of("Type", 1)
            if not 0 <= code < len(LINK_TYPES):
                raise link.refused("has a Type that does not exist")
            lag, unit = link.float_of("LinkLag"), link.int_of("LagFormat")
            if abs(lag) > 10 * LONGEST_MINUTES:
                raise link.refused("has a LinkLag of more than two hundred years")
            if unit in PERCENT_FORMATS:
                minutes, kind = round(lag), LagKind.PERCENT
            else:
                minutes, kind = round(lag / 10), LagKind.ELAPSED if unit in ELAPSED_FORMATS else LagKind.WORKING
            yield link, Link(link.text_of("PredecessorUID"), uid, LINK_TYPES[code], minutes, kind)

    def _baselines(self, element: Element, uid: str) -> None:
        for baseline in element.all("Baseline"):
            start, finish = baseline.date_of("Start"), baseline.date_of("Finish", ends=True)
            number = baseline.int_of("Number")
            if start is None or finish is None or not 0 <= number <= 10:  # noqa: PLR2004 - eleven baselines exist
                baseline.use(APPROXIMATED)
                self.notes.append(f"Line {baseline.line}: a baseline without start, finish or a number of 0 to 10.")
                continue
            baseline.one("DurationFormat")
            row = BaselineRow(start, finish, baseline.minutes_of("Duration") or 0, baseline.minutes_of("Work") or 0)
            self.baselines.setdefault(number, {})[uid] = row


def _level(element: Element) -> int:
    """The depth in the outline, from the outline number when the file does not give it; 1 when it gives neither."""
    if element.text_of("OutlineLevel"):
        return element.int_of("OutlineLevel", 1)
    number = element.text_of("OutlineNumber")
    return number.count(".") + 1 if number and number != "0" else 1

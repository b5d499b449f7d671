"""The rows that a client sees as Microsoft Project XML.

What the client does not see may hold these dates, so that a scheduler could not find them again: every row is scheduled
by hand, on the days that the reader sees. Calendars, resources and constraints are not in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.exported import ExportedFile, ExportRow, Loss, file_name
from inloop_projects.domain.plan.model import Link, Plan, Task
from inloop_projects.domain.plan.mspdi_writer import write_mspdi
from inloop_worktime import standard

CALENDAR = "standard"
MEDIA_TYPE = "application/xml"
BEGINS, ENDS = time(8), time(17)


def write_mspdi_rows(plan_name: str, rows: Sequence[ExportRow], today: datetime) -> ExportedFile:
    """The rows as a file; an empty plan starts `today`."""
    start = min((datetime.combine(row.start_on, BEGINS) for row in rows), default=today)
    shown = {row.id for row in rows}
    plan = Plan(
        name=plan_name,
        start=start,
        calendars={CALENDAR: standard()},
        default_calendar_id=CALENDAR,
        tasks=tuple(_task(row, place) for place, row in enumerate(rows)),
        links=tuple(
            Link(link.predecessor_id, row.id, link.type, link.lag, link.lag_kind)
            for row in rows
            for link in row.links
            if link.predecessor_id in shown
        ),
    )
    texts = {row.id: row.description for row in rows if row.description}
    by_hand = sum(not row.is_summary for row in rows)
    losses = (Loss("dates", by_hand, "Rows keep the dates that you see: what holds them may not be in this file."),)
    content = write_mspdi(plan, schedule(plan), None, texts)
    return ExportedFile(file_name(plan_name, "xml"), MEDIA_TYPE, content, losses if by_hand else ())


def _task(row: ExportRow, place: int) -> Task:
    begins, ends = datetime.combine(row.start_on, BEGINS), datetime.combine(row.finish_on, ENDS)
    if row.is_milestone:
        begins = ends
    duration = row.duration_minutes if row.duration_minutes is not None else 0
    actual_start = datetime.combine(row.actual_start_on, BEGINS) if row.actual_start_on else None
    actual_finish = datetime.combine(row.actual_finish_on, ENDS) if row.actual_finish_on else None
    if actual_finish and (actual_start is None or actual_start > actual_finish):
        actual_start = actual_finish - timedelta(hours=ENDS.hour - BEGINS.hour) * (not row.is_milestone)
    return Task(
        id=row.id,
        name=row.name,
        parent_id=row.parent_id,
        position=place,
        is_summary=row.is_summary,
        is_milestone=row.is_milestone,
        duration_minutes=0 if row.is_summary else duration,
        manual_start=None if row.is_summary else begins,
        manual_finish=None if row.is_summary else ends,
        percent_complete=0 if row.is_summary else row.percent_complete or 0,
        actual_start=None if row.is_summary else actual_start,
        actual_finish=None if row.is_summary else actual_finish,
    )

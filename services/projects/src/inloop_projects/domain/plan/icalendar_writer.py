"""Rows of a plan as an iCalendar file (RFC 5545): one all-day event per task and milestone.

An event ends on the day after its last one (DTEND is exclusive). Its UID is the task's for good; its SEQUENCE grows
with every change that its reader can see; a row that is gone stays for a while as CANCELLED, so that calendars drop it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from inloop_projects.domain.plan.exported import ExportedFile, ExportRow, Loss, file_name

PRODUCT: Final = "-//Inloop//Project plan//EN"
KEPT_CANCELLED: Final = timedelta(days=90)
REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a feed last told of one row: its digest, how often it changed, when, and on which days it lay."""

    task_id: str
    digest: str
    sequence: int
    changed_at: datetime
    start_on: date
    finish_on: date
    is_cancelled: bool = False


def tell(rows: Iterable[ExportRow], before: Mapping[str, Told], at: datetime) -> list[Told]:
    """What is told now: rows that changed get a higher sequence, rows that went are cancelled and in time forgotten.

    The result depends on what the reader sees and saw, and on nothing else.
    """
    now: list[Told] = []
    shown = set()
    for row in rows:
        if row.is_summary:
            continue
        shown.add(row.id)
        digest, last = _digest(row), before.get(row.id)
        if last is not None and last.digest == digest and not last.is_cancelled:
            now.append(last)
            continue
        sequence = 0 if last is None else last.sequence + 1
        now.append(Told(row.id, digest, sequence, at, row.forecast_start_on, row.forecast_finish_on))
    for task_id, last in before.items():
        if task_id in shown:
            continue
        if not last.is_cancelled:
            now.append(replace(last, digest="", sequence=last.sequence + 1, changed_at=at, is_cancelled=True))
        elif at - last.changed_at < KEPT_CANCELLED:
            now.append(last)
    return now


def write_feed(plan_name: str, rows: Sequence[ExportRow], told: Sequence[Told]) -> bytes:
    """The calendar of a feed. `told` is what `tell` made of the same rows."""
    calendar = _calendar(plan_name)
    by_id = {row.id: row for row in rows}
    for one in sorted(told, key=lambda one: (one.is_cancelled, one.start_on, one.task_id)):
        calendar.add_component(_cancelled(one) if one.is_cancelled else _event(by_id[one.task_id], one))
    return bytes(calendar.to_ical())


def write_icalendar(plan_name: str, rows: Sequence[ExportRow], at: datetime) -> ExportedFile:
    """The rows as a file of its own, made at an instant with a zone."""
    told = tell(rows, {}, at)
    summaries = sum(row.is_summary for row in rows)
    linked = sum(bool(row.links) for row in rows)
    losses = [
        Loss("summary", summaries, "A calendar shows tasks and milestones; phases are named in their descriptions."),
        Loss("predecessors", linked, "A calendar knows no links."),
    ]
    content = write_feed(plan_name, rows, told)
    kept = tuple(loss for loss in losses if loss.count)
    return ExportedFile(file_name(plan_name, "ics"), "text/calendar; charset=utf-8", content, kept)


def _calendar(plan_name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(plan_name))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def _event(row: ExportRow, told: Told) -> Event:
    event = _bare(told)
    event.add("summary", _line(row.name) or "-")
    if text := _description(row):
        event.add("description", text)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _cancelled(told: Told) -> Event:
    """An event that is gone; nothing of its name is kept or told."""
    event = _bare(told)
    event.add("summary", "-")
    event.add("status", "CANCELLED")
    return event


def _bare(told: Told) -> Event:
    event = Event()
    event.add("uid", f"{told.task_id}@inloop")
    event.add("dtstamp", told.changed_at)
    event.add("sequence", told.sequence)
    event.add("dtstart", told.start_on)
    event.add("dtend", told.finish_on + timedelta(days=1))
    return event


def _description(row: ExportRow) -> str:
    """Facts of the row in plain lines: how much is done, what was promised."""
    parts = []
    if row.is_done:
        parts.append("Done.")
    elif row.percent_complete is not None:
        parts.append(f"{row.percent_complete} % done.")
    if row.promised_finish_on is not None:
        parts.append(f"Promised for {row.promised_finish_on.isoformat()}.")
    return " ".join(parts)


def _digest(row: ExportRow) -> str:
    facts = (row.name, row.forecast_start_on, row.forecast_finish_on, _description(row))
    return hashlib.sha256(repr(facts).encode("utf-8", "replace")).hexdigest()


def _line(text: str) -> str:
    """One line without control characters: whatever is in a name cannot become a property of its own."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()

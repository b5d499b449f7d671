"""A plan as CSV (RFC 4180): UTF-8, CRLF, one row per task, in the dialect that `csv_reader` reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inloop_projects.domain.plan.csv_cells import date_text, guarded, length_text, link_text
from inloop_projects.domain.plan.exported import ExportedFile, ExportRow, file_name
from inloop_projects.domain.plan.model import ConstraintType

DELIMITERS = {"": ",", "comma": ",", "semicolon": ";", "tab": "\t"}
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its text of a row, and whether it is there although no row has anything in it."""

    header: str
    text: Callable[[ExportRow], str]
    is_always: bool = True


def write_csv(
    plan_name: str, rows: Sequence[ExportRow], *, delimiter: str = "", with_bom: bool = False
) -> ExportedFile:
    """The rows as a file. `delimiter` is comma, semicolon or tab; columns without anything are left out."""
    numbers = {row.id: number for number, row in enumerate(rows, start=1)}
    columns = [one for one in _columns(numbers) if one.is_always or any(one.text(row) for row in rows)]
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=DELIMITERS[delimiter], lineterminator="\r\n")
    writer.writerow([column.header for column in columns])
    for row in rows:
        writer.writerow([guarded(column.text(row)) for column in columns])
    content = made.getvalue().encode("utf-8", "replace")
    return ExportedFile(
        file_name(plan_name, "csv"), "text/csv; charset=utf-8", BOM + content if with_bom else content, ()
    )


def _columns(numbers: dict[str, int]) -> list[Column]:
    def predecessors(row: ExportRow) -> str:
        return ";".join(
            link_text(numbers[link.predecessor_id], link.type, link.lag, link.lag_kind)
            for link in row.links
            if link.predecessor_id in numbers
        )

    return [
        Column("ID", lambda row: str(numbers[row.id])),
        Column("WBS", lambda row: row.wbs),
        Column("Name", lambda row: row.name),
        Column("Kind", lambda row: "summary" if row.is_summary else "milestone" if row.is_milestone else "task"),
        Column("Start", lambda row: date_text(row.start_on)),
        Column("Finish", lambda row: date_text(row.finish_on)),
        Column("Duration", _duration, is_always=False),
        Column("Predecessors", predecessors, is_always=False),
        Column("Percent complete", lambda row: _number(row.percent_complete), is_always=False),
        Column("Actual start", lambda row: date_text(row.actual_start_on), is_always=False),
        Column("Actual finish", lambda row: date_text(row.actual_finish_on), is_always=False),
        Column("Promised start", lambda row: date_text(row.promised_start_on), is_always=False),
        Column("Promised finish", lambda row: date_text(row.promised_finish_on), is_always=False),
        Column("Forecast start", lambda row: date_text(row.forecast_start_on)),
        Column("Forecast finish", lambda row: date_text(row.forecast_finish_on)),
        Column("Slip days", lambda row: _number(row.slip_days), is_always=False),
        Column("Critical", lambda row: "" if row.is_critical is None else "yes" if row.is_critical else "no", False),
        Column("Constraint", _constraint, is_always=False),
        Column("Constraint date", _constraint_date, is_always=False),
        Column("Deadline", lambda row: date_text(row.deadline_on), is_always=False),
        Column("By hand", lambda row: "yes" if row.is_manual else "", is_always=False),
        Column("Description", lambda row: row.description or "", is_always=False),
    ]


def _duration(row: ExportRow) -> str:
    if row.duration_minutes is None or row.is_summary:
        return ""
    return length_text(row.duration_minutes, elapsed=row.duration_is_elapsed)


def _constraint(row: ExportRow) -> str:
    return "" if row.constraint in (None, ConstraintType.ASAP) else str(row.constraint)


def _constraint_date(row: ExportRow) -> str:
    return row.constraint_at.isoformat(sep=" ", timespec="minutes") if row.constraint_at else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)

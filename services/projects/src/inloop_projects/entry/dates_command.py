"""`python -m inloop_projects dates FILE`: the dates of a plan file as JSON, without a server, settings or database.

FILE is Microsoft Project XML (MSPDI) or a neutral `plan/1` JSON; which one, its content says. Printed is one object in
the shape of the `*.expected.json` files of the shared samples: `tasks` by uid, each with its nine fields. Slack is in
working minutes of the row's calendar, clock minutes where the duration is elapsed; times are local, to the minute.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from inloop_kit.errors import InloopError
from inloop_projects.domain.plan.engine import Schedule, schedule
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.model import Plan, TaskDates
from inloop_projects.domain.plan.mspdi import read_mspdi
from inloop_projects.domain.plan.neutral import read_neutral
from inloop_worktime import WorktimeError

UNREADABLE: Final = 2
PROJECT_ROW: Final = "0"
BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
DATES: Final = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


def main(arguments: Sequence[str]) -> int:
    """Print the dates of the one file named; 2 with one line on stderr when that cannot be done."""
    if len(arguments) != 1:
        sys.stderr.write("use: python -m inloop_projects dates FILE   (Microsoft Project XML, or plan/1 JSON)\n")
        return UNREADABLE
    path = Path(arguments[0])
    try:
        sys.stdout.write(json.dumps(dates_of(path.read_bytes()), sort_keys=True) + "\n")
    except OSError as wrong:
        return _refused(path, wrong.strerror or str(wrong))
    except (InloopError, WorktimeError, RecursionError) as wrong:
        return _refused(path, str(wrong))
    return 0


def dates_of(content: bytes) -> dict[str, Any]:
    """The dates of a file as plain JSON. Raises PlanFileRefused, and what `schedule` refuses."""
    is_xml = _first_sign(content) != b"{"
    plan = read_mspdi(content).plan if is_xml else read_neutral(_parsed(content))
    dates = schedule(plan)
    rows = {task_id: _row(dates[task_id]) for task_id in dates}
    if is_xml and PROJECT_ROW not in rows and rows:
        rows[PROJECT_ROW] = _project_row(plan, dates)
    return {"plan": plan.name, "project_finish": _minute(dates.project_finish), "tasks": rows}


def _first_sign(content: bytes) -> bytes:
    for mark in BYTE_ORDER_MARKS:
        content = content.removeprefix(mark)
    return content.lstrip(b"\x00 \t\r\n")[:1]


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as wrong:
        raise PlanFileRefused(f"This is not JSON: {wrong}.") from wrong
    if not isinstance(found, dict):
        raise PlanFileRefused("The file is not a plan.")
    return found


def _row(dates: TaskDates) -> dict[str, Any]:
    row: dict[str, Any] = {name: _minute(getattr(dates, name)) for name in DATES}
    row["total_slack_min"] = float(dates.total_slack_minutes)
    row["free_slack_min"] = float(dates.free_slack_minutes)
    row["critical"] = dates.is_critical
    row["summary"] = dates.is_summary
    return row


def _project_row(plan: Plan, dates: Schedule) -> dict[str, Any]:
    """The row above all others, which files have as uid 0 and plans of ours do not."""
    top = [dates[task.id] for task in plan.tasks if task.parent_id is None]
    start, early_start, late_start = (min(_all(top, name)) for name in ("start", "early_start", "late_start"))
    finish, early_finish, late_finish = (max(_all(top, name)) for name in ("finish", "early_finish", "late_finish"))
    calendar = plan.default_calendar
    slack = min(calendar.work(early_start, late_start), calendar.work(early_finish, late_finish))
    whole = TaskDates(
        start=start,
        finish=finish,
        early_start=early_start,
        early_finish=early_finish,
        late_start=late_start,
        late_finish=late_finish,
        total_slack_minutes=slack,
        free_slack_minutes=max(slack, 0),
        is_critical=any(row.is_critical for row in top),
        is_summary=True,
        duration_minutes=calendar.work(start, finish),
        percent_complete=dates.percent_complete,
    )
    return _row(whole)


def _all(rows: Iterable[TaskDates], name: str) -> list[datetime]:
    return [getattr(row, name) for row in rows]


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _refused(path: Path, why: str) -> int:
    sys.stderr.write(f"{path}: {' '.join(why.split())}\n")
    return UNREADABLE

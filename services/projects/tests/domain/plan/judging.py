"""Comparing computed dates with those of other tools, and the figures of it.

    python judging.py           how many files, rows and fields were compared, and how many differ

How to compare is told by the README of the shared samples: leaves in nine fields, slack within a minute; summaries in
four dates; what the authoring tool stored wins over what was recomputed.
"""

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

from inloop_projects.domain.plan.engine import Schedule, schedule
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.mspdi import read_mspdi
from inloop_projects.domain.plan.neutral import read_neutral

ROOT = Path(__file__).parents[5]
OURS = ROOT / "tests" / "data" / "plans"
SHARED = ROOT.parent / "shared" / "plans"

LEAF_DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
SUMMARY_DATES = ("start", "finish", "late_start", "late_finish")
# Primavera saves its own early and late dates; only start and finish are the plan's.
START_AND_FINISH_ONLY = ("PredecessorCalendar", "ProjectDefaultCalendar")


def _same_instant(plan: Plan, task_id: str, one: datetime, other: datetime) -> bool:
    """The end of a working period and the start of the next are one instant."""
    if one == other:
        return True
    calendar = plan.calendar_of(plan.task_by_id[task_id])
    return calendar.work(one, other) == 0 and {one, other} == {
        calendar.prev(max(one, other)),
        calendar.next(min(one, other)),
    }


def differences(plan: Plan, dates: Schedule, expected: dict, *, name: str, exact: bool) -> list[str]:
    wrong = []
    for uid, both in expected["tasks"].items():
        if uid == "0" and "file" in expected:
            continue
        saved, row = both.get("stored", both), dates[uid]
        fields = SUMMARY_DATES if saved["summary"] else LEAF_DATES
        if name in START_AND_FINISH_ONLY:
            fields = ("start", "finish")
        for field in fields:
            want, got = datetime.fromisoformat(saved[field]), getattr(row, field)
            if want != got and (exact or not _same_instant(plan, uid, want, got)):
                wrong.append(f"{uid} {field}: {got} instead of {want}")
        if saved["summary"] or name in START_AND_FINISH_ONLY:
            continue
        if abs(row.total_slack_minutes - saved["total_slack_min"]) > 1:
            wrong.append(f"{uid} total slack: {row.total_slack_minutes} instead of {saved['total_slack_min']}")
        if abs(row.free_slack_minutes - saved["free_slack_min"]) > 1:
            wrong.append(f"{uid} free slack: {row.free_slack_minutes} instead of {saved['free_slack_min']}")
        if row.is_critical != saved["critical"]:
            wrong.append(f"{uid} critical: {row.is_critical}")
    return wrong


def names(folder: Path) -> list[str]:
    return sorted(path.name.removesuffix(".plan.json") for path in folder.glob("*.plan.json"))


def compared(expected: dict, name: str) -> tuple[int, int]:
    """How many rows and fields of an expected file are compared."""
    rows = [row.get("stored", row) for uid, row in expected["tasks"].items() if uid != "0" or "file" not in expected]
    if name in START_AND_FINISH_ONLY:
        return len(rows), 2 * len(rows)
    leaves = sum(not row["summary"] for row in rows)
    return len(rows), 9 * leaves + len(SUMMARY_DATES) * (len(rows) - leaves)


def _judge(kind: str, plan: Plan, expected: dict, name: str, counts: Counter, *, exact: bool) -> None:
    rows, fields = compared(expected, name)
    wrong = differences(plan, schedule(plan), expected, name=name, exact=exact)
    counts.update({f"{kind} files": 1, f"{kind} rows": rows, f"{kind} fields": fields, f"{kind} differ": len(wrong)})
    for line in wrong:
        sys.stdout.write(f"{name}: {line}\n")


def main() -> int:
    """Print the figures; how many fields differ."""
    counts: Counter = Counter()
    for folder, kind in ((OURS, "generated"), (SHARED / "oracle", "shared")):
        for name in names(folder):
            plan = read_neutral(json.loads((folder / f"{name}.plan.json").read_text()))
            expected = json.loads((folder / f"{name}.expected.json").read_text())
            _judge(kind, plan, expected, name, counts, exact=kind == "generated")
    for path in sorted((SHARED / "files").glob("*.xml")):
        expected = json.loads((SHARED / "oracle" / f"{path.stem}.expected.json").read_text())
        _judge("MSPDI", read_mspdi(path.read_bytes()).plan, expected, path.stem, counts, exact=False)
    for kind in ("generated", "shared", "MSPDI"):
        files, rows, fields, wrong = (counts[f"{kind} {what}"] for what in ("files", "rows", "fields", "differ"))
        sys.stdout.write(
            f"{kind:9} plans: {files:3} files, {rows:5,} rows, {fields:6,} fields compared, {wrong} differ\n"
        )
    if not SHARED.is_dir():
        sys.stdout.write(
            "the shared samples (../shared/plans) are not beside the repository: only our own were compared\n"
        )
    return sum(count for what, count in counts.items() if what.endswith("differ"))


if __name__ == "__main__":
    sys.exit(min(main(), 1))

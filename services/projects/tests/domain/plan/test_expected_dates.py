"""Dates judged by tools that we did not write (see the README of the shared samples for how to compare)."""

import json
from datetime import datetime
from pathlib import Path

import pytest

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


def _differences(plan: Plan, dates: Schedule, expected: dict, *, name: str, exact: bool) -> list[str]:
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


def _names(folder: Path) -> list[str]:
    return sorted(path.name.removesuffix(".plan.json") for path in folder.glob("*.plan.json"))


@pytest.mark.parametrize("name", _names(OURS))
def test_generated_plans_have_exactly_the_dates_of_the_oracle(name):
    plan = read_neutral(json.loads((OURS / f"{name}.plan.json").read_text()))
    expected = json.loads((OURS / f"{name}.expected.json").read_text())
    dates = schedule(plan)
    assert _differences(plan, dates, expected, name=name, exact=True) == []
    if "project_finish" in expected:
        leaves = (row.finish for row in dates.values() if not row.is_summary)
        assert dates.project_finish == max(leaves)


def test_the_generated_plans_are_there():
    assert len(_names(OURS)) >= 6


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample plans (../shared/plans) are not present")
@pytest.mark.parametrize("name", _names(SHARED / "oracle"))
def test_plans_of_other_tools_have_the_dates_that_were_saved(name):
    plan = read_neutral(json.loads((SHARED / "oracle" / f"{name}.plan.json").read_text()))
    expected = json.loads((SHARED / "oracle" / f"{name}.expected.json").read_text())
    assert _differences(plan, schedule(plan), expected, name=name, exact=False) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample plans (../shared/plans) are not present")
@pytest.mark.parametrize("path", sorted((SHARED / "files").glob("*.xml")), ids=lambda path: path.stem)
def test_microsoft_project_files_import_with_the_dates_that_were_saved(path):
    imported = read_mspdi(path.read_bytes())
    expected = json.loads((SHARED / "oracle" / f"{path.stem}.expected.json").read_text())
    dates = schedule(imported.plan)
    assert len(dates) == len([uid for uid in expected["tasks"] if uid != "0"])
    assert _differences(imported.plan, dates, expected, name=path.stem, exact=False) == []
    assert imported.loss.elements == imported.loss.mapped + imported.loss.approximated + imported.loss.dropped

"""Dates judged by tools that we did not write (see the README of the shared samples for how to compare)."""

import json

import pytest
from judging import OURS, SHARED, differences, names

from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.mspdi import read_mspdi
from inloop_projects.domain.plan.neutral import read_neutral


@pytest.mark.parametrize("name", names(OURS))
def test_generated_plans_have_exactly_the_dates_of_the_oracle(name):
    plan = read_neutral(json.loads((OURS / f"{name}.plan.json").read_text()))
    expected = json.loads((OURS / f"{name}.expected.json").read_text())
    dates = schedule(plan)
    assert differences(plan, dates, expected, name=name, exact=True) == []
    if "project_finish" in expected:
        leaves = (row.finish for row in dates.values() if not row.is_summary)
        assert dates.project_finish == max(leaves)


def test_the_generated_plans_are_there():
    assert len(names(OURS)) >= 6


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample plans (../shared/plans) are not present")
@pytest.mark.parametrize("name", names(SHARED / "oracle"))
def test_plans_of_other_tools_have_the_dates_that_were_saved(name):
    plan = read_neutral(json.loads((SHARED / "oracle" / f"{name}.plan.json").read_text()))
    expected = json.loads((SHARED / "oracle" / f"{name}.expected.json").read_text())
    assert differences(plan, schedule(plan), expected, name=name, exact=False) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample plans (../shared/plans) are not present")
@pytest.mark.parametrize("path", sorted((SHARED / "files").glob("*.xml")), ids=lambda path: path.stem)
def test_microsoft_project_files_import_with_the_dates_that_were_saved(path):
    imported = read_mspdi(path.read_bytes())
    expected = json.loads((SHARED / "oracle" / f"{path.stem}.expected.json").read_text())
    dates = schedule(imported.plan)
    assert len(dates) == len([uid for uid in expected["tasks"] if uid != "0"])
    assert differences(imported.plan, dates, expected, name=path.stem, exact=False) == []
    assert imported.loss.elements == imported.loss.mapped + imported.loss.approximated + imported.loss.dropped

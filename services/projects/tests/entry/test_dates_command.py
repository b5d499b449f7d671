"""`python -m inloop_projects dates FILE`: the dates of files as JSON, or one clear line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from inloop_kit.errors import InloopError
from inloop_projects.entry.dates_command import dates_of, main

ROOT = Path(__file__).parents[4]
OURS = ROOT / "tests" / "data" / "plans"
SHARED = ROOT.parent / "shared" / "plans"
NINE = {
    "start",
    "finish",
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_slack_min",
    "free_slack_min",
    "critical",
}
LEAST = """<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05T08:00:00</StartDate>
<Tasks><Task><UID>7</UID><Name>Dig</Name><Duration>PT16H0M0S</Duration></Task>{more}</Tasks></Project>"""


def rows(content: str) -> dict:
    return dates_of(content.encode())["tasks"]


@pytest.mark.parametrize("name", sorted(path.name.removesuffix(".plan.json") for path in OURS.glob("*.plan.json")))
def test_a_neutral_plan_prints_the_very_rows_of_the_expected_file(name, capsys):
    assert main([str(OURS / f"{name}.plan.json")]) == 0
    printed = json.loads(capsys.readouterr().out)
    expected = json.loads((OURS / f"{name}.expected.json").read_text())
    assert printed["project_finish"] == expected["project_finish"]
    assert printed["tasks"].keys() == expected["tasks"].keys()
    for uid, row in expected["tasks"].items():
        assert printed["tasks"][uid].keys() == row.keys()
        if not row["summary"]:
            assert printed["tasks"][uid] == row


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample plans (../shared/plans) are not present")
@pytest.mark.parametrize("path", sorted((SHARED / "files").glob("*.xml")), ids=lambda path: path.stem)
def test_a_file_of_microsoft_project_prints_every_row_with_its_nine_fields(path):
    expected = json.loads((SHARED / "oracle" / f"{path.stem}.expected.json").read_text())
    printed = dates_of(path.read_bytes())["tasks"]
    assert expected["tasks"].keys() <= printed.keys() | {"0"}
    assert all(row.keys() == NINE | {"summary"} for row in printed.values())


def test_the_command_needs_no_settings_and_no_environment():
    run = subprocess.run(
        [sys.executable, "-m", "inloop_projects", "dates", str(OURS / "gen-1-40.plan.json")],
        capture_output=True,
        env={"PATH": os.environ.get("PATH", "")},
        check=True,
    )
    assert len(json.loads(run.stdout)["tasks"]) == 40
    assert run.stderr == b""


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b"<a/>", b"PK\x03\x04", b"\x00\x01", b'{"format": "plan/1"}']
)
def test_what_cannot_be_read_gets_one_line_and_exit_code_2(tmp_path, capsys, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert main([str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith(str(path))


def test_a_missing_file_a_folder_and_wrong_use_get_one_line_too(tmp_path, capsys):
    for arguments in ([str(tmp_path / "none")], [str(tmp_path)], [], ["a", "b"]):
        assert main(arguments) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_least_file_has_dates():
    found = rows(LEAST.format(more=""))
    assert (found["7"]["start"], found["7"]["finish"]) == ("2026-01-05T08:00", "2026-01-06T17:00")
    assert found["0"]["finish"] == "2026-01-06T17:00"


@pytest.mark.parametrize(
    "more",
    [
        "<Task><UID>8</UID><IsNull>1</IsNull></Task>",
        "<Task><UID>8</UID><Brandnew><Deeper>x</Deeper></Brandnew></Task>",
        "<Task><UID>8</UID><Duration>PT8H0M0S</Duration><CalendarUID>99</CalendarUID></Task>",
        "<Task><UID>8</UID><Duration>PT8H0M0S</Duration><Active>0</Active></Task>",
        "<Task><UID>8</UID><PredecessorLink><CrossProject>1</CrossProject></PredecessorLink></Task>",
        "<Task><UID>8</UID><PredecessorLink><PredecessorUID>77</PredecessorUID></PredecessorLink></Task>",
        "<Task><UID>8</UID><Duration>-PT8H0M0S</Duration></Task>",
        "<Task><UID>8</UID><Duration>P2D</Duration></Task>",
        "<Task><UID>8</UID><ExternalTask>1</ExternalTask><Start>2026-01-07T08:00:00</Start></Task>",
    ],
)
def test_odd_rows_do_not_spoil_the_others(more):
    found = rows(LEAST.format(more=more))
    assert (found["7"]["start"], found["7"]["finish"]) == ("2026-01-05T08:00", "2026-01-06T17:00")


def test_any_element_may_be_missing_or_empty_without_a_crash():
    text = (OURS / "gen-6-240.xml").read_text()
    text = text[: text.index("<Task>", text.index("<UID>60</UID>"))] + "</Tasks></Project>"
    names = sorted(set(re.findall(r"<(\w+)>", text)) - {"Project"})
    assert len(names) > 30
    read, refused = 0, 0
    for name in names:
        for changed in (
            re.sub(rf"<{name}>.*?</{name}>", "", text, flags=re.DOTALL),
            re.sub(rf"<{name}>[^<]*</{name}>", f"<{name}></{name}>", text),
        ):
            try:
                read += bool(dates_of(changed.encode())["tasks"])
            except InloopError:
                refused += 1
    assert read > 10 * refused  # a calendar that never works, times that do not exist


def test_a_neutral_plan_may_leave_out_what_is_optional():
    plan = {"format": "plan/1", "start": "2026-01-05T08:00", "tasks": [{"uid": 1, "duration_min": 960}]}
    assert rows(json.dumps(plan))["1"]["finish"] == "2026-01-06T17:00"
    plan["tasks"][0] |= {"actual_start": "2026-01-05T08:00", "percent": 50, "remaining_duration_min": None}
    plan["tasks"][0] |= {"assignments": None, "splits": None, "constraint": None, "milestone": None}
    assert rows(json.dumps(plan))["1"]["finish"] == "2026-01-06T17:00"

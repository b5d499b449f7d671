# ruff: noqa: DTZ001 - plans keep wall-clock time
"""The CSV dialect: what is written reads back, what is wrong is told with row and column, nothing is guessed."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from inloop_projects.domain.plan.csv_cells import guarded, length_of, length_text, unguarded
from inloop_projects.domain.plan.csv_reader import read_csv
from inloop_projects.domain.plan.csv_writer import write_csv
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.exported import ExportLink, ExportRow
from inloop_projects.domain.plan.model import ConstraintType, LagKind, Link, LinkType, Plan, Task
from inloop_projects.domain.plan.neutral import read_neutral
from inloop_worktime import standard

PLANS = Path(__file__).parents[5] / "tests" / "data" / "plans"
EMPTY = Plan(start=datetime(2026, 1, 5, 8), calendars={"std": standard()}, default_calendar_id="std")


def row(row_id: str, name: str, **more: object) -> ExportRow:
    day = date(2026, 1, 5)
    facts = {
        "wbs": row_id,
        "parent_id": None,
        "depth": 0,
        "is_summary": False,
        "is_milestone": False,
        "start_on": day,
        "finish_on": day,
        "forecast_start_on": day,
        "forecast_finish_on": day,
    }
    return ExportRow(id=row_id, name=name, **(facts | more))  # type: ignore[arg-type]


def table(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def problems(text: str) -> list[str]:
    with pytest.raises(PlanFileRefused) as caught:
        read_csv(text.encode(), EMPTY)
    return [violation.detail for violation in caught.value.violations] or [caught.value.detail]


def test_the_file_is_rfc_4180_in_utf_8_with_a_header() -> None:
    content = write_csv("Plan", [row("1", 'Say "hi", then\ngo'), row("2", "Größe")]).content
    assert content.startswith(b"ID,WBS,Name,Kind,Start,Finish,")
    assert content.count(b"\r\n") == 3
    assert b'"Say ""hi"", then\ngo"' in content
    assert table(content)[2][:6] == ["2", "2", "Größe", "task", "2026-01-05", "2026-01-05"]


def test_delimiter_and_byte_order_mark_are_as_asked() -> None:
    file = write_csv("Plan", [row("1", "A;B")], delimiter="semicolon", with_bom=True)
    assert file.content.startswith(b"\xef\xbb\xbfID;WBS;")
    assert table(file.content, ";")[1][2] == "A;B"
    assert read_csv(file.content, EMPTY).plan.tasks[0].name == "A;B"
    assert read_csv(file.content, EMPTY, delimiter="semicolon").plan.tasks[0].name == "A;B"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1 day", "@SUM(A1)", "\tx", "\rx", "'=1", "''-x", "=cmd|' /C calc'!A0"]
)
def test_what_a_spreadsheet_could_run_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["-5", "12", "3.5", "plain", "'quoted'", "a=b", ""])
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize("minutes", [0, 1, 59, 60, 90, 479, 480, 960, 1440, 4800])
@pytest.mark.parametrize("elapsed", [False, True])
def test_lengths_read_back_to_the_minute(minutes: int, *, elapsed: bool) -> None:
    assert length_of(length_text(minutes, elapsed=elapsed)) == (minutes, elapsed)


def test_columns_that_the_reader_does_not_see_are_not_there() -> None:
    header = table(write_csv("Plan", [row("1", "A")]).content)[0]
    assert header == ["ID", "WBS", "Name", "Kind", "Start", "Finish", "Forecast start", "Forecast finish"]


def test_predecessors_are_written_as_rows_types_and_lags() -> None:
    links = (
        ExportLink("1", LinkType.FS, 960, LagKind.WORKING),
        ExportLink("2", LinkType.SS, 0, LagKind.WORKING),
        ExportLink("3", LinkType.FF, -50, LagKind.PERCENT),
        ExportLink("4", LinkType.SF, 1440, LagKind.ELAPSED),
        ExportLink("hidden", LinkType.FS, 0, LagKind.WORKING),
    )
    rows = [row(str(number), f"T{number}") for number in range(1, 5)]
    content = write_csv("Plan", [*rows, row("5", "Last", links=links)]).content
    lines = table(content)
    assert lines[5][lines[0].index("Predecessors")] == "1FS+2d;2SS;3FF-50%;4SF+1ed"
    assert set(read_csv(content, EMPTY).plan.links) == {
        Link("1", "5", LinkType.FS, 960),
        Link("2", "5", LinkType.SS),
        Link("3", "5", LinkType.FF, -50, LagKind.PERCENT),
        Link("4", "5", LinkType.SF, 1440, LagKind.ELAPSED),
    }


@pytest.mark.parametrize("name", [path.name for path in sorted(PLANS.glob("*.plan.json"))])
def test_a_plan_of_one_calendar_reads_back_to_the_same_dates(name: str) -> None:
    read = read_neutral(json.loads((PLANS / name).read_text()))
    plan = Plan(
        start=read.start,
        calendars=read.calendars,
        default_calendar_id=read.default_calendar_id,
        tasks=tuple(plain(task, number) for number, task in enumerate(read.tasks, start=1)),
        links=read.links,
    )
    dates = schedule(plan)
    summaries = {task.parent_id for task in plan.tasks}
    numbers = {task.id: str(number) for number, task in enumerate(plan.tasks, start=1)}
    rows = []
    wbs: dict[str | None, str] = {None: ""}
    counts: dict[str | None, int] = {}
    for task in plan.tasks:
        counts[task.parent_id] = counts.get(task.parent_id, 0) + 1
        wbs[task.id] = f"{wbs[task.parent_id]}.{counts[task.parent_id]}".lstrip(".")
        span = dates.start_and_finish(task.id)
        links = tuple(
            ExportLink(one.predecessor_id, one.type, one.lag_minutes, one.lag_kind)
            for one in plan.links
            if one.successor_id == task.id
        )
        rows.append(
            row(
                task.id,
                task.name,
                wbs=wbs[task.id],
                is_summary=task.id in summaries,
                is_milestone=task.is_milestone,
                start_on=span[0].date(),
                finish_on=span[1].date(),
                duration_minutes=task.duration_minutes,
                duration_is_elapsed=task.duration_is_elapsed,
                links=links,
                constraint=task.constraint,
                constraint_at=task.constraint_date,
                deadline_on=task.deadline.date() if task.deadline else None,
            )
        )
    back = read_csv(write_csv("Plan", rows).content, plan).plan
    assert {(one.predecessor_id, one.successor_id, one.type, one.lag_minutes, one.lag_kind) for one in back.links} == {
        (numbers[one.predecessor_id], numbers[one.successor_id], one.type, one.lag_minutes, one.lag_kind)
        for one in plan.links
    }
    again = schedule(back)
    moved = [
        task.id for task in plan.tasks if again.start_and_finish(numbers[task.id]) != dates.start_and_finish(task.id)
    ]
    assert moved == []


def plain(task: Task, number: int) -> Task:
    """What a table can hold: no own calendar, no progress; a deadline is a day."""
    return Task(
        id=task.id,
        name=task.name or f"Row {number}",
        parent_id=task.parent_id,
        position=task.position,
        is_milestone=task.is_milestone,
        duration_minutes=task.duration_minutes,
        duration_is_elapsed=task.duration_is_elapsed,
        constraint=task.constraint,
        constraint_date=task.constraint_date,
    )


def test_dates_that_mean_one_thing_here_and_another_there_are_never_guessed() -> None:
    assert problems("Name,Start\nA,03/04/2026\nB,4.3.2026\n") == [
        "Row 2, column Start: '03/04/2026' is not an ISO date: write 2026-04-03, or 2026-04-03 08:00.",
        "Row 3, column Start: '4.3.2026' is not an ISO date: write 2026-04-03, or 2026-04-03 08:00.",
    ]


def test_every_problem_is_told_with_its_row_and_column() -> None:
    found = problems(
        "ID,WBS,Task name,Duration,Predecessors,% complete,Finish,Constraint\n"
        "1,1,A,five,,,,\n1,1,B,1d,9;2,,,\n3,2.1,,1d,3,150,,WHEN\n4,3,D,1d,1XX,,2026-02-30,SNET\n"
    )
    assert [text.partition(":")[0] for text in found] == [
        "Row 2, column Duration",
        "Row 3, column ID",
        "Row 3, column WBS",
        "Row 4, column WBS",
        "Row 4, column Constraint",
        "Row 4, column % complete",
        "Row 4, column Task name",
        "Row 5, column Finish",
        "Row 5, column constraint_date",
        "Row 5, column Predecessors",
        "Row 3, column Predecessors",
        "Row 3, column Predecessors",
        "Row 4, column Predecessors",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no column Name"),
        (b"Foo,Bar\n1,2\n", "no column Name"),
        (b"Name,Task\nA,B\n", "two columns say the same"),
        (b'Name\n"A\n', "Row 2: the quoting is wrong"),
        (b"Name\nA\nGr\xf6\xdfe\n", "Row 3: there is a character that is not UTF"),
        (b"Name\nA\0\n", "Row 2: the file is not a text"),
        (b"Name\nA,B\n", "Row 2, column 2"),
    ],
)
def test_files_that_are_no_tables_are_refused(content: bytes, said: str) -> None:
    with pytest.raises(PlanFileRefused, match=said):
        read_csv(content, EMPTY)


def test_a_plain_list_with_dates_becomes_a_plan_on_those_dates() -> None:
    content = "Name;Start;Finish\nA;2026-01-05;2026-01-06\nB;2026-01-12;2026-01-12\n".encode("utf-16")
    file = read_csv(content, EMPTY)
    dates = schedule(file.plan)
    assert dates["1"].finish == datetime(2026, 1, 6, 17)
    assert (dates["2"].start, dates["2"].finish) == (datetime(2026, 1, 12, 8), datetime(2026, 1, 12, 17))
    assert file.plan.tasks[1].constraint is ConstraintType.SNET
    assert (file.loss.mapped, file.loss.approximated, file.loss.dropped) == (5, 1, 0)


def test_every_filled_cell_is_counted_as_kept_or_dropped() -> None:
    loss = read_csv(b"Name,Cost,Critical,Resource\nA,5,yes,\nB,,no,Anna\n", EMPTY).loss
    assert (loss.elements, loss.mapped, loss.dropped) == (6, 4, 2)
    assert loss.dropped_elements == {"Cost": 1, "Resource": 1}

"""Files that are broken, hostile or strange: always a plan or a refusal that says where, never anything else."""

from __future__ import annotations

import gzip
import os
import random
import tracemalloc
from pathlib import Path

import pytest

from inloop_kit.errors import InloopError
from inloop_projects.domain.plan.csv_reader import read_csv
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.file_kinds import MAX_BYTES, unpacked
from inloop_projects.domain.plan.fitting import UNNAMED, fitted
from inloop_projects.domain.plan.mspdi import ImportedPlan, read_mspdi

DATA = Path(__file__).parents[5] / "tests" / "data" / "plans"
SHARED = Path(__file__).parents[5].parent / "shared" / "plans" / "files"
FILES = sorted([*DATA.glob("*.xml"), *(SHARED.glob("*.xml") if SHARED.is_dir() else ())])
HEAD = '<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05T08:00:00</StartDate>'
TASK = "<Tasks><Task><UID>1</UID><Name>Größe</Name><Duration>PT8H0M0S</Duration></Task></Tasks></Project>"
MUTATIONS = 5000 if os.environ.get("INLOOP_FULL") else 500


def refused(content: bytes) -> PlanFileRefused:
    with pytest.raises(PlanFileRefused) as caught:
        read_mspdi(content)
    return caught.value


def one(task: str, more: str = "") -> ImportedPlan:
    return read_mspdi(f"{HEAD}{more}<Tasks>{task}</Tasks></Project>".encode())


def test_bombs_external_entities_and_document_types_are_refused_with_their_line() -> None:
    bomb = "<!DOCTYPE p [\n" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' for n in range(1, 10)) + "]>\n"
    for prolog in (
        bomb,
        '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE p SYSTEM "http://localhost/p.dtd">',
        '<!DOCTYPE p [<!ENTITY % x SYSTEM "http://localhost/p.dtd"> %x;]>',
    ):
        error = refused((prolog + HEAD + TASK).encode())
        assert "document types or entities" in error.detail
        assert error.facts["line"] == 1


def test_a_file_of_a_hundred_megabytes_is_refused_at_once_and_not_copied() -> None:
    content = b" " * (100 * 1024 * 1024)
    tracemalloc.start()
    try:
        error = refused(content)
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()
    assert "at most 64 MB" in error.detail


def test_a_compressed_file_is_unpacked_within_bounds() -> None:
    content = (HEAD + TASK).encode()
    assert unpacked(gzip.compress(content)) == unpacked(content) == content
    bomb = gzip.compress(b" " * (MAX_BYTES + 1))
    for damaged in (bomb, gzip.compress(content)[:-9], gzip.compress(content) + b"more", b"\x1f\x8b\x08"):
        with pytest.raises(PlanFileRefused) as caught:
            unpacked(damaged)
        assert caught.value.violations[0].pointer == "/content"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
    ],
)
def test_encodings_that_the_file_declares_rightly_are_read(declared: str, encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{declared}"?>\n{HEAD}{TASK}'.encode(encoding)
    assert read_mspdi(content).plan.tasks[0].name == "Größe"


@pytest.mark.parametrize(
    "content",
    [
        f'<?xml version="1.0" encoding="UTF-8"?>\n{HEAD}{TASK}'.encode("latin-1"),
        f'<?xml version="1.0" encoding="UTF-16"?>\n{HEAD}{TASK}'.encode(),
        f'<?xml version="1.0" encoding="klingon"?>\n{HEAD}{TASK}'.encode(),
        f'<?xml version="1.0" encoding="utf-7"?>\n{HEAD}{TASK}'.encode(),
    ],
)
def test_encodings_that_the_file_declares_wrongly_are_refused(content: bytes) -> None:
    refused(content)


def test_a_truncated_file_names_the_line_and_the_element_that_is_open() -> None:
    content = f"{HEAD}\n<Tasks>\n<Task>\n<UID>1</UID>\n<Name>Des".encode()
    error = refused(content)
    assert (error.facts["line"], error.facts["element"]) == (5, "Name")


def test_a_value_that_makes_no_sense_names_the_line_and_the_element() -> None:
    error = refused(f"{HEAD}\n<Tasks><Task>\n<UID>1</UID>\n<Start>soon</Start></Task></Tasks></Project>".encode())
    assert (error.facts["line"], error.facts["element"]) == (4, "Start")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT8H0M0S", 480),
        ("PT8H", 480),
        ("PT1.5H", 90),
        ("PT0,5H", 30),
        ("P1D", 1440),
        ("P1W", 10080),
        ("P1DT2H30M", 1590),
        ("PT90M", 90),
        ("PT5400S", 90),
        ("+PT1H", 60),
    ],
)
def test_durations_are_read_in_every_form_of_the_standard(text: str, minutes: int) -> None:
    [task] = one(f"<Task><UID>1</UID><Duration>{text}</Duration></Task>").plan.tasks
    assert task.duration_minutes == minutes


@pytest.mark.parametrize("text", ["8h", "P", "PT", "P1Y", "PTH", "-", "PT1H1H", "PT9999999999H"])
def test_other_durations_are_refused(text: str) -> None:
    refused(f"{HEAD}<Tasks><Task><UID>1</UID><Duration>{text}</Duration></Task></Tasks></Project>".encode())


def test_files_of_other_tools_are_read_with_what_they_leave_out() -> None:
    content = (
        "<Project><Tasks>"
        "<Task><UID>0</UID><OutlineLevel>0</OutlineLevel><Name>All</Name></Task>"
        "<Task><ID>7</ID><OutlineNumber>1</OutlineNumber><Start>2026-02-02</Start><Summary>1</Summary></Task>"
        "<Task><UID>8</UID><OutlineNumber>1.1</OutlineNumber><Name>  </Name><Duration>PT8H</Duration></Task>"
        "<Task><IsNull>1</IsNull></Task>"
        "<Task><UID>9</UID><OutlineLevel>7</OutlineLevel><Name>Deep</Name></Task>"
        "</Tasks></Project>"
    )
    file = fitted(read_mspdi(content.encode()))
    assert [(task.id, task.name, task.parent_id) for task in file.plan.tasks] == [
        ("7", UNNAMED, None),
        ("8", UNNAMED, "7"),
        ("9", "Deep", "8"),
    ]
    assert file.plan.start.date().isoformat() == "2026-02-02"
    assert any("earliest start" in note for note in file.loss.notes)
    assert file.loss.approximated >= 2


def test_a_link_into_another_project_is_left_out_and_told_unless_a_row_stands_for_it() -> None:
    def rows(external: str) -> str:
        return (
            f"<Task><UID>1</UID><Start>2026-01-06T08:00:00</Start><Finish>2026-01-07T17:00:00</Finish>{external}</Task>"
            "<Task><UID>2</UID><Duration>PT8H</Duration><PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type>"
            "<CrossProject>1</CrossProject><CrossProjectName>other.mpp\\1</CrossProjectName></PredecessorLink></Task>"
        )

    left_out, kept = one(rows("")), one(rows("<ExternalTask>1</ExternalTask>"))
    assert left_out.plan.links == ()
    assert left_out.loss.dropped_elements["PredecessorLink"] == 1
    assert [link.predecessor_id for link in kept.plan.links] == ["1"]


def test_overlapping_exceptions_of_a_calendar_are_told() -> None:
    def off(first: str, last: str) -> str:
        return (
            f"<Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"
            "<DayWorking>0</DayWorking></Exception>"
        )

    calendar = (
        "<Calendars><Calendar><UID>1</UID><Name>Own</Name><IsBaseCalendar>1</IsBaseCalendar><Exceptions>"
        + off("2026-01-05", "2026-01-20")
        + off("2026-01-10", "2026-01-12")
        + "</Exceptions></Calendar></Calendars>"
    )
    assert any("'Own' has 1 exceptions" in note for note in one("<Task><UID>1</UID></Task>", calendar).loss.notes)


def test_more_different_calendars_than_can_be_scheduled_are_refused() -> None:
    calendars = "".join(
        f"<Calendar><UID>{uid}</UID><IsBaseCalendar>1</IsBaseCalendar><Exceptions><Exception><TimePeriod>"
        f"<FromDate>2026-01-{1 + uid % 28:02d}</FromDate><ToDate>2026-03-{1 + uid // 28:02d}</ToDate></TimePeriod>"
        "</Exception></Exceptions></Calendar>"
        for uid in range(1, 303)
    )
    tasks = "".join(f"<Task><UID>{uid}</UID><CalendarUID>{uid}</CalendarUID></Task>" for uid in range(1, 303))
    file = one(tasks, f"<Calendars>{calendars}</Calendars>")
    with pytest.raises(PlanFileRefused, match="at most 300 different calendars, this one by 302"):
        fitted(file)


@pytest.mark.parametrize(
    "recurring",
    [
        "<Type>6</Type><DaysOfWeek>0</DaysOfWeek>",
        "<Type>1</Type><Period>2</Period>",
        "<Type>4</Type><MonthDay>31</MonthDay>",
    ],
)
def test_calendars_that_recur_without_end_are_refused_by_line(recurring: str) -> None:
    forever = "<TimePeriod><FromDate>1984-01-01</FromDate><ToDate>2149-01-01</ToDate></TimePeriod>"
    exceptions = f"\n<Exception>{forever}{recurring}</Exception>" * 2000
    weeks = f"\n<WorkWeek>{forever}<WeekDays><WeekDay><DayType>2</DayType></WeekDay></WeekDays></WorkWeek>" * 2000
    for inside, element in (
        (f"<Exceptions>{exceptions}</Exceptions>", "Exception"),
        (f"<WorkWeeks>{weeks}</WorkWeeks>", "WorkWeek"),
    ):
        calendar = f"<Calendars><Calendar><UID>1</UID><IsBaseCalendar>1</IsBaseCalendar>{inside}</Calendar></Calendars>"
        error = refused(f"{HEAD}{calendar}{TASK}".encode())
        assert error.facts["element"] == element


@pytest.mark.parametrize("name", [path.name for path in FILES if path.stat().st_size < 400_000])
def test_mutated_files_give_a_plan_or_a_refusal_whatever_the_file(name: str) -> None:
    content = next(path for path in FILES if path.name == name).read_bytes()[:120_000]
    dice = random.Random(name)
    ends = content.rindex(b"</Task>") + 7 if b"</Task>" in content else len(content)
    whole = content[:ends] + b"</Tasks></Project>"
    for _ in range(MUTATIONS // len(FILES)):
        assert_answered(mutated(dice, whole))


def test_random_bytes_are_refused() -> None:
    dice = random.Random(3)
    for _ in range(200):
        assert_answered(dice.randbytes(dice.randrange(400)))


def assert_answered(content: bytes) -> None:
    refusal: InloopError | None = None
    try:
        file = fitted(read_mspdi(content))
        schedule(file.plan)
    except InloopError as wrong:
        refusal = wrong
    assert refusal is None or (refusal.is_public and refusal.detail)


def mutated(dice: random.Random, content: bytes) -> bytes:
    """Bytes changed, values swapped for nasty ones, pieces dropped or repeated."""
    nasty = [
        b"-1",
        b"999999999999",
        b"nan",
        b"",
        b"9999-12-31T00:00:00",
        b"0001-01-01T00:00:00",
        b"PT999999999H",
        b"\0",
    ]
    changed = bytearray(content)
    only_values = dice.random() < 0.5
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(changed))
        kind = 3 if only_values else dice.randrange(4)
        if kind == 0:
            changed[at] = dice.randrange(256)
        elif kind == 1:
            del changed[at : at + dice.randrange(40)]
        elif kind == 2:
            changed[at:at] = changed[at : at + dice.randrange(200)]
        else:
            begin = changed.find(b">", at)
            end = changed.find(b"</", begin)
            if 0 < begin < end:
                changed[begin + 1 : end] = dice.choice(nasty)
    return bytes(changed)


def test_mutated_tables_give_a_plan_or_a_refusal() -> None:
    plan = one("<Task><UID>1</UID></Task>").plan
    content = (
        b"ID,WBS,Name,Start,Finish,Duration,Predecessors,Percent complete,Constraint,Constraint date\r\n"
        b'1,1,"A, b",2026-01-05,2026-01-06,2d,,50,,\r\n2,1.1,B,2026-01-07,,4h,1FS+2d;3SS-50%,,SNET,2026-01-07\r\n'
        b"3,2,C,,,30m,,,,\r\n"
    )
    dice = random.Random(5)
    refusals = []
    for _ in range(MUTATIONS):
        try:
            schedule(fitted(read_csv(mutated(dice, content), plan)).plan)
        except InloopError as wrong:
            refusals.append(wrong)
    assert refusals
    assert all(refusal.is_public for refusal in refusals)

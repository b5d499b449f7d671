# ruff: noqa: DTZ001 - plans keep wall-clock time
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from inloop_projects.domain.plan import mspdi_xml
from inloop_projects.domain.plan.baseline import BaselineRow, snapshot
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.model import (
    Assignment,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Resource,
    ResourceKind,
    Task,
)
from inloop_projects.domain.plan.mspdi import read_mspdi
from inloop_projects.domain.plan.mspdi_writer import write_mspdi
from inloop_projects.domain.plan.neutral import read_neutral
from inloop_worktime import standard

ROOT = Path(__file__).parents[5]
PLANS = ROOT / "tests" / "data" / "plans"
DAY = 480


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour)


@pytest.fixture
def project():
    """A project file with the given tasks and other parts."""

    def make(tasks: str = "", more: str = "", *, head: str = "<StartDate>2026-01-05T08:00:00</StartDate>") -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Project xmlns="http://schemas.microsoft.com/project">\n{head}\n{more}\n<Tasks>\n{tasks}\n</Tasks></Project>'
        ).encode()

    return make


@pytest.fixture
def one_task():
    """A task of one day with the given extra elements."""

    def make(more: str = "", uid: int = 1) -> str:
        return (
            f"<Task><UID>{uid}</UID><Name>Task {uid}</Name><OutlineLevel>1</OutlineLevel>"
            f"<Duration>PT8H0M0S</Duration><DurationFormat>7</DurationFormat>{more}</Task>"
        )

    return make


@pytest.mark.parametrize("name", sorted(path.name.removesuffix(".plan.json") for path in PLANS.glob("*.plan.json")))
def test_a_written_plan_reads_back_to_the_same_dates(name):
    plan = read_neutral(json.loads((PLANS / f"{name}.plan.json").read_text()))
    dates = schedule(plan)
    imported = read_mspdi(write_mspdi(plan, dates))
    assert dict(schedule(imported.plan)) == dict(dates)
    assert imported.saved == {task_id: (row.start, row.finish) for task_id, row in dates.items()}
    assert imported.loss.dropped == imported.loss.approximated == 0


def test_the_file_that_the_story_imports_is_what_the_writer_writes(gen_6_240):
    kept = (PLANS / "gen-6-240.xml").read_bytes()
    assert write_mspdi(gen_6_240, schedule(gen_6_240)) == kept
    assert dict(schedule(read_mspdi(kept).plan)) == dict(schedule(gen_6_240))


def test_everything_that_a_plan_holds_survives_the_file(make_plan):
    rows = [
        Task(id="1", name="Phase & <more>"),
        Task(
            id="2",
            name="Half done",
            parent_id="1",
            duration_minutes=2 * DAY,
            percent_complete=50,
            actual_start=at(5, 8),
            remaining_minutes=DAY,
            resume=at(8, 8),
            deadline=at(9, 17),
        ),
        Task(id="3", name="By hand", manual_start=at(6, 8), manual_finish=at(7, 17), duration_minutes=DAY),
        Task(id="4", name="Held", duration_minutes=DAY, constraint=ConstraintType.FNLT, constraint_date=at(9, 17)),
        Task(id="5", name="Milestone", is_milestone=True),
        Task(id="6", name="Elapsed", duration_minutes=1440, duration_is_elapsed=True, is_active=False),
        Task(
            id="7",
            name="Driven",
            duration_minutes=DAY,
            levelling_delay_minutes=600,
            calendar_id="night",
            ignores_resource_calendars=True,
        ),
        Task(id="8", name="Fixed", duration_minutes=DAY, duration_is_fixed=True, calendar_id="night"),
    ]
    night = replace(standard("Night"), week=(((0, 360), (1320, 1440)),) * 7)
    plan = make_plan(
        rows,
        [
            Link("2", "4", LinkType.SS, 90),
            Link("4", "5", LinkType.FF, 1440, LagKind.ELAPSED),
            Link("2", "5", LinkType.FS, -25, LagKind.PERCENT),
            Link("5", "7", LinkType.SF, -60),
        ],
        name="All of it",
        calendars={"std": standard(), "night": night},
        resources=(Resource("r", "Anna", calendar_id="night"), Resource("s", "Steel", kind=ResourceKind.MATERIAL)),
        assignments=(
            Assignment("7", "r", units=50, work_minutes=DAY, actual_work_minutes=60, remaining_work_minutes=420),
            Assignment("8", "s", units=300, work_minutes=60),
        ),
        critical_slack_minutes=DAY,
        status_date=at(7, 8),
    )
    dates = schedule(plan)
    baselines = {0: snapshot(dates), 3: {"2": BaselineRow(at(1, 8), at(2, 17), 960, 120)}}
    imported = read_mspdi(write_mspdi(plan, dates, baselines))
    back = imported.plan
    assert [
        replace(task, calendar_id=None, position=0, is_summary=False, duration_minutes=0) for task in back.tasks
    ] == [replace(task, calendar_id=None, position=0, duration_minutes=0) for task in plan.tasks]
    assert set(back.links) == set(plan.links)
    assert [(taken.units, taken.work_minutes, taken.remaining_work_minutes) for taken in back.assignments] == [
        (50, DAY, 420),
        (300, 60, 60),
    ]
    assert [(resource.name, resource.kind) for resource in back.resources] == [
        ("Anna", ResourceKind.WORK),
        ("Steel", ResourceKind.MATERIAL),
    ]
    assert (back.name, back.status_date, back.critical_slack_minutes) == ("All of it", at(7, 8), DAY)
    assert imported.baselines == baselines
    assert dict(schedule(back)) == dict(dates)


def test_ids_that_are_no_numbers_are_numbered(make_plan):
    plan = make_plan(["b7c1", "0042"], ["b7c1>0042"])
    back = read_mspdi(write_mspdi(plan, schedule(plan))).plan
    assert [task.id for task in back.tasks] == ["1", "2"]
    assert back.links == (Link("1", "2"),)


def test_text_that_xml_cannot_hold_is_replaced(make_plan):
    plan = make_plan([Task(id="1", name="a\x00b\ud800c", duration_minutes=60)])
    assert read_mspdi(write_mspdi(plan, schedule(plan))).plan.tasks[0].name == "a\ufffdb\ufffdc"


def test_the_report_counts_every_element_once(project, one_task):
    content = project(one_task("<Cost>5</Cost><WBS>1</WBS><Unheard><Of>1</Of></Unheard>"))
    loss = read_mspdi(content).loss
    assert loss.elements == content.count(b"</")
    assert loss.dropped_elements == {"Cost": 1, "Unheard": 1, "Of": 1}
    assert (loss.dropped, loss.approximated) == (3, 0)


def test_blank_rows_and_the_row_of_the_project_are_no_tasks(project, one_task):
    blank = "<Task><UID>9</UID><IsNull>1</IsNull></Task>"
    whole = "<Task><UID>0</UID><OutlineLevel>0</OutlineLevel></Task>"
    assert [task.id for task in read_mspdi(project(whole + blank + one_task())).plan.tasks] == ["1"]


def test_outline_levels_make_the_tree(project):
    tasks = "".join(
        f"<Task><UID>{uid}</UID><OutlineLevel>{level}</OutlineLevel></Task>"
        for uid, level in ((1, 1), (2, 2), (3, 3), (4, 2), (5, 1), (6, 4))
    )
    plan = read_mspdi(project(tasks)).plan
    assert [task.parent_id for task in plan.tasks] == [None, "1", "2", "1", None, "5"]


def test_a_levelling_delay_in_days_passes_by_the_clock(project, one_task):
    content = project(one_task("<LevelingDelay>4800</LevelingDelay><LevelingDelayFormat>7</LevelingDelayFormat>"))
    assert read_mspdi(content).plan.tasks[0].levelling_delay_minutes == 1440


def test_a_link_with_another_project_is_told_and_left_out(project, one_task):
    link = "<PredecessorLink><PredecessorUID>77</PredecessorUID><Type>1</Type></PredecessorLink>"
    imported = read_mspdi(project(one_task(link)))
    assert imported.plan.links == ()
    assert "a link with a task that the file does not have" in imported.loss.notes[0]
    assert imported.loss.dropped_elements["PredecessorLink"] == 1


def test_a_task_of_another_project_keeps_its_dates(project, one_task):
    dates = "<Start>2026-01-07T08:00:00</Start><Finish>2026-01-08T17:00:00</Finish><ExternalTask>1</ExternalTask>"
    imported = read_mspdi(project(one_task(dates)))
    assert schedule(imported.plan)["1"].start == at(7, 8)
    assert imported.loss.approximated == 1


def test_a_project_scheduled_from_its_finish_says_so(project):
    head = "<StartDate>2026-01-05T08:00:00</StartDate><ScheduleFromStart>0</ScheduleFromStart>"
    assert "from its finish" in read_mspdi(project(head=head)).loss.notes[0]


def test_a_file_without_calendars_has_the_standard_one(project, one_task):
    plan = read_mspdi(project(one_task())).plan
    assert plan.default_calendar == standard()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<Project><Name>&b;</Name></Project>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project><Name>&x;</Name></Project>'
DTD = '<?xml version="1.0"?><!DOCTYPE Project SYSTEM "http://127.0.0.1:9/x.dtd"><Project/>'


@pytest.mark.parametrize("content", [BOMB, EXTERNAL, DTD])
def test_entities_and_document_types_are_refused(content):
    with pytest.raises(PlanFileRefused, match="may not declare"):
        read_mspdi(content.encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"<Project",
        b"<Project><Tasks></Project>",
        b"<html/>",
        b'<Project xmlns="http://elsewhere"/>',
        b"\xff\xfe<\x00",
        b'<?xml version="1.0" encoding="nonsense"?><Project/>',
        b"<Project>\x00</Project>",
        b"<Project/>",
    ],
)
def test_what_is_no_project_file_is_refused(content):
    with pytest.raises(PlanFileRefused):
        read_mspdi(content)


def test_depth_number_and_size_are_bounded(project, monkeypatch):
    with pytest.raises(PlanFileRefused, match="nested deeper"):
        read_mspdi(project("<Task>" + "<A>" * 40 + "</A>" * 40 + "</Task>"))
    monkeypatch.setattr(mspdi_xml, "MAX_ELEMENTS", 5)
    with pytest.raises(PlanFileRefused, match="one too many"):
        read_mspdi(project("<Task/>" * 6))
    monkeypatch.setattr(mspdi_xml, "MAX_BYTES", 10)
    with pytest.raises(PlanFileRefused, match="at most"):
        read_mspdi(project())


@pytest.mark.parametrize(
    ("element", "what"),
    [
        ("<ConstraintType>9</ConstraintType>", "does not exist"),
        ("<ConstraintType>x</ConstraintType>", "is not a number"),
        ("<ConstraintType>nan</ConstraintType>", "sensible"),
        ("<ConstraintType>1e999</ConstraintType>", "sensible"),
        ("<Deadline>03/04/2026</Deadline>", "is not a date"),
        ("<Deadline>0001-01-01T00:00:00</Deadline>", "lies outside of 1984"),
        ("<Deadline>9999-01-01T00:00:00</Deadline>", "lies outside of 1984"),
        ("<Milestone>maybe</Milestone>", "neither 0 nor 1"),
        ("<RemainingDuration>8 hours</RemainingDuration><ActualStart>2026-01-05T08:00:00</ActualStart>", "a duration"),
        ("<PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink>", "with itself"),
        ("<PredecessorLink><PredecessorUID>2</PredecessorUID><Type>7</Type></PredecessorLink>", "does not exist"),
        ("<PredecessorLink><PredecessorUID>2</PredecessorUID><LinkLag>x</LinkLag></PredecessorLink>", "not a number"),
    ],
)
def test_a_value_that_makes_no_sense_names_its_line_and_element(project, one_task, element, what):
    content = project("\n\n" + one_task(f"\n{element}"))
    with pytest.raises(PlanFileRefused, match=what) as refused:
        read_mspdi(content)
    line = refused.value.facts["line"]
    assert str(refused.value).startswith(f"Line {line}: <")
    assert 8 <= int(line) <= 9
    assert str(refused.value.facts["element"]) in element + "Task"


def test_two_tasks_of_one_uid_are_refused(project, one_task):
    with pytest.raises(PlanFileRefused, match="no UID of its own"):
        read_mspdi(project(one_task() + one_task()))


def test_a_date_with_a_zone_or_seconds_is_read_to_the_minute(project, one_task):
    content = project(one_task("<Deadline>2026-01-09T17:00:59.5Z</Deadline>"))
    assert read_mspdi(content).plan.tasks[0].deadline == at(9, 17)

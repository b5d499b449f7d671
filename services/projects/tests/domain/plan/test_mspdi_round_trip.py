# ruff: noqa: DTZ001 - plans keep wall-clock time
"""MSPDI both ways: nothing is lost between import, export and import; the elements stand in the schema's order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from inloop_projects.domain.plan.baseline import snapshot
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import PlanRefused
from inloop_projects.domain.plan.model import (
    DATED_CONSTRAINTS,
    Assignment,
    ConstraintType,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ResourceKind,
    Split,
    Task,
)
from inloop_projects.domain.plan.mspdi import ImportedPlan, read_mspdi
from inloop_projects.domain.plan.mspdi_writer import write_mspdi
from inloop_worktime import Calendar, CalendarException, standard

DATA = Path(__file__).parents[5] / "tests" / "data" / "plans"
SHARED = Path(__file__).parents[5].parent / "shared" / "plans" / "files"
FILES = sorted([*DATA.glob("*.xml"), *(SHARED.glob("*.xml") if SHARED.is_dir() else ())], key=lambda file: file.name)
DAY = 480
# The order of Microsoft's published schema, for those elements that we write.
ORDER = {
    "Project": "SaveVersion Name Title ScheduleFromStart StartDate CriticalSlackLimit CalendarUID MinutesPerDay "
    "MinutesPerWeek DaysPerMonth HonorConstraints StatusDate Calendars Tasks Resources Assignments",
    "Task": "UID ID Name Active Manual Type IsNull WBS OutlineNumber OutlineLevel Start Finish Duration ManualStart "
    "ManualFinish DurationFormat Stop Resume Milestone Summary Critical EarlyStart EarlyFinish LateStart LateFinish "
    "FreeSlack TotalSlack PercentComplete ActualStart ActualFinish ActualDuration RemainingDuration ConstraintType "
    "CalendarUID ConstraintDate Deadline LevelingDelay LevelingDelayFormat IgnoreResourceCalendar Notes "
    "PredecessorLink Baseline",
    "PredecessorLink": "PredecessorUID Type CrossProject LinkLag LagFormat",
    "Baseline": "Number Start Finish Duration DurationFormat Work",
    "Calendar": "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions",
    "Exception": "EnteredByOccurrences TimePeriod Occurrences Name Type Period DayWorking WorkingTimes",
    "Resource": "UID ID Name Type IsNull MaxUnits CalendarUID",
    "Assignment": "UID TaskUID ResourceUID ActualWork RemainingWork Units Work TimephasedData",
    "TimephasedData": "Type UID Start Finish Unit Value",
}


def written(file: ImportedPlan) -> bytes:
    return write_mspdi(file.plan, schedule(file.plan), file.baselines, file.texts)


def assert_same(first: ImportedPlan, second: ImportedPlan) -> None:
    """Every mapped field and every date."""
    assert second.plan == first.plan
    assert second.baselines == first.baselines
    assert second.texts == first.texts
    assert dict(schedule(second.plan)) == dict(schedule(first.plan))


def assert_in_order(content: bytes) -> None:
    for element in ET.fromstring(content).iter():
        order = ORDER.get(element.tag.rpartition("}")[2], "").split()
        places = [order.index(child.tag.rpartition("}")[2]) for child in element] if order else []
        assert places == sorted(places), element.tag


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_another_tool_comes_back_without_a_difference(path: Path) -> None:
    first = read_mspdi(path.read_bytes())
    content = written(first)
    assert_in_order(content)
    second = read_mspdi(content)
    assert_same(first, second)
    assert second.loss.dropped == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_element_of_a_file_is_counted_once(path: Path) -> None:
    content = path.read_bytes()
    loss = read_mspdi(content).loss
    elements = sum(1 for _ in ET.fromstring(content).iter())
    assert loss.mapped + loss.approximated + loss.dropped == loss.elements == elements
    assert sum(loss.dropped_elements.values()) == loss.dropped
    assert sum(loss.approximated_elements.values()) == loss.approximated


def test_elements_that_nobody_knows_are_counted_as_dropped() -> None:
    dice = random.Random(11)
    root = ET.fromstring((DATA / "gen-6-240.xml").read_bytes())
    known = read_mspdi(ET.tostring(root)).loss
    elements = [element for element in root.iter() if len(element)]
    for number in range(200):
        parent = dice.choice(elements)
        ET.SubElement(ET.SubElement(parent, f"Strange{number}"), "Inner").text = "x"
    loss = read_mspdi(ET.tostring(root)).loss
    assert loss.elements == known.elements + 400 == sum(1 for _ in root.iter())
    assert loss.dropped == known.dropped + 400


def test_two_hundred_random_plans_come_back_without_a_difference() -> None:
    seed = 7
    compared = 0
    for number in range(200):
        dice = random.Random(f"{seed}/{number}")
        plan = made(dice, rows=dice.randrange(3, 40))
        try:
            dates = schedule(plan)
        except PlanRefused:
            continue
        baselines = {dice.randrange(11): snapshot(dates)} if dice.random() < 0.5 else {}
        texts = {plan.tasks[0].id: "Two\nlines & <more>"}
        content = write_mspdi(plan, dates, baselines, texts)
        first = read_mspdi(content)
        assert [replace(task, position=0) for task in first.plan.tasks] == [
            replace(task, position=0) for task in plan.tasks
        ]
        assert set(first.plan.links) == set(plan.links)
        assert first.plan.resources == plan.resources
        assert first.plan.calendars == plan.calendars
        assert dict(schedule(first.plan)) == dict(dates)
        assert first.baselines == baselines
        assert first.texts == texts
        assert first.loss.dropped == 0
        assert_same(first, read_mspdi(written(first)))
        compared += len(plan.tasks)
        if number % 20 == 0:
            assert_in_order(content)
    assert compared > 2000


def made(dice: random.Random, rows: int) -> Plan:
    """A plan of everything that a file can hold."""
    start = datetime(2026, 1, 5, 8) + timedelta(days=dice.randrange(300))
    off = (start + timedelta(days=dice.randrange(60))).date()
    night = replace(standard("Night"), week=(((0, 360), (1320, 1440)),) * 7)
    calendars = {
        "1": Calendar(standard().week, (CalendarException(off, off + timedelta(days=2), (), "Off"),), "Base"),
        "2": night,
    }
    tasks: list[Task] = []
    links: list[Link] = []
    summary = None
    for number in range(1, rows + 1):
        task_id = str(number)
        if dice.random() < 0.15 and number < rows:
            summary = task_id
            tasks.append(Task(id=task_id, name=f"Phase {number}", position=number, is_summary=True))
            continue
        tasks.append(leaf(dice, task_id, summary, start))
        leaves = [task for task in tasks if not task.is_summary]
        befores = dice.sample(leaves[:-1], min(len(leaves) - 1, dice.choice([0, 1, 2])))
        links.extend(link(dice, before.id, task_id) for before in befores)
    held = {task.parent_id for task in tasks}
    tasks = [task for task in tasks if not task.is_summary or task.id in held]
    people = (Resource("1", "Anna", calendar_id="2"), Resource("2", "Steel", ResourceKind.MATERIAL, max_units=33.3))
    plain = [task for task in tasks if not task.is_summary and not task.splits and not task.actual_start]
    assigned = tuple(
        Assignment(task.id, dice.choice("12"), dice.choice([50.0, 100.0, 66.7]), dice.choice([60, 480, 960]), 0, None)
        for task in dice.sample(plain, min(len(plain), 3))
    )
    assigned = tuple(replace(one, remaining_work_minutes=one.work_minutes) for one in assigned)
    return Plan(
        start=start,
        calendars=calendars,
        default_calendar_id="1",
        tasks=tuple(tasks),
        links=tuple(links),
        resources=people,
        assignments=assigned,
        name="Random",
        critical_slack_minutes=DAY * dice.choice([0, 0, 2]),
        status_date=start + timedelta(days=9) if dice.random() < 0.3 else None,
    )


def leaf(dice: random.Random, task_id: str, summary: str | None, start: datetime) -> Task:
    task = Task(
        id=task_id,
        name=f"Row {task_id} äöü & <b>",
        parent_id=summary,
        position=int(task_id),
        duration_minutes=dice.choice([0, 30, 240, 480, 555, 2400]),
        calendar_id=dice.choice([None, None, None, "2"]),
        is_active=dice.random() > 0.05,
        duration_is_fixed=dice.random() < 0.1,
        ignores_resource_calendars=dice.random() < 0.1,
        levelling_delay_minutes=dice.choice([0, 0, 0, 600]),
    )
    kind = dice.randrange(8)
    later = start + timedelta(days=dice.randrange(40), hours=dice.randrange(9))
    if kind == 0:
        constraint = dice.choice(list(ConstraintType))
        at = later if constraint in DATED_CONSTRAINTS else None
        return replace(task, constraint=constraint, constraint_date=at, deadline=later)
    if kind == 1:
        return replace(task, manual_start=later, manual_finish=later + timedelta(days=2))
    if kind == 2:
        return replace(task, duration_minutes=1440 * dice.randrange(1, 4), duration_is_elapsed=True)
    if kind == 3:
        return replace(task, is_milestone=True, duration_minutes=0)
    if kind == 4:
        splits = (Split(240, 480), Split(480, 960))
        return replace(task, duration_minutes=960, splits=splits, calendar_id=None, is_active=True)
    return task


def link(dice: random.Random, before: str, after: str) -> Link:
    kind = dice.choice(list(LagKind))
    lag = dice.choice([0, 0, 60, -60, 960]) if kind is not LagKind.PERCENT else dice.choice([25, -25, 100])
    return Link(before, after, dice.choice(list(LinkType)), lag, kind if lag else LagKind.WORKING)


def test_the_dates_of_a_file_without_times_are_whole_days() -> None:
    content = (
        b'<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05</StartDate><Tasks><Task>'
        b"<UID>1</UID><Duration>PT8H</Duration><ConstraintType>7</ConstraintType>"
        b"<ConstraintDate>2026-01-09</ConstraintDate><Deadline>2026-01-08</Deadline></Task></Tasks></Project>"
    )
    [task] = read_mspdi(content).plan.tasks
    assert (task.constraint_date, task.deadline) == (datetime(2026, 1, 9, 17), datetime(2026, 1, 8, 17))
    assert schedule(read_mspdi(content).plan)["1"].start.date() == date(2026, 1, 5)

# ruff: noqa: DTZ001 - plans keep wall-clock time
import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))  # for judging.py beside the tests

import pytest

from inloop_projects.domain.plan.model import Link, LinkType, Plan, Task
from inloop_projects.domain.plan.neutral import read_neutral
from inloop_worktime import standard

ROOT = Path(__file__).parents[5]
PLANS = ROOT / "tests" / "data" / "plans"

MONDAY = datetime(2026, 1, 5, 8)


@pytest.fixture(scope="session")
def gen_6_240() -> Plan:
    """The generated plan of 240 rows that the story imports."""
    return read_neutral(json.loads((PLANS / "gen-6-240.plan.json").read_text()))


@pytest.fixture
def make_plan():
    """A plan from rows (ids or Tasks) and links ("a>b" is FS, "a SS b", or a Link)."""

    def make(tasks, links=(), **settings) -> Plan:
        rows = [row if isinstance(row, Task) else Task(id=row, name=row, duration_minutes=480) for row in tasks]
        rows = [row if row.position else _at_position(row, place) for place, row in enumerate(rows)]
        settings = {"start": MONDAY, "calendars": {"std": standard()}, "default_calendar_id": "std"} | settings
        return Plan(tasks=tuple(rows), links=tuple(_link(link) for link in links), **settings)

    return make


@pytest.fixture
def random_plan():
    """A plan of one calendar, with FS and SS links without leads, from a seed; every sixth row is a summary."""

    def make(seed: int, rows: int = 30) -> Plan:
        random = Random(seed)
        tasks, links, leaves, summary = [], [], [], None
        for number in range(rows):
            if number % 6 == 0:
                summary = str(number)
                tasks.append(Task(id=summary, name=f"Phase {number}", position=number))
                continue
            minutes = random.choice([60, 90, 240, 480, 555, 960, 2400])
            task_id = str(number)
            tasks.append(
                Task(id=task_id, name=f"Row {number}", parent_id=summary, position=number, duration_minutes=minutes)
            )
            for before in random.sample(leaves[-8:], min(len(leaves[-8:]), random.choice([0, 1, 1, 2, 3]))):
                kind = random.choice([LinkType.FS, LinkType.FS, LinkType.FS, LinkType.SS])
                links.append(Link(before, task_id, kind, random.choice([0, 0, 0, 120, 480])))
            leaves.append(task_id)
        start = MONDAY + timedelta(days=random.randrange(300))
        return Plan(
            start=start,
            calendars={"std": standard()},
            default_calendar_id="std",
            tasks=tuple(tasks),
            links=tuple(links),
        )

    return make


def _link(link) -> Link:
    if isinstance(link, Link):
        return link
    if ">" in link:
        return Link(*link.split(">"))
    before, kind, after = link.split()
    return Link(before, after, LinkType(kind))


def _at_position(task: Task, place: int) -> Task:
    return replace(task, position=place)

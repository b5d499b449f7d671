"""Random plans of any size with every rule that moves dates, from a seed: what `bench_schedule` dates.

Of ten rows about one is a milestone; some have elapsed durations, own calendars (a late shift, or round the clock),
date constraints and deadlines. Links of all four types go back at most 24 rows; a quarter of them have lags, some by
the clock, some negative. Holidays and half days lie in the calendars.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from inloop_projects.domain.plan.model import ConstraintType, LagKind, Link, LinkType, Plan, Task
from inloop_worktime import Calendar, CalendarException, Hours

START = datetime(2026, 1, 5, 8)  # noqa: DTZ001 - plans keep wall-clock time
OFFICE: Hours = ((480, 720), (780, 1020))
LATE: Hours = ((600, 840), (900, 1140))
DURATIONS = (0, 60, 240, 480, 480, 960, 1440, 2400, 4800, 90, 555)
LINKS = (*[LinkType.FS] * 8, LinkType.SS, LinkType.SS, LinkType.FF, LinkType.SF)
CONSTRAINTS = (
    *[ConstraintType.SNET] * 3,
    ConstraintType.FNET,
    ConstraintType.SNLT,
    ConstraintType.FNLT,
    ConstraintType.MSO,
    ConstraintType.MFO,
    ConstraintType.ALAP,
)
ROWS_OF_PHASE = 8


def random_plan(seed: int, rows: int, *, late_rows: bool = True) -> Plan:
    """A plan of so many rows, every eighth of them a phase; without rows as late as possible if not `late_rows`."""
    chance = random.Random(seed)
    tasks: list[Task] = []
    links: list[Link] = []
    leaves: list[str] = []
    phase = ""
    for number in range(rows):
        if number % ROWS_OF_PHASE == 0:
            phase = str(number)
            tasks.append(Task(id=phase, name=f"Phase {number}", position=number))
            continue
        tasks.append(_task(chance, number, phase, rows, late_rows=late_rows))
        before = chance.sample(leaves[-24:], min(len(leaves[-24:]), chance.choice([0, 1, 1, 1, 2, 2, 3])))
        links.extend(_link(chance, one, str(number)) for one in before)
        leaves.append(str(number))
    return Plan(
        start=START,
        calendars=_calendars(chance),
        default_calendar_id="office",
        tasks=tuple(tasks),
        links=tuple(links),
    )


def _task(chance: random.Random, number: int, phase: str, rows: int, *, late_rows: bool) -> Task:
    minutes = chance.choice(DURATIONS)
    elapsed = minutes > 0 and chance.random() < 0.06
    constraint, at, deadline = ConstraintType.ASAP, None, None
    if chance.random() < 0.12:
        constraint = chance.choice(CONSTRAINTS if late_rows else CONSTRAINTS[:-1])
        if constraint is not ConstraintType.ALAP:
            by_start = constraint in {ConstraintType.SNET, ConstraintType.SNLT, ConstraintType.MSO}
            at = _some_day(chance, rows) + timedelta(hours=8 if by_start else 17)
    if chance.random() < 0.06:
        deadline = _some_day(chance, rows) + timedelta(hours=17)
    return Task(
        id=str(number),
        name=f"Task {number}",
        parent_id=phase,
        position=number,
        is_milestone=minutes == 0,
        duration_minutes=chance.choice([1440, 2880, 600]) if elapsed else minutes,
        duration_is_elapsed=elapsed,
        calendar_id=chance.choice(["late", "always"]) if chance.random() < 0.1 else None,
        constraint=constraint,
        constraint_date=at,
        deadline=deadline,
    )


def _link(chance: random.Random, before: str, after: str) -> Link:
    lag, kind = 0, LagKind.WORKING
    if chance.random() < 0.25:
        lag = chance.choice([480, 960, -480, 240, 120])
        kind = LagKind.ELAPSED if chance.random() < 0.2 else LagKind.WORKING
    return Link(before, after, chance.choice(LINKS), lag, kind)


def _some_day(chance: random.Random, rows: int) -> datetime:
    return datetime.combine(START.date(), time()) + timedelta(days=chance.randrange(60 + rows // 4))


def _calendars(chance: random.Random) -> dict[str, Calendar]:
    made = {"always": Calendar(week=(((0, 1440),),) * 7, name="Round the clock")}
    for name, week in (("office", (OFFICE,) * 5 + ((), ())), ("late", ((), *(LATE,) * 5, ()))):
        days: list[date] = [START.date() + timedelta(days=day) for day in sorted(chance.sample(range(400), 12))]
        hours: list[Hours] = [chance.choice([(), (), (), ((480, 720),)]) for _ in days]
        taken = tuple(CalendarException(day, day, some) for day, some in zip(days, hours, strict=True))
        made[name] = Calendar(week=week, exceptions=taken, name=name)
    return made

"""One slip of an early task of a chain: everything is dated anew, logged, put in the ledger, reviewed and announced.

    python bench/bench_slip.py [--tasks 200,1000,5000] [--rounds 15] [--profile]

Through the actions in process, with SQLite on disk and synchronous=FULL: from the call to the commit, and again with
the answer made into its message. The chain has a milestone every 50 tasks, all promised, so that a slip writes an entry
for each. The floor is the bare computation of the dates, planned and forecast, of the same plan.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

from inloop.options.v1.access_pb2 import Level, Role
from inloop_kit.caller import Caller
from inloop_kit.database import Database
from inloop_kit.ids import new_id
from inloop_kit.migrations import migrate
from inloop_kit.testing import FixedClock
from inloop_projects.actions.plan.pictures import paint
from inloop_projects.actions.plan.plans import Edited
from inloop_projects.app import Actions
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.history import Deed, DeedKind
from inloop_projects.domain.plan.model import Link, Plan, Task
from inloop_projects.entry import plan_messages

T = TypeVar("T")
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
GOALS_MS = {200: 50.0, 1000: 150.0, 5000: 500.0}
EVERY = 50
HALF_A_DAY = 240


class Bed:
    """A workspace with one promised chain of tasks."""

    def __init__(self, folder: Path, tasks: int) -> None:
        url = f"sqlite:///{folder / 'projects.db'}"
        migrate(url, "inloop_projects")
        clock = FixedClock(START)
        self.database = Database(url, clock=clock)
        self.can = Actions(clock)
        owner = {"account_id": new_id(), "name": "Marta", "email": "marta@agency.example"}
        operator = Caller(issuer="operator", purpose="bench")
        with self.database.write() as session:
            made = self.can.workspaces.found(
                session, operator, name="Agency", time_zone="Europe/Berlin", currency="EUR", owner=owner
            )
        self.caller = Caller(
            account_id=owner["account_id"], workspace_id=made.id, role=Role.ROLE_OWNER, level=Level.LEVEL_STAFF
        )
        with self.database.write() as session:
            stand = self.can.projects.create(
                session, self.caller, name="Chain", start_on=START.date(), time_zone="", tolerance_days=0
            )
        self.caller = Caller(
            account_id=owner["account_id"],
            workspace_id=made.id,
            project_id=stand.project.id,
            role=Role.ROLE_OWNER,
            level=Level.LEVEL_STAFF,
        )
        self._fill(tasks)

    def _fill(self, count: int) -> None:
        rows = [
            Task(
                id=new_id(),
                name=f"Task {n}",
                position=n,
                is_milestone=n % EVERY == EVERY - 1,
                duration_minutes=0 if n % EVERY == EVERY - 1 else HALF_A_DAY,
                visible_from=3 if n % EVERY == EVERY - 1 else 4,
            )
            for n in range(count)
        ]
        self.early = rows[0].id
        with self.database.write() as session:
            project, picture = self.can.pictures.of(session, self.caller.project_id)
            links = tuple(Link(one.id, other.id) for one, other in pairwise(rows))
            plan = Plan(
                start=picture.plan.start,
                calendars=picture.plan.calendars,
                default_calendar_id=picture.plan.default_calendar_id,
                tasks=tuple(rows),
                links=links,
                name="Chain",
            )
            self.can.plans.write(session, project, picture, plan, Deed(DeedKind.IMPORT))
            self.can.baselines.save(session, self.caller, name="The promise", is_promise=True)

    def slip(self, minutes: int) -> Edited:
        """The early task takes longer or shorter; committed when this returns."""
        with self.database.write() as session:
            edits = [ask.ChangeDuration(self.early, minutes)]
            return self.can.plans.edit(session, self.caller, edits, texts={}, expected_revision=None)

    def plan(self) -> Plan:
        """As it is stored."""
        with self.database.read() as session:
            return self.can.pictures.of(session, self.caller.project_id)[1].plan


class Spent(NamedTuple):
    """Milliseconds of the clock and of the processor; on a busy machine the second is what compares."""

    clock: float
    cpu: float


def spent(work: Callable[[], T]) -> tuple[Spent, T]:
    """What some work takes, and its result."""
    began, worked = time.perf_counter(), time.process_time()
    result = work()
    return Spent((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000), result


def measure(tasks: int, rounds: int, *, profile: bool) -> bool:
    """Measure one size; whether it keeps its goal."""
    with tempfile.TemporaryDirectory() as folder:
        bed = Bed(Path(folder), tasks)
        plan = bed.plan()
        days = [480, -480]
        floors: list[Spent] = []
        answers: list[Spent] = []
        messages: list[Spent] = []
        bed.slip(days[0])
        bed.slip(days[1])
        for n in range(rounds):
            floors.append(spent(lambda: paint(plan, {}, START.date()))[0])
            taken, edited = spent(partial(bed.slip, days[n % 2]))
            answers.append(taken)
            messages.append(spent(partial(answer, edited))[0])
        if profile:
            watch = cProfile.Profile()
            watch.runcall(bed.slip, days[rounds % 2])
            pstats.Stats(watch, stream=sys.stdout).sort_stats("cumulative").print_stats(35)
    slip, message, floor = (typical(one) for one in (answers, messages, floors))
    whole = slip.clock + message.clock
    goal = GOALS_MS.get(tasks)
    is_kept = goal is None or whole <= goal
    print(
        f"{tasks:>6} tasks: slip {slip.clock:7.1f} ms (cpu {slip.cpu:.1f}), with its answer {whole:7.1f} ms"
        f" (cpu {slip.cpu + message.cpu:.1f}){f' of {goal:.0f}' if goal else ''}; bare dates {floor.clock:.1f} ms"
        f" (cpu {floor.cpu:.1f}); ratio of cpu {slip.cpu / floor.cpu:.1f}{'' if is_kept else '   MISSED'}"
    )
    return is_kept


def typical(given: list[Spent]) -> Spent:
    """The medians."""
    return Spent(statistics.median(one.clock for one in given), statistics.median(one.cpu for one in given))


def answer(edited: Edited) -> bytes:
    """The answer as it goes over the wire."""
    links = plan_messages.links_between(edited.plan, edited.rows)
    return plan_messages.edited(edited, links).SerializeToString()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tasks", default="200,1000,5000")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--profile", action="store_true")
    given = options.parse_args()
    sizes = [int(size) for size in given.tasks.split(",")]
    kept = [measure(size, given.rounds, profile=given.profile) for size in sizes]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

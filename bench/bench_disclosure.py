"""Disclosure against its floors and its peer: JSON of a message at a level, and a message from JSON.

    python bench/bench_disclosure.py [--tasks 5000] [--rounds 15]

Every round measures everything once, one after the other, so that a busy machine is busy for all; the medians of CPU
time are compared. `json_format` gets the message already cut down to the level (it has no masking of its own), once as
it comes and once with its fastest setting. Floors: orjson on ready dictionaries, SerializeToString and FromString on
the whole message.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from google.protobuf import json_format

from inloop.options.v1.access_pb2 import (
    CAPABILITY_ATTACH,
    CAPABILITY_MESSAGE,
    CAPABILITY_REQUEST_CHANGE,
    LEVEL_STAFF,
    LEVEL_TIMELINE,
)
from inloop.projects.v1 import projects_pb2
from inloop_kit.disclosure import decoder, encoder, mask, masked_copy

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "libs" / "kit" / "tests" / "contract"))
from demo_protos import message

Work = Callable[[], object]
GOALS = {"large": 6.0, "small": 10.0, "decode": 5.0}


def plan_of(tasks: int) -> Any:
    """A plan of rows with fourteen fields, as performance.md measures it."""
    chance = random.Random(7)
    plan = message("Plan")(name="A plan", revision=3)
    for number in range(tasks):
        task = plan.tasks.add(
            id=f"0192f0c1-1111-7111-8111-{number:012d}",
            wbs=f"{number // 40 + 1}.{number % 40 + 1}",
            name=f"Build part number {number} of the whole",
            kind=1 + number % 2,
            work_minutes=480 * chance.randint(1, 20),
            percent=chance.randint(0, 100),
            is_critical=number % 3 == 0,
            description=f"What is to be done for part {number}, in a sentence of ordinary length.",
            assignees=["Anna", "Bert"],
            internal_note="Kept inside.",
        )
        task.start_at.seconds = 1_764_000_000 + 86_400 * chance.randint(0, 400)
        task.finish_at.seconds = task.start_at.seconds + 86_400 * chance.randint(1, 30)
        task.cost.currency, task.cost.minor_units = "EUR", 100 * number
        if number:
            task.predecessor_ids.append(f"0192f0c1-1111-7111-8111-{number - 1:012d}")
    return plan


def small_project() -> Any:
    """The summary of a project, as the portal's home asks for it."""
    made = projects_pb2.Project(
        id="0192f0c1-1111-7111-8111-000000000001",
        workspace_id="0192f0c1-1111-7111-8111-000000000002",
        name="Harbour office",
        time_zone="Europe/Berlin",
        currency="EUR",
        health=projects_pb2.HEALTH_AT_RISK,
        health_reason="The opening moves 3 days.",
        percent_complete=41,
        promised_finish_on="2027-03-01",
        forecast_finish_on="2027-03-04",
        slip_days=3,
        tolerance_days=2,
        plan_revision=17,
    )
    made.next_milestone.name, made.next_milestone.forecast_on = "Shell complete", "2026-12-18"
    made.viewer.level = LEVEL_TIMELINE
    made.viewer.capabilities.extend([CAPABILITY_MESSAGE, CAPABILITY_ATTACH, CAPABILITY_REQUEST_CHANGE])
    made.promised_at.seconds = 1_764_000_000
    return made


def medians(works: dict[str, Work], rounds: int, repeats: int) -> dict[str, float]:
    """Median CPU microseconds of each work, measured in turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            began = time.process_time_ns()
            for _ in range(repeats):
                work()
            taken[name].append((time.process_time_ns() - began) / repeats / 1_000)
    return {name: statistics.median(times) for name, times in taken.items()}


def report(title: str, figures: dict[str, float], peer: str, goal: float) -> None:
    ours = figures["ours"]
    print(f"\n{title}")
    for name, micros in figures.items():
        print(f"  {name:<22}{micros:>12,.1f} us   {micros / ours:>8.2f} x ours")
    ratio = figures[peer] / ours
    print(f"  {peer} / ours = {ratio:.1f} (goal {goal:.0f})")


def encoding(made: Any, level: Any, rounds: int, repeats: int) -> dict[str, float]:
    encode, cut = encoder(type(made), level), masked_copy(made, level)
    ready = orjson.loads(encode(made))
    works: dict[str, Work] = {
        "ours": lambda: encode(made),
        "json_format": lambda: json_format.MessageToJson(cut).encode(),
        "json_format, one line": lambda: json_format.MessageToJson(cut, indent=None).encode(),
        "orjson (floor)": lambda: orjson.dumps(ready),
        "SerializeToString": made.SerializeToString,
    }
    return medians(works, rounds, repeats)


def decoding(made: Any, rounds: int, repeats: int) -> dict[str, float]:
    kind: Any = type(made)
    body = encoder(kind, LEVEL_STAFF)(made)
    decode, octets = decoder(kind, LEVEL_STAFF), made.SerializeToString()
    works: dict[str, Work] = {
        "ours": lambda: decode(body),
        "json_format": lambda: json_format.Parse(body, kind()),
        "orjson (floor)": lambda: orjson.loads(body),
        "FromString": lambda: kind.FromString(octets),
    }
    return medians(works, rounds, repeats)


def masking(made: Any, rounds: int) -> dict[str, float]:
    octets, kind = made.SerializeToString(), type(made)
    works: dict[str, Work] = {
        "ours": lambda: mask(kind.FromString(octets), LEVEL_TIMELINE),
        "FromString": lambda: kind.FromString(octets),
    }
    return medians(works, rounds, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    plan, project = plan_of(asked.tasks), small_project()
    few = max(3, asked.rounds // 3)
    large, small = GOALS["large"], GOALS["small"]
    report(f"{asked.tasks} tasks at TIMELINE", encoding(plan, LEVEL_TIMELINE, asked.rounds, 1), "json_format", large)
    report(f"{asked.tasks} tasks at STAFF", encoding(plan, LEVEL_STAFF, few, 1), "json_format", large)
    report("one task at TIMELINE", encoding(plan.tasks[7], LEVEL_TIMELINE, asked.rounds, 500), "json_format", small)
    report("a project at TIMELINE", encoding(project, LEVEL_TIMELINE, asked.rounds, 500), "json_format", small)
    report(f"{asked.tasks} tasks from JSON", decoding(plan, few, 1), "json_format", GOALS["decode"])
    report("one task from JSON", decoding(plan.tasks[7], asked.rounds, 200), "json_format", GOALS["decode"])
    report(f"{asked.tasks} tasks cut down to TIMELINE (parse and mask)", masking(plan, few), "FromString", 0)


if __name__ == "__main__":
    main()

"""Differences of plans: exact, invertible, composable."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2]))

import pytest
from random_edits import random_edits

from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.history import (
    Difference,
    apply_difference,
    compose,
    difference,
    inverse,
    touched,
)
from inloop_projects.domain.plan.model import Assignment, LagKind, Link, LinkType, Plan, Resource, Split, Task
from inloop_worktime import CalendarException, standard

EMPTY = Plan(
    start=datetime.fromisoformat("2026-11-02T08:00"), calendars={"standard": standard()}, default_calendar_id="standard"
)
SEEDS = range(20)


def through_json(given: Difference) -> Difference:
    """As it comes back from the database."""
    stored = json.loads(json.dumps(given))
    return {part: {key: (pair[0], pair[1]) for key, pair in rows.items()} for part, rows in stored.items()}


def states(seed: int, count: int = 12) -> list[Plan]:
    random, plan, found = Random(seed), EMPTY, [EMPTY]
    for _ in range(count):
        plan = apply(plan, random_edits(random, plan, random.randrange(1, 6)))
        found.append(plan)
    return found


def same(one: Plan, other: Plan) -> bool:
    return replace(one, links=()) == replace(other, links=()) and set(one.links) == set(other.links)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_difference_leads_to_the_later_state_and_its_inverse_back(seed: int) -> None:
    plans = states(seed)
    for before, after in pairwise(plans):
        found = through_json(difference(before, after))
        assert same(apply_difference(before, found), after)
        assert same(apply_difference(after, inverse(found)), before)


@pytest.mark.parametrize("seed", SEEDS)
def test_composed_differences_are_the_difference_of_the_ends(seed: int) -> None:
    plans = states(seed)
    composed: Difference = {}
    for before, after in pairwise(plans):
        composed = compose(composed, through_json(difference(before, after)))
        assert same(apply_difference(EMPTY, composed), after)
        assert composed == through_json(difference(EMPTY, after))


def test_a_difference_and_its_inverse_compose_to_nothing() -> None:
    first, *_, last = states(3)
    found = difference(first, last)
    assert compose(found, inverse(found)) == {}


def test_every_kind_of_row_comes_back_from_the_log() -> None:
    calendar = replace(standard(), exceptions=(CalendarException(date(2026, 12, 24), date(2026, 12, 26)),))
    full = replace(
        EMPTY,
        calendars={"standard": calendar, "night": standard("Night")},
        honours_constraints=False,
        tasks=(
            Task("a", "A", calendar_id="night", splits=(Split(480, 960),), duration_minutes=960, resume=EMPTY.start),
            Task("b", "B", position=1, manual_start=EMPTY.start, manual_finish=EMPTY.start, is_active=False),
        ),
        links=(Link("a", "b", LinkType.SS, -30, LagKind.PERCENT),),
        resources=(Resource("mia", "Mia", max_units=50.0),),
        assignments=(Assignment("a", "mia", 50.0, 960, 10, 950),),
    )
    found = through_json(difference(EMPTY, full))
    assert same(apply_difference(EMPTY, found), full)
    assert same(apply_difference(full, inverse(found)), EMPTY)


def test_a_new_number_among_siblings_does_not_touch_a_row() -> None:
    before = replace(EMPTY, tasks=(Task("a", position=0), Task("b", position=1)))
    after = replace(EMPTY, tasks=(Task("c", position=0), Task("a", position=1), Task("b", position=2)))
    assert touched(difference(before, after)) == {("tasks", "c")}

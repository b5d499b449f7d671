"""Fixtures of the projects service; the world itself is in world_of_projects.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from world_of_projects import MONDAY, World, add, founded

from inloop_kit.testing import FixedClock
from inloop_kit.testing.fixtures import NewDatabase
from inloop_projects.domain.plan import edits as ask


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def world(new_database: NewDatabase, clock: FixedClock) -> World:
    database = new_database("inloop_projects", clock=clock)
    return founded(database, clock, clock)


@pytest.fixture
def planned(world: World) -> World:
    """Design (5 d) > hidden review (2 d) > Build (5 d) > Launch, promised."""
    design, review, build = add("Design", 5), add("Internal review", 2, visible_from=7), add("Build", 5)
    launch = add("Launch", 0, is_milestone=True)
    world.edit(
        design,
        review,
        build,
        launch,
        ask.AddLink(design.task_id, review.task_id),
        ask.AddLink(review.task_id, build.task_id),
        ask.AddLink(build.task_id, launch.task_id),
    )
    world.promise()
    return world

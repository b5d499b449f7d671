"""Fixtures of the messaging service; the world itself is in world_of_messaging.py."""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from fake_clamd import FakeClamd
from fake_projects import FakeProjects
from served_messaging import Served
from world_of_messaging import MONDAY, World

from inloop_kit.testing import FixedClock
from inloop_kit.testing.fixtures import NewDatabase


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def world(new_database: NewDatabase, clock: FixedClock, tmp_path: Path) -> Iterator[World]:
    """Actions on a migrated database of each engine."""
    made = World(new_database("inloop_messaging", clock=clock), clock, tmp_path)
    yield made
    made.close()


@pytest.fixture
def clamd() -> Iterator[FakeClamd]:
    """A scanner on the loopback that finds what contains EICAR."""
    scanner = FakeClamd()
    yield scanner
    scanner.close()


@pytest.fixture
def served(world: World) -> Iterator[Served]:
    """The whole service behind gRPC, and a projects service that knows the world's people."""
    projects = FakeProjects(world)
    made = Served(world, projects.address)
    yield made
    made.close()
    projects.close()

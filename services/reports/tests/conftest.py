"""Fixtures of the reports service; the world itself is in world_of_reports.py."""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from world_of_reports import World

from inloop_kit.testing import FixedClock
from inloop_kit.testing.fixtures import NewDatabase
from inloop_reports.clients.press import Press


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    """A press room, warm for all tests of this process."""
    made = Press()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def world(new_database: NewDatabase, clock: FixedClock, tmp_path: Path, press: Press) -> Iterator[World]:
    made = World(new_database("inloop_reports", clock=clock), clock, tmp_path, press)
    yield made
    made.close()

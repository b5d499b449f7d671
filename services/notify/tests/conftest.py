"""Fixtures of the notify service; the world itself is in world_of_notify.py."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
import structlog
from world_of_notify import TUESDAY, World

from inloop_kit import logs
from inloop_kit.testing import FixedClock
from inloop_kit.testing.fixtures import NewDatabase


@pytest.fixture(autouse=True)
def said() -> Iterator[BytesIO]:
    """Every log line of the test, texts of exceptions included; without it they would be painted on the terminal."""
    stream = BytesIO()
    structlog.configure(
        processors=[logs._Facts("notify", with_texts=True), logs._render],
        logger_factory=structlog.BytesLoggerFactory(file=stream),
    )
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TUESDAY)


@pytest.fixture
def world(new_database: NewDatabase, clock: FixedClock, tmp_path: Path) -> Iterator[World]:
    """The service on a migrated database of each engine."""
    made = World(new_database("inloop_notify", clock=clock), clock, tmp_path)
    yield made
    made.close()

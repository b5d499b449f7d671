"""Fixtures of the gateway: its actions on both engines, and a whole gateway in front of a real gRPC server."""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from actions_world import ActionsWorld
from edge_world import EdgeWorld

from inloop_kit.testing import FixedClock
from inloop_kit.testing.fixtures import NewDatabase


@pytest.fixture
def world(new_database: NewDatabase, clock: FixedClock) -> ActionsWorld:
    return ActionsWorld(new_database("inloop_gateway", clock=clock), clock)


@pytest.fixture(scope="session")
def edge_of_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeWorld]:
    made = EdgeWorld(tmp_path_factory.mktemp("edge"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def edge(edge_of_session: EdgeWorld) -> EdgeWorld:
    """The gateway of this test run; people and projects are each test's own."""
    edge_of_session.upstream.forget()
    return edge_of_session

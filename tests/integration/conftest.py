"""The whole system as `make run` starts it, once for all tests that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from deploy.local.testing import System


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A running system with the demonstration workspace."""
    running = System(tmp_path_factory.mktemp("instance"))
    running.start()
    yield running
    running.stop()

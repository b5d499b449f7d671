import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Tests import `notes_world` beside them and `inloop_demo` above.
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

from notes_world import World


@pytest.fixture
def new_world(new_database) -> Iterator[Callable[..., World]]:
    made: list[World] = []

    def create(**how: Any) -> World:
        made.append(World(new_database("inloop_demo"), **how))
        return made[-1]

    yield create
    for one in made:
        one.close()


@pytest.fixture
def world(new_world) -> World:
    return new_world()

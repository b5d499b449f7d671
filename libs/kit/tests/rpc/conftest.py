"""Worlds of the notes service (notes_world.py), on SQLite and on PostgreSQL."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Tests import `notes_world` beside them and `inloop_demo` above; pytest's importlib mode puts no folder on the path.
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

if TYPE_CHECKING:
    from notes_world import World


@pytest.fixture
def new_world(new_database) -> Iterator[Callable[..., "World"]]:
    from notes_world import World

    made: list[World] = []

    def create(**how: object) -> World:
        made.append(World(new_database("inloop_demo"), **how))
        return made[-1]

    yield create
    for one in made:
        one.close()


@pytest.fixture
def world(new_world) -> "World":
    return new_world()

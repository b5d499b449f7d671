"""Edits as JSON and back, by the fields of their dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.edits import Edit

KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Edit)}
SEEN_FROM = "seen_from"


def write(edits: Sequence[ask.Edit], seen_from: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Edits as a JSON array of objects that name their kind, with the levels that may read them where given."""
    made = [
        {"kind": type(edit).__name__} | {one.name: _plain(getattr(edit, one.name)) for one in fields(edit)}
        for edit in edits
    ]
    return [one | {SEEN_FROM: level} for one, level in zip(made, seen_from, strict=True)] if seen_from else made


def read(stored: Sequence[dict[str, Any]]) -> tuple[Edit, ...]:
    """The inverse of `write`, without the levels."""
    return tuple(_edit(one) for one in stored)


def read_levels(stored: Sequence[dict[str, Any]], default: int) -> tuple[int, ...]:
    """The levels that may read each edit; `default` for what was written without."""
    return tuple(one.get(SEEN_FROM, default) for one in stored)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _edit(stored: dict[str, Any]) -> Edit:
    name = stored["kind"]
    readers = _readers(name)
    values = {
        key: readers[key](value) if value is not None and key in readers else value
        for key, value in stored.items()
        if key not in ("kind", SEEN_FROM)
    }
    made: Edit = KINDS[name](**values)
    return made


@cache
def _readers(name: str) -> dict[str, Callable[[Any], Any]]:
    """How to make the fields of a kind from JSON that JSON cannot hold itself: instants and enumerations."""
    found: dict[str, Callable[[Any], Any]] = {}
    for key, hint in get_type_hints(KINDS[name]).items():
        for kind in get_args(hint) or (hint,):
            if kind is datetime:
                found[key] = datetime.fromisoformat
            elif isinstance(kind, type) and issubclass(kind, Enum):
                found[key] = kind
    return found

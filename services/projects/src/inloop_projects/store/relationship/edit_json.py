"""Edits as JSON and back, by the fields of their dataclasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any, get_args

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType

KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Edit)}
ENUMS: dict[tuple[str, str], type[Enum]] = {
    ("SetConstraint", "constraint"): ConstraintType,
    ("AddLink", "type"): LinkType,
    ("AddLink", "lag_kind"): LagKind,
}
INSTANTS = {("SetConstraint", "date"), ("SetDeadline", "deadline")} | {
    ("RecordProgress", name) for name in ("actual_start", "actual_finish")
}


def write(edits: Sequence[ask.Edit]) -> list[dict[str, Any]]:
    """Edits as a JSON array of objects that name their kind."""
    return [
        {"kind": type(edit).__name__} | {one.name: _plain(getattr(edit, one.name)) for one in fields(edit)}
        for edit in edits
    ]


def read(stored: Sequence[dict[str, Any]]) -> tuple[Edit, ...]:
    """The inverse of `write`."""
    return tuple(_edit(dict(one)) for one in stored)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _edit(stored: dict[str, Any]) -> Edit:
    name = stored.pop("kind")
    for key, value in stored.items():
        if value is not None and (name, key) in INSTANTS:
            stored[key] = datetime.fromisoformat(value)
        elif value is not None and (name, key) in ENUMS:
            stored[key] = ENUMS[name, key](value)
    made: Edit = KINDS[name](**stored)
    return made

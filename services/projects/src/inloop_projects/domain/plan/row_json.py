"""Rows of a plan as JSON objects and back, by the fields of their dataclasses; fields at their default are left out."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_json(row: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults, as plain JSON. Instants are ISO 8601."""
    kind: Any = type(row)
    return {
        name: _plain(value)
        for name, default in _defaults(kind)
        if name not in without and (value := getattr(row, name)) != default
    }


def from_json(kind: Any, name: str, value: Any) -> Any:
    """The value of one field of a dataclass `kind`, from what `to_json` wrote; the default where JSON says null."""
    return default_of(kind, name) if value is None else _read(_hints(kind)[name], value)


def default_of(kind: Any, name: str) -> Any:
    """The default of a field; None for one that has none."""
    found = dict(_defaults(kind))[name]
    return None if found is MISSING else found


@lru_cache(maxsize=64)
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, one.default) for one in fields(kind) if one.init)


@lru_cache(maxsize=64)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _read(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        [hint] = [one for one in get_args(hint) if one is not type(None)]
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return tuple(_read(item, one) for one in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**{one.name: _read(_hints(hint)[one.name], value[one.name]) for one in fields(hint)})
    return value

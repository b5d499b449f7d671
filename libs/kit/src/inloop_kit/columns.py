"""Column types that mean the same on SQLite and PostgreSQL, and the one naming convention of constraints.

Instant: an aware UTC instant, microseconds. PostgreSQL: timestamptz. SQLite: text of fixed width
(`2026-11-24T08:00:00.000000Z`), so that comparing and sorting text compares and sorts instants.
Json: jsonb on PostgreSQL, json text on SQLite.
Id: a UUID in its 36 characters.
Sequence: a growing 64-bit number that the database hands out (an autoincrement primary key).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Pass as `MetaData(naming_convention=NAMING)`: migrations can then name what they change on both engines."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; naive values are refused, because nobody can say what they mean."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the engine."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """From Python to the engine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: an instant must be aware")
        value = value.astimezone(UTC)
        if dialect.name == "sqlite":
            return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the engine to Python."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        result: datetime = value
        return result.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")
Id = String(36)
Sequence = BigInteger().with_variant(Integer(), "sqlite")

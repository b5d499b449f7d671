"""Dates and instants between messages and Python; request fields were validated before."""

from __future__ import annotations

from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp


def day(text: str) -> date | None:
    """An ISO date, None for an unset field."""
    return date.fromisoformat(text) if text else None


def local(text: str) -> datetime | None:
    """A wall-clock time, None for an unset field."""
    return datetime.fromisoformat(text) if text else None


def midnight(text: str) -> datetime | None:
    """The first minute of an ISO date, None for an unset field."""
    return datetime.fromisoformat(text) if text else None


def text(value: date | None) -> str | None:
    """An ISO date for a field with presence."""
    return value.isoformat() if value else None


def local_text(value: datetime | None) -> str | None:
    """A wall-clock time to the minute for a field with presence."""
    return value.isoformat(timespec="minutes") if value else None


def stamp(value: datetime | None) -> Timestamp | None:
    """An instant for a message field; None leaves it unset."""
    if value is None:
        return None
    made = Timestamp()
    made.FromDatetime(value)
    return made


def instant(value: Timestamp) -> datetime:
    """An instant of a message field that is set, in UTC."""
    return value.ToDatetime(tzinfo=UTC)

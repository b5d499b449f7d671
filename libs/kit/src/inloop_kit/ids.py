"""Identifiers: UUID version 7 (RFC 9562, section 5.7), so that ids sort by the time they were made.

The 12 bits after the millisecond hold the fraction of it (section 6.2, method 3); within one process each id is
greater than the one before, also when the machine's clock steps back.
"""

from __future__ import annotations

import os
import re
import threading
import time
from datetime import UTC, datetime

_turn = threading.Lock()
_last = 0
_RANDOM_MASK = (1 << 62) - 1
_VERSION_7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id() -> str:
    """A new UUIDv7 in its 36 lower-case characters."""
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    tick = _next_tick(milliseconds << 12 | nanoseconds * 4096 // 1_000_000)
    random = int.from_bytes(os.urandom(8), "big") & _RANDOM_MASK
    value = (tick >> 12) << 80 | 7 << 76 | (tick & 0xFFF) << 64 | 2 << 62 | random
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def id_time(made: str) -> datetime:
    """When a UUIDv7 was made, to the millisecond, aware, in UTC. Raises ValueError for anything else."""
    if not _VERSION_7.fullmatch(made):
        raise ValueError("not a UUID of version 7")
    return datetime.fromtimestamp(int(made[:8] + made[9:13], 16) / 1000, UTC)


def _next_tick(tick: int) -> int:
    global _last  # noqa: PLW0603 - one sequence per process is the point
    with _turn:
        _last = max(tick, _last + 1)
        return _last

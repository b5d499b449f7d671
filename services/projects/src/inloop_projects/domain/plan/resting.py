"""A pause of the garbage collector while a large plan is computed.

The passes make hundreds of thousands of small objects and no cycles; the collector would walk them all several times
and find nothing. It rests while any computation runs, and goes on after the last one.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

WORTH_IT: Final = 2_000
"""Rows from which the pause pays."""

_turn = threading.Lock()
_resting = 0
_was_enabled = False


@contextmanager
def collector_resting(rows: int) -> Iterator[None]:
    """No garbage collection inside, for plans of at least WORTH_IT rows. Safe in threads and when nested."""
    if rows < WORTH_IT:
        yield
        return
    _rest()
    try:
        yield
    finally:
        _wake()


def _rest() -> None:
    global _resting, _was_enabled  # noqa: PLW0603 - the collector is one per process, and so is its pause
    with _turn:
        if not _resting:
            _was_enabled = gc.isenabled()
            gc.disable()
        _resting += 1


def _wake() -> None:
    global _resting  # noqa: PLW0603 - as above
    with _turn:
        _resting -= 1
        if not _resting and _was_enabled:
            gc.enable()

"""Instants as RFC 3339 text in UTC with milliseconds, remembered, because a plan holds the same few over and over."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from inloop_kit.validate.limits import FIRST_SECOND, LAST_SECOND

REMEMBERED = 65_536
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RFC3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?(?:[Zz]|([+-][0-9]{2}:[0-9]{2}))"
)


class InstantTexts(dict[tuple[int, int], str]):
    """(seconds, nanoseconds) to text; a miss makes the text and keeps it, and a full memory starts anew."""

    def __missing__(self, key: tuple[int, int]) -> str:
        """Make the text of an instant; fractions below a millisecond are cut off."""
        seconds, nanos = key
        moment = _EPOCH + timedelta(seconds=seconds)
        text = f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}.{nanos // 1_000_000:03d}Z"
        if len(self) >= REMEMBERED:
            self.clear()
        self[key] = text
        return text


class WholeSecondTexts(dict[int, str]):
    """The same for instants without a fraction, whose key costs no tuple."""

    def __init__(self, instants: InstantTexts) -> None:
        super().__init__()
        self._instants = instants

    def __missing__(self, seconds: int) -> str:
        """Make the text of a whole second, and keep it."""
        if len(self) >= REMEMBERED:
            self.clear()
        text = self[seconds] = self._instants[seconds, 0]
        return text


@lru_cache(maxsize=REMEMBERED)
def parse_instant(text: str) -> tuple[int, int]:
    """(seconds, nanoseconds) since 1970 of an RFC 3339 instant; raises ValueError for anything else."""
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise ValueError(text)
    stem, fraction, offset = found.groups()
    moment = datetime.fromisoformat(stem.upper() + (offset or "+00:00"))
    seconds = int((moment - _EPOCH).total_seconds())
    if not FIRST_SECOND <= seconds <= LAST_SECOND:  # an offset can carry it out of the years that there are
        raise ValueError(text)
    return seconds, int((fraction or "").ljust(9, "0"))

"""The texts in the cells of a plan as CSV: durations, lags, predecessors, dates, and protection against formulas.

A duration is a number and a unit: `90m`, `4h`, `2d`, `1w`, `1mo`, with `e` before the unit by the clock (`2ed`).
A predecessor is a row number, a type, a lag: `12`, `12FS+2d`, `7SS-4h`, `3FF+50%`, several with semicolons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from inloop_projects.domain.plan.model import LagKind, LinkType
from inloop_worktime import FIRST_DAY, LAST_DAY

DAY_MINUTES: Final = 480
LONGEST_MINUTES: Final = 2_600_000
UNITS: Final = {"m": 1, "min": 1, "h": 60, "d": DAY_MINUTES, "w": 5 * DAY_MINUTES, "mo": 20 * DAY_MINUTES}
ELAPSED_UNITS: Final = {"em": 1, "eh": 60, "ed": 1440, "ew": 7 * 1440, "emo": 30 * 1440}
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

_LENGTH = re.compile(r"(\d{1,9}(?:\.\d{1,4})?) ?(e?(?:min|mo|m|h|d|w))", re.ASCII)
_PREDECESSOR = re.compile(
    r"(\d{1,6})(FS|SS|FF|SF)?(?:([+-]) ?(\d{1,9}(?:\.\d{1,4})?) ?(e?(?:min|mo|m|h|d|w)|%))?", re.ASCII
)
_TRUE_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)


class CellRefused(ValueError):
    """What is wrong with a cell, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """One entry of the predecessors' cell: the number of the row, and how it is linked."""

    number: int
    type: LinkType
    lag: int
    lag_kind: LagKind


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what looks like one (OWASP)."""
    is_risky = text.lstrip("'").startswith(FORMULA_STARTS)
    return f"'{text}" if is_risky and not _TRUE_NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` puts there."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def length_text(minutes: int, *, elapsed: bool = False) -> str:
    """A length in the largest unit that divides it: `2d`, `4h`, `30m`, `3ed`."""
    day, mark = (1440, "e") if elapsed else (DAY_MINUTES, "")
    if minutes % day == 0:
        return f"{minutes // day}{mark}d"
    if minutes % 60 == 0:
        return f"{minutes // 60}{mark}h"
    return f"{minutes}{mark}m"


def length_of(text: str) -> tuple[int, bool]:
    """Minutes, and whether they are counted by the clock. Raises CellRefused."""
    found = _LENGTH.fullmatch(text.strip().lower())
    if found is None:
        raise CellRefused("is not a length: write 5d, 4h or 30m, or 2ed by the clock")
    return _minutes(found[1], found[2]), found[2].startswith("e")


def link_text(number: int, kind: LinkType, lag: int, lag_kind: LagKind) -> str:
    """One predecessor: `12`, `12FS+2d`, `7SS`."""
    if not lag:
        return f"{number}" if kind is LinkType.FS else f"{number}{kind.value}"
    sign = "-" if lag < 0 else "+"
    if lag_kind is LagKind.PERCENT:
        return f"{number}{kind.value}{sign}{abs(lag)}%"
    return f"{number}{kind.value}{sign}{length_text(abs(lag), elapsed=lag_kind is LagKind.ELAPSED)}"


def predecessors_of(text: str) -> list[Predecessor]:
    """The entries of a cell; `;` between them, `,` too where it is not the delimiter. Raises CellRefused."""
    return [_predecessor(part.strip()) for part in re.split("[;,]", text) if part.strip()]


def _predecessor(text: str) -> Predecessor:
    found = _PREDECESSOR.fullmatch(_upper_type(text))
    if found is None:
        raise CellRefused(f"has {text[:30]!r}, which is not a predecessor such as 12, 12FS+2d or 7SS")
    number, kind, sign, amount, unit = found.groups()
    type_ = LinkType(kind or "FS")
    if sign is None:
        return Predecessor(int(number), type_, 0, LagKind.WORKING)
    if unit == "%":
        lag, lag_kind = round(float(amount)), LagKind.PERCENT
        if lag > 100_000:  # noqa: PLR2004 - a thousand times the predecessor
            raise CellRefused("has a percentage beyond reason")
    else:
        lag = _minutes(amount, unit)
        lag_kind = LagKind.ELAPSED if unit.startswith("e") else LagKind.WORKING
    return Predecessor(int(number), type_, -lag if sign == "-" else lag, lag_kind)


def _upper_type(text: str) -> str:
    """The type in capitals, the unit in small letters."""
    head = re.match(r"\d+\s*([A-Za-z]{2})?", text)
    end = head.end() if head else 0
    return text[:end].upper().replace(" ", "") + text[end:].lower().strip()


def _minutes(amount: str, unit: str) -> int:
    minutes = round(float(amount) * (UNITS.get(unit) or ELAPSED_UNITS[unit]))
    if minutes > LONGEST_MINUTES:
        raise CellRefused("is longer than twenty years")
    return minutes


def date_of(text: str, *, ends: bool = False) -> datetime:
    """An ISO date or date and time; a date alone is its 08:00, or 17:00 where something `ends`. Raises CellRefused.

    Anything else is refused, never guessed: 03/04 is March to some and April to others.
    """
    text = text.strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?", text, re.ASCII):
        raise CellRefused("is not an ISO date: write 2026-04-03, or 2026-04-03 08:00")
    try:
        at = datetime.fromisoformat(text).replace(second=0)
    except ValueError:
        raise CellRefused("is a date that does not exist") from None
    if not FIRST_DAY <= at.date() <= LAST_DAY:
        raise CellRefused(f"lies outside of {FIRST_DAY.year} to {LAST_DAY.year}")
    return at if len(text) > 10 else datetime.combine(at, time(17) if ends else time(8))  # noqa: PLR2004 - YYYY-MM-DD


def date_text(value: date | None) -> str:
    """An ISO date; empty for none."""
    return value.isoformat() if value else ""

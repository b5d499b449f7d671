"""The colours that a painter is given: the tokens of the web client (web/src/tokens), as values for paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One value per token; `font` is a CSS family list whose first member the labels were measured for."""

    paper: str
    raised: str
    ink: str
    muted: str
    accent: str
    line: str
    done: str
    plan: str
    late: str
    waits: str
    font: str = "DejaVu Sans, sans-serif"

    def state(self, state: str) -> str:
        """Return the colour of a state; AttributeError for a word that is no state."""
        colour: str = getattr(self, state)
        return colour


LIGHT = Theme(
    paper="#ffffff", raised="#f5f7fa", ink="#1b2330", muted="#515c6e", accent="#1f5fa8", line="#868fa0",
    done="#157f74", plan="#1941a8", late="#a33a09", waits="#3a1651",
)  # fmt: skip

DARK = Theme(
    paper="#14181f", raised="#1d232d", ink="#eef1f6", muted="#b4bdcb", accent="#86b7f2", line="#77829a",
    done="#91f7ca", plan="#6f8fe8", late="#f87930", waits="#e0a8ed",
)  # fmt: skip

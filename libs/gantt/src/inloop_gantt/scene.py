"""The scene: a Gantt laid out, ready for a painter that decides nothing.

Columns are parallel lists of integers and strings, so that a scene is small as JSON and plain as a protobuf message.

Units. Horizontal positions of work are whole days from `origin_on`; a `*_finish` is the day *after* the last day of
work, so that the width of a bar is finish minus start. A milestone has start = finish = its day and stands in the
middle of it. `px_per_day` is in hundredths of a pixel and even. What ends in `_x`, `_width` or `_height` is in whole
pixels: `label_x` from the left edge of the time area (right of the names), `name_x` and `state_x` from that of the
picture.
`ABSENT` (-1) stands for "no such position": no promise, or outside the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

ABSENT = -1
CRITICAL, NEAR_CRITICAL = 1, 2


@dataclass(frozen=True, slots=True)
class RowColumns:
    """One entry per row in every list."""

    id: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    wbs: list[str] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)  # summary | task | milestone
    state: list[str] = field(default_factory=list)  # done | plan | late | waits
    state_word: list[str] = field(default_factory=list)  # the state in the reader's language
    critical: list[int] = field(default_factory=list)  # 1: a delay here moves the finish; 2: nearly
    promised_start: list[int] = field(default_factory=list)
    promised_finish: list[int] = field(default_factory=list)
    planned_start: list[int] = field(default_factory=list)
    planned_finish: list[int] = field(default_factory=list)
    forecast_start: list[int] = field(default_factory=list)  # the bar that is drawn
    forecast_finish: list[int] = field(default_factory=list)
    progress: list[int] = field(default_factory=list)  # percent, 0..100
    slip_days: list[int] = field(default_factory=list)  # working days beyond the promise; negative: ahead of it
    slip_label: list[str] = field(default_factory=list)  # "+3 d", or empty
    slip_width: list[int] = field(default_factory=list)
    name_label: list[str] = field(default_factory=list)  # the name, cut to the column of names
    name_x: list[int] = field(default_factory=list)  # where WBS and name begin, from the left edge of the picture
    wbs_width: list[int] = field(default_factory=list)
    label: list[str] = field(default_factory=list)  # beside the bar: "15 May", for a milestone "Launch, 15 May"
    label_width: list[int] = field(default_factory=list)
    label_x: list[int] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)  # the published reason in full, or empty
    reason_label: list[str] = field(default_factory=list)  # the reason as far as there is room for it beside the bar
    sentence: list[str] = field(default_factory=list)  # the row for a screen reader


@dataclass(frozen=True, slots=True)
class LinkColumns:
    """Dependencies as indexes of rows; `kind` is FS, SS, FF or SF."""

    predecessor: list[int] = field(default_factory=list)
    successor: list[int] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TickColumns:
    """The scale: `tier` 0 is the upper line of the head, 1 the lower; labels that would not fit are empty."""

    tier: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    finish: list[int] = field(default_factory=list)
    label: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShadeColumns:
    """Days without work, as far as they are wide enough to be seen at this zoom."""

    start: list[int] = field(default_factory=list)
    finish: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineColumns:
    """Vertical lines at the start of a day: `key` is today or status."""

    key: list[str] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    label_width: list[int] = field(default_factory=list)
    label_x: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LegendColumns:
    """How to read the picture: only what occurs in it. `shape` names a swatch that the painters know."""

    key: list[str] = field(default_factory=list)
    shape: list[str] = field(default_factory=list)
    word: list[str] = field(default_factory=list)
    word_width: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    text_width: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that a painter needs; see the module for units."""

    title: str  # the conclusion, as a sentence
    name: str  # the plan's own name
    language: str
    zoom: str  # days | weeks | months | quarters
    origin_on: str  # ISO date of day 0
    days: int  # width of the time area
    px_per_day: int  # hundredths of a pixel, even
    names_width: int  # of the column of names, left of the time area
    state_x: int  # where the state's icon and word stand in the column of names
    tier_height: int
    marks_height: int  # the band under the scale that holds the words of the lines
    row_height: int
    font_size: int
    rows: RowColumns
    links: LinkColumns
    ticks: TickColumns
    shades: ShadeColumns
    lines: LineColumns
    legend: LegendColumns

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows.id)

    @property
    def width(self) -> int:
        """Whole width in hundredths of a pixel, names included."""
        return self.names_width * 100 + self.days * self.px_per_day

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and integers, keyed as the fields are called; shares the scene's lists."""
        return {part.name: _plain(getattr(self, part.name)) for part in fields(self)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Scene:
        """Return the inverse of `to_dict`; TypeError for unknown or missing fields."""
        parts: dict[str, Any] = {
            "rows": RowColumns(**data["rows"]),
            "links": LinkColumns(**data["links"]),
            "ticks": TickColumns(**data["ticks"]),
            "shades": ShadeColumns(**data["shades"]),
            "lines": LineColumns(**data["lines"]),
            "legend": LegendColumns(**data["legend"]),
        }
        return cls(**{**data, **parts})


def _plain(value: object) -> object:
    """Return a group of columns as a dictionary of its lists, anything else as it is (asdict would copy)."""
    if is_dataclass(value):
        return {column.name: getattr(value, column.name) for column in fields(value)}
    return value

"""The report itself: sections of blocks of finished words, at one reader's level. A painter adds nothing to it.

A section that the level does not see is not in it, and nothing says that it is not. All texts are plain; whoever paints
them on a page treats each as text, never as markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from inloop_gantt.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A key figure of the cover; `state` is one of the four words of the Gantt, or empty."""

    label: str
    value: str
    note: str
    state: str = ""
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is said of it."""

    name: str
    text: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class FactList:
    """Names with what is said of them."""

    kind: ClassVar[str] = "facts"
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list under a small heading; `otherwise` is said when it is empty."""

    kind: ClassVar[str] = "bullets"
    title: str
    items: tuple[str, ...]
    more: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `note` is smaller and below, `state` brings its sign."""

    text: str
    note: tuple[str, ...] = ()
    state: str = ""
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `widths` in percent, one for each head."""

    kind: ClassVar[str] = "table"
    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a long list as one pre-formatted line: tab-stopped, bold for a phase. Its state stands behind it."""

    text: str
    state: str
    state_text: str
    is_phase: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """A long list: its head and the lines, in the pages that they fill."""

    kind: ClassVar[str] = "lines"
    head: str
    pages: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Something that happened, and what was said of it."""

    title: str
    line: str
    text: str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Things that happened."""

    kind: ClassVar[str] = "cards"
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Longer texts under small headings."""

    kind: ClassVar[str] = "notes"
    notes: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The Gantt, over as many landscape pages as it needs."""

    kind: ClassVar[str] = "picture"
    scene: Scene
    pages: tuple[range, ...]
    page_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """The signs of the Gantt, and what they say."""

    kind: ClassVar[str] = "legend"
    title: str
    scene: Scene


Block = FactList | Bullets | Table | Lines | Cards | Notes | Picture | Legend


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `key` is its name in links within the file."""

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report."""

    language: str
    kicker: str
    title: str
    headline: str
    tiles: tuple[Tile, ...]
    made: tuple[str, ...]
    contents: str
    internal: str
    internal_mark: str
    page_of: str
    foot: str
    workspace: str
    sections: tuple[Section, ...] = field(default=())

    @property
    def row_count(self) -> int:
        """How many lines and pictured rows it has: what its printing costs grows with them."""
        blocks = [block for section in self.sections for block in section.blocks]
        lines = sum(len(page) for block in blocks if isinstance(block, Lines) for page in block.pages)
        tables = sum(len(block.rows) for block in blocks if isinstance(block, Table))
        return lines + tables + sum(block.scene.row_count for block in blocks if isinstance(block, Picture))

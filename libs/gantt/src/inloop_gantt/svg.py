"""The Python painter: a scene to SVG for paper and HTML. It decides nothing, so it must equal the TypeScript painter.

Colours are presentation attributes, there is no `<style>` and no id: the picture passes a strict content policy, and
many of them may stand on one page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from inloop_gantt import rows_painter
from inloop_gantt.arrows import Window, arrows
from inloop_gantt.elements import Element, group, path, rect, stroke, text, to_svg_string
from inloop_gantt.scene import Scene
from inloop_gantt.theme import LIGHT, Theme

_SMALL = 1100
_LEAST_ROWS = 2


def paint(
    scene: Scene,
    *,
    rows: Sequence[int] | None = None,
    width: int | None = None,
    theme: Theme = LIGHT,
    arrows_for: Collection[int] | None = None,
    has_names: bool = True,
    has_head: bool = True,
    is_decoration: bool = False,
) -> str:
    """Return the picture of some rows (ascending indexes; all when None) as one `<svg>`.

    `width` scales the whole to that many pixels; without it the picture has the scene's own size. `arrows_for` limits
    the arrows to those that touch these rows; None draws all. A decoration has no background and no name: the words
    are beside it, in the page.
    """
    shown = range(scene.row_count) if rows is None else rows
    picture = _Picture(scene, shown, theme, has_names=has_names, has_head=has_head)
    return to_svg_string(picture.root(width, arrows_for, is_decoration=is_decoration))


def pages(scene: Scene, *, rows_per_page: int) -> list[range]:
    """Ranges of rows for pages that each repeat the head; a phase is not left alone at the foot of a page.

    Raises ValueError when a page could not hold two rows.
    """
    if rows_per_page < _LEAST_ROWS:
        raise ValueError("A page needs room for at least two rows.")
    ranges: list[range] = []
    start, count, kinds = 0, scene.row_count, scene.rows.kind
    while start < count:
        end = min(start + rows_per_page, count)
        while end < count and end - 1 > start and kinds[end - 1] == "summary":
            end -= 1
        ranges.append(range(start, end))
        start = end
    return ranges


class _Picture:
    """The geometry of one picture, in hundredths of a pixel."""

    def __init__(self, scene: Scene, rows: Sequence[int], theme: Theme, *, has_names: bool, has_head: bool) -> None:
        self.scene, self.rows, self.theme = scene, rows, theme
        self.has_names, self.has_head = has_names, has_head
        self.x0 = scene.names_width * 100 if has_names else 0
        self.scale_height = 2 * scene.tier_height * 100 if has_head else 0
        self.top = self.scale_height + (scene.marks_height * 100 if has_head else 0)
        self.row_height = scene.row_height * 100
        self.bottom = self.top + len(rows) * self.row_height
        self.right = self.x0 + scene.days * scene.px_per_day

    def root(self, width: int | None, only: Collection[int] | None, *, is_decoration: bool) -> Element:
        shown = self.right if width is None else width * 100
        attrs: dict[str, str | int | None] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": shown,
            "height": self.bottom * shown // self.right,
            "viewBox": path(0, 0, self.right, self.bottom),
            "font-family": self.theme.font,
            "font-size": self.scene.font_size * 100,
            "role": None if is_decoration else "img",
            "aria-label": None if is_decoration else self.scene.title,
            "aria-hidden": "true" if is_decoration else None,
        }
        children = [] if is_decoration else [rect(0, 0, self.right, self.bottom, fill=self.theme.paper)]
        children += [*self._ground(), *self._head(), *self._lines()]
        children.append(group(arrows(self.scene, self._window(), self.x0, self.theme, only)))
        for slot, row in enumerate(self.rows):
            children += self._row(row, self.top + slot * self.row_height + self.row_height // 2)
        return Element("svg", attrs, tuple(children))

    def _window(self) -> Window:
        half = self.row_height // 2
        middles = {row: self.top + slot * self.row_height + half for slot, row in enumerate(self.rows)}
        first, last = (self.rows[0], self.rows[-1]) if self.rows else (0, -1)
        return Window(middles, first, last, self.top, self.bottom, half)

    def _x(self, day: int) -> int:
        return self.x0 + day * self.scene.px_per_day

    def _ground(self) -> Iterator[Element]:
        scene, line = self.scene, self.theme.line
        for start, finish in zip(scene.shades.start, scene.shades.finish, strict=True):
            width = (finish - start) * scene.px_per_day
            yield rect(self._x(start), self.top, width, self.bottom - self.top, fill=line, fill_opacity="0.16")
        steps: list[str | int] = []
        for tier, start in zip(scene.ticks.tier, scene.ticks.start, strict=True):
            if tier == 1 and start > 0:
                steps += ["M", self._x(start), self.top, "V", self.bottom]
        if steps:
            yield stroke(path(*steps), line, 50, stroke_opacity="0.4")
        steps = []
        for slot in range(1, len(self.rows) + 1):
            steps += ["M", 0, self.top + slot * self.row_height, "H", self.right]
        if steps:
            yield stroke(path(*steps), line, 50, stroke_opacity="0.5")

    def _head(self) -> Iterator[Element]:
        if not self.has_head:
            return
        scene, theme, tier_height = self.scene, self.theme, self.scene.tier_height * 100
        yield rect(0, 0, self.right, self.scale_height, fill=theme.raised)
        steps: list[str | int] = []
        words = []
        for tier, start, label in zip(scene.ticks.tier, scene.ticks.start, scene.ticks.label, strict=True):
            x, y = self._x(start), tier * tier_height
            steps += ["M", x, y, "V", y + tier_height]
            if label:
                weight = "700" if tier == 0 else None
                words.append(text(x + 300, y + 1400, label, theme.ink, font_weight=weight))
        edges: list[str | int] = ["M", self.x0, tier_height, "H", self.right, "M", 0, self.top, "H", self.right]
        yield stroke(path(*steps, *edges), theme.line, 50)
        yield group(words, font_size=_SMALL)

    def _lines(self) -> Iterator[Element]:
        lines, theme = self.scene.lines, self.theme
        if self.has_names:
            yield stroke(path("M", self.x0, 0, "V", self.bottom), theme.line, 100)
        for index in reversed(range(len(lines.key))):
            is_today, x = lines.key[index] == "today", self._x(lines.day[index])
            colour, dashes = (theme.accent, None) if is_today else (theme.muted, "4 3")
            d = path("M", x, self.scale_height, "V", self.bottom)
            yield stroke(d, colour, 200 if is_today else 125, stroke_dasharray=dashes)
            if self.has_head:
                yield from self._flag(index, colour, is_today=is_today)

    def _flag(self, index: int, colour: str, *, is_today: bool) -> Iterator[Element]:
        lines, theme = self.scene.lines, self.theme
        x, y, width = self.x0 + lines.label_x[index] * 100, self.scale_height + 150, lines.label_width[index] * 100
        fill, ink = (colour, theme.paper) if is_today else (theme.paper, theme.ink)
        yield rect(x, y, width, 1700, rx=300, fill=fill, stroke=colour, stroke_width=100)
        yield text(x + 600, y + 1250, lines.label[index], ink, font_size=_SMALL)

    def _row(self, row: int, cy: int) -> Iterator[Element]:
        yield from rows_painter.bars(self.scene, row, self.x0, cy, self.theme)
        yield from rows_painter.label(self.scene, row, self.x0, cy, self.theme)
        if self.has_names:
            yield from rows_painter.names(self.scene, row, cy, self.theme)

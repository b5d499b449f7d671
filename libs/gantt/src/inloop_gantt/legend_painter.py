"""Paints the legend of a scene: each sign as it stands in the picture, its name and what it says."""

from __future__ import annotations

from collections.abc import Iterator

from inloop_gantt import marks
from inloop_gantt.elements import Element, path, rect, shape, stroke, text, to_svg_string
from inloop_gantt.scene import Scene
from inloop_gantt.theme import LIGHT, Theme

_ROW, _SIGN, _GAP = 2400, 3600, 1000


def paint_legend(scene: Scene, *, width: int, theme: Theme = LIGHT) -> str:
    """All entries in as many columns as fit into `width` pixels (at least one), read downwards."""
    legend, count = scene.legend, len(scene.legend.key)
    word_room = max(legend.word_width, default=0) * 100 + _GAP
    entry = _SIGN + _GAP + word_room + max(legend.text_width, default=0) * 100 + 2 * _GAP
    columns = max(width * 100 // entry, 1)
    per_column = max(-(-count // columns), 1)
    children: list[Element] = []
    for index in range(count):
        x, cy = index // per_column * (width * 100 // columns), index % per_column * _ROW + _ROW // 2
        children += swatch(legend.shape[index], x, cy, theme)
        words = x + _SIGN + _GAP
        children.append(text(words, cy + 425, legend.word[index], theme.ink, font_weight="700"))
        children.append(text(words + word_room, cy + 425, legend.text[index], theme.ink))
    height = per_column * _ROW
    attrs: dict[str, str | int | None] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": width * 100,
        "height": height,
        "viewBox": path(0, 0, width * 100, height),
        "font-family": theme.font,
        "font-size": scene.font_size * 100,
        "role": "img",
        "aria-label": "; ".join(f"{word}: {said}" for word, said in zip(legend.word, legend.text, strict=True)),
    }
    return to_svg_string(Element("svg", attrs, tuple(children)))


def paint_swatch(shape_name: str, *, theme: Theme = LIGHT) -> str:
    """One sign by itself, 36 by 24 pixels, for a legend whose words are in the page; ValueError for an unknown sign."""
    attrs: dict[str, str | int | None] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": _SIGN,
        "height": _ROW,
        "viewBox": path(0, 0, _SIGN, _ROW),
        "aria-hidden": "true",
    }
    return to_svg_string(Element("svg", attrs, tuple(swatch(shape_name, 0, _ROW // 2, theme))))


def swatch(name: str, x: int, cy: int, theme: Theme) -> Iterator[Element]:
    """Yield the sign in a box 36 pixels wide from x, round the middle line cy; ValueError for an unknown sign."""
    if name.startswith("state-"):
        yield marks.state_icon(name.removeprefix("state-"), x + 1300, cy, theme)
    elif name in ("promise", "forecast", "progress", "slip", "summary", "critical", "near"):
        yield from _bar_swatch(name, x + 100, cy, theme)
    elif name == "milestone":
        yield marks.promised_point(x + 1800, cy, theme)
        yield marks.point(x + 1800, cy, theme.plan)
    elif name == "link":
        yield stroke(path("M", x + 200, cy, "H", x + 3000), theme.muted, 100)
        yield shape(path("M", x + 2950, cy - 300, "L", x + 3400, cy, "L", x + 2950, cy + 300, "Z"), theme.muted)
    elif name == "today":
        yield stroke(path("M", x + 1800, cy - 1000, "V", cy + 1000), theme.accent, 200)
    elif name == "status":
        yield stroke(path("M", x + 1800, cy - 1000, "V", cy + 1000), theme.muted, 125, stroke_dasharray="4 3")
    elif name == "shade":
        yield rect(x + 100, cy - 800, 3400, 1600, fill=theme.line, fill_opacity="0.16")
    else:
        raise ValueError(f"There is no sign called {name}.")


def _bar_swatch(name: str, x: int, cy: int, theme: Theme) -> Iterator[Element]:
    width = 3400
    if name == "promise":
        yield marks.frame(x, width, cy, theme)
    elif name == "summary":
        yield marks.bracket(x, width, cy, theme.plan)
    else:
        yield marks.bar(x, width, cy, theme.late if name == "slip" else theme.plan)
    if name == "slip":
        yield marks.hatch(x, width, cy - marks.BAR_HALF, 2 * marks.BAR_HALF, theme.paper)
    if name == "progress":
        yield marks.progress(x, width, cy, 60, theme)
    if name == "critical":
        yield marks.underline(x, width, cy, theme)
    if name == "near":
        yield marks.dashes(x, width, cy, theme)

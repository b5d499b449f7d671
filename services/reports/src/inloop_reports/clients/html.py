"""The report as one HTML page with nothing to fetch: texts escaped by the template engine, pictures by the painter."""

from __future__ import annotations

from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from inloop_gantt.legend_painter import paint_swatch
from inloop_gantt.scene import Scene
from inloop_gantt.svg import paint
from inloop_reports.domain.report import Picture, Report

PICTURE_WIDTH = 1040
"""CSS pixels between the margins of a landscape A4 page."""

_SIGNS = {"done": "✓", "plan": "●", "late": "▲", "waits": "◆", "": ""}


def render_html(report: Report) -> str:
    """The page; the same report gives the same text."""
    return _template.render(report=report)


def _picture(block: Picture, page: int) -> Markup:
    """One page of the Gantt; its words for those who do not see it are the sentences of its rows."""
    rows = block.pages[page]
    words = " ".join((f"{block.page_titles[page]}.", *(f"{block.scene.rows.sentence[row]}." for row in rows)))
    svg = paint(block.scene, rows=rows, width=PICTURE_WIDTH)
    return _titled(svg, words)


def _swatch(scene: Scene, index: int) -> Markup:
    """A sign of the legend; its words stand beside it."""
    return _titled(paint_swatch(scene.legend.shape[index]), scene.legend.word[index])


def _titled(svg: str, words: str) -> Markup:
    """An SVG of the painter, which escapes what it writes, with a `<title>`: that is what a PDF reader reads out."""
    start, end, rest = svg.partition(">")
    return Markup(f"{start}{end}<title>{escape(words)}</title>{rest}")  # noqa: S704 - both parts are escaped


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("inloop_reports.clients", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"picture": _picture, "swatch": _swatch, "signs": _SIGNS}
    return made


_template = _environment().get_template("report.html.j2")

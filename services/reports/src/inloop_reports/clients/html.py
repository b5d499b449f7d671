"""The report as one HTML page, with its pictures beside it, named `picture:<number>`: nothing else could be fetched.

Texts are escaped by the template engine, those in pictures by their painter.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from inloop_gantt.legend_painter import paint_swatch
from inloop_gantt.scene import Scene
from inloop_gantt.svg import paint
from inloop_reports.clients.press_frames import SCHEME, Page
from inloop_reports.domain.report import Picture, Report

PICTURE_WIDTH = 1040
"""CSS pixels between the margins of a landscape A4 page."""

_SIGNS = {"done": "✓", "plan": "●", "late": "▲", "waits": "◆", "": ""}


def render_html(report: Report) -> Page:
    """The page; the same report gives the same page."""
    pictures: list[str] = []

    def add(svg: str) -> str:
        pictures.append(svg)
        return f"{SCHEME}:{len(pictures) - 1}"

    def picture(block: Picture, page: int) -> str:
        """One page of the Gantt."""
        return add(paint(block.scene, rows=block.pages[page], width=PICTURE_WIDTH))

    def sentences(block: Picture, page: int) -> str:
        """One page of the Gantt for those who do not see it."""
        rows = block.scene.rows.sentence
        return " ".join((f"{block.page_titles[page]}.", *(f"{rows[row]}." for row in block.pages[page])))

    def swatch(scene: Scene, index: int) -> str:
        """A sign of the legend."""
        return add(paint_swatch(scene.legend.shape[index]))

    html = _template.render(report=report, picture=picture, sentences=sentences, swatch=swatch)
    return Page(html=html, pictures=tuple(pictures))


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("inloop_reports.clients", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["signs"] = _SIGNS
    return made


_template = _environment().get_template("report.html.j2")

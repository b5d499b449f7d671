"""HTML to PDF, in a process that is made for one page and thrown away (press_room.py). Nothing is fetched, ever.

WeasyPrint draws the text of an SVG letter by letter, which is most of what a Gantt costs; ours never bends or spreads
letters, so a text without such wishes is drawn as one line here (`_whole_line`), and anything else by WeasyPrint.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from collections.abc import Callable
from math import inf
from typing import Any

import weasyprint
from weasyprint import svg as weasyprint_svg
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.svg.text import Style, TextBox
from weasyprint.svg.utils import size
from weasyprint.text.line_break import split_first_line
from weasyprint.urls import URLFetcher, URLFetcherResponse

from inloop_reports.clients.press_frames import SCHEME, Page

LAYING_OUT, PRINTING = "laying_out", "printing"
_FIRST_PRINTING_STEP = 6
_PICTURE_LOST = "Failed to render SVG"
# What would bend, spread or turn a text, or needs WeasyPrint's own care.
_WISHES = (
    *("dx", "dy", "rotate", "letter-spacing", "textLength", "display-anchor", "dominant-baseline", "text-anchor"),
    *("alignment-baseline", "font-style", "direction", "stroke", "fill-opacity"),
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_WEIGHTS = {"normal": 400, "bold": 700}
_letter_by_letter = weasyprint_svg.TAGS["text"]
# Of the one page of this process.
_lines: dict[tuple[str, str, str, float], tuple[Any, float, float]] = {}


class PictureLost(Exception):
    """A picture of the page was not drawn to its end; WeasyPrint would go on without it and only log that."""


class Refusing(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Hands out the pictures that came with the page and fetches nothing: not from the network, not from files."""

    def __init__(self, pictures: tuple[str, ...]) -> None:
        super().__init__()
        self._pictures = {f"{SCHEME}:{number}": picture for number, picture in enumerate(pictures)}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - theirs
        """A picture of the page; anything else is refused, and WeasyPrint goes on without it."""
        picture = self._pictures.get(url)
        if picture is None:
            raise ValueError("A page has nothing to fetch.")
        return URLFetcherResponse(url, picture, {"Content-Type": "image/svg+xml"})


def draw(page: Page, on_step: Callable[[str], None]) -> tuple[bytes, int]:
    """The PDF (tagged, PDF/UA-1) and how many pages it has; the same page gives the same bytes."""
    _listen(on_step)
    complaints = _complaints()
    _lines.clear()
    fetcher = Refusing(page.pictures)
    document = weasyprint.HTML(string=page.html, base_url="about:blank", url_fetcher=fetcher).render()
    identifier = hashlib.sha256(page.to_bytes()).hexdigest()[:32].encode()
    pdf = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    if any(message.startswith(_PICTURE_LOST) for message in complaints):
        raise PictureLost
    return pdf, len(document.pages)


def warm() -> None:
    """Load what every page needs: fonts, styles, the parts of WeasyPrint."""
    _draw_whole_lines()
    text = '<text x="1" y="9" fill="#000000" font-family="DejaVu Sans, sans-serif" font-weight="{}">Ag ✓ ● ▲ ◆ é</text>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg">{text.format(400)}{text.format(700)}</svg>'
    body = "<h1>Ag</h1><table><thead><tr><th>a</table><pre>a\tb</pre><b>b</b>✓ ● ▲ ◆ → <img alt=a src='picture:0'>"
    html = f"<html lang=en><title>x</title><body style='font-family: DejaVu Sans'>{body}"
    draw(Page(html=html, pictures=(picture,)), lambda _step: None)


def refuse_the_world() -> None:
    """A second lock behind the fetcher: this process opens no connection and starts no program."""

    def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
        if event.startswith(("socket.", "subprocess.", "os.exec", "os.system", "os.posix_spawn", "urllib.")):
            raise PermissionError("A page reaches nothing.")

    sys.addaudithook(refuse)


def _draw_whole_lines() -> None:
    """Put ours in the place of WeasyPrint's, in its table and under the name by which it knows texts there."""
    for tag, drawn_by in list(weasyprint_svg.TAGS.items()):
        if drawn_by is _letter_by_letter:
            weasyprint_svg.TAGS[tag] = _whole_line
    weasyprint_svg.text = _whole_line


def _complaints() -> list[str]:
    """A list that fills with what WeasyPrint logs; nothing of it is printed, because it may repeat the page."""
    found: list[str] = []

    class Complaints(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(str(record.msg))

    logging.getLogger("weasyprint").handlers[:] = [Complaints()]
    return found


def _listen(on_step: Callable[[str], None]) -> None:
    """Hear WeasyPrint's own report of its progress."""

    class Steps(logging.Handler):
        told = ""

        def emit(self, record: logging.LogRecord) -> None:
            found = re.match(r"Step (\d)", record.getMessage())
            step = PRINTING if found and int(found[1]) >= _FIRST_PRINTING_STEP else LAYING_OUT
            if step != self.told:
                self.told = step
                on_step(step)

    progress = logging.getLogger("weasyprint.progress")
    progress.handlers[:] = [Steps()]
    progress.setLevel(logging.INFO)


def _whole_line(svg: Any, node: Any, font_size: float) -> None:
    """Draw a text of an SVG at its x and y as one line in one colour."""
    fill = node.get("fill", "")
    is_plain = node.text and "x" in node.attrib and "y" in node.attrib and _COLOUR.fullmatch(fill)
    if not is_plain or any(node.get(wish) for wish in _WISHES):
        _letter_by_letter(svg, node, font_size)
        return
    key = (node.text, node.get("font-family", "sans-serif"), node.get("font-weight", "400"), font_size)
    if key not in _lines:
        _lines[key] = _line(svg, *key)
    box, width, height = _lines[key]
    x, y = size(node.get("x"), font_size, svg.inner_width), size(node.get("y"), font_size, svg.inner_height)
    node.text_bounding_box = (x, y - box.baseline, width, height)
    svg.cursor_position, svg.cursor_d_position = (x + width, y), [0, 0]
    svg.stream.push_state()
    svg.stream.set_color(weasyprint_svg.color(fill))
    svg.stream.begin_text()
    svg.fill_stroke(True, None, text=True)
    draw_first_line(svg.stream, box, "none", "none", Matrix(d=-1, e=x, f=y))
    svg.stream.end_text()
    svg.stream.pop_state()


def _line(svg: Any, text: str, family: str, weight: str, font_size: float) -> tuple[Any, float, float]:
    """A text laid out, its width and its height; the same words stand in many rows."""
    style = Style()
    style.update(INITIAL_VALUES)
    style.font_config = svg.font_config
    style["font_family"] = [font.strip(" \"'") for font in family.split(",")]
    style["font_weight"] = _WEIGHTS.get(weight) or (int(weight) if weight.isdigit() else _WEIGHTS["normal"])
    style["font_size"] = font_size
    layout, _, _, width, height, baseline = split_first_line(text, style, svg.context, inf, 0)
    layout.reactivate(style)
    box = TextBox(layout, style)
    box.baseline = baseline
    return box, width, height

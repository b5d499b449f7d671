"""The signs of the Gantt, each drawn round a middle line: bars, frames, diamonds, hatches, the four states.

All positions are hundredths of a pixel. web/src/features/timeline/painter/marks.ts draws the same.
"""

from __future__ import annotations

from inloop_gantt.elements import Element, path, rect, shape, stroke
from inloop_gantt.theme import Theme

FRAME_HALF, BAR_HALF, BAND_HALF = 800, 500, 300
PROMISE_RADIUS, FORECAST_RADIUS = 1000, 650
FOOT = 500
WHOLE = 100  # percent: a finished bar needs no stripe
LEAST_STRIPED = 800  # a stripe in a bar narrower than this would look like a hole
_LEAST_BAR = 200
_HATCH_STEP = 500


def width_of(start: int, finish: int) -> int:
    """Width of a bar; never so narrow that it could not be seen."""
    return max(finish - start, _LEAST_BAR)


def frame(x: int, width: int, cy: int, theme: Theme) -> Element:
    """Return the promise of a piece of work: an outline."""
    return rect(x, cy - FRAME_HALF, width, 2 * FRAME_HALF, rx=250, fill="none", stroke=theme.muted, stroke_width=125)


def bar(x: int, width: int, cy: int, fill: str) -> Element:
    """Return the forecast of a piece of work: solid."""
    return rect(x, cy - BAR_HALF, width, 2 * BAR_HALF, rx=150, fill=fill)


def bracket(x: int, width: int, cy: int, fill: str) -> Element:
    """Return the forecast of a phase: a bar with feet."""
    foot, top, low, end = min(FOOT, width // 2), cy - BAR_HALF, cy + BAR_HALF, x + width
    waist = low - 400
    return shape(path("M", x, top, "H", end, "V", low, "L", end - foot, waist, "H", x + foot, "L", x, low, "Z"), fill)


def progress(x: int, width: int, cy: int, percent: int, theme: Theme) -> Element:
    """How much is done: a stripe inside the bar."""
    return rect(x + 200, cy - 150, max((width - 400) * percent // 100, 100), 300, fill=theme.paper)


def hatch(x: int, width: int, top: int, height: int, colour: str) -> Element:
    """Diagonal strokes across a box, as one path: no pattern, so no id that two pictures on a page could share."""
    steps: list[str | int] = []
    at = _HATCH_STEP // 2
    while at < width + height:
        left, right = max(at - height, 0), min(at, width)
        steps += ["M", x + left, top + at - left, "L", x + right, top + at - right]
        at += _HATCH_STEP
    return stroke(path(*steps), colour, 175)


def diamond(cx: int, cy: int, radius: int) -> str:
    """Return the path of a diamond."""
    return path("M", cx, cy - radius, "L", cx + radius, cy, "L", cx, cy + radius, "L", cx - radius, cy, "Z")


def promised_point(cx: int, cy: int, theme: Theme) -> Element:
    """Return the promise of a milestone: a hollow diamond."""
    return shape(diamond(cx, cy, PROMISE_RADIUS), theme.paper, stroke=theme.muted, stroke_width=125)


def point(cx: int, cy: int, fill: str) -> Element:
    """Return the forecast of a milestone: a solid diamond."""
    return shape(diamond(cx, cy, FORECAST_RADIUS), fill)


def underline(x: int, width: int, cy: int, theme: Theme) -> Element:
    """Return the mark of the critical path: a line beneath."""
    return rect(x, cy + 950, width, 175, fill=theme.ink)


def dashes(x: int, width: int, cy: int, theme: Theme) -> Element:
    """Return the mark of what is nearly on the critical path: a dashed line beneath."""
    return stroke(path("M", x, cy + 1038, "H", x + width), theme.ink, 175, stroke_dasharray="3 2")


def state_icon(state: str, x: int, cy: int, theme: Theme) -> Element:
    """Return the shape of a state in a box ten pixels wide from x: tick, disc, triangle, diamond."""
    colour = theme.state(state)
    if state == "done":
        return stroke(path("M", x + 100, cy, "L", x + 400, cy + 325, "L", x + 900, cy - 350), colour, 200)
    if state == "late":
        return shape(path("M", x + 500, cy - 425, "L", x + 950, cy + 375, "H", x + 50, "Z"), colour)
    if state == "waits":
        return shape(diamond(x + 500, cy, 450), colour)
    return Element("circle", {"cx": x + 500, "cy": cy, "r": 375, "fill": colour})

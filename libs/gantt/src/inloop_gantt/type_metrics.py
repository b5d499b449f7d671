"""How wide a text is in the bundled font, and how to cut it to a width."""

from __future__ import annotations

from dataclasses import dataclass

from inloop_gantt import advances

_UNKNOWN = (
    1000  # a full square: what the widest scripts take, so that an unmeasured letter never runs into its neighbour
)
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Face:
    """One weight of the font; widths by character in thousandths of the size."""

    widths: dict[str, int]

    def width(self, text: str, size: int) -> int:
        """Width of `text` in whole pixels, rounded up, at `size` pixels."""
        get = self.widths.get
        return -(-sum([get(sign, _UNKNOWN) for sign in text]) * size // 1000)

    def cut(self, text: str, size: int, room: int) -> str:
        """`text` if it fits into `room` pixels, else its beginning and an ellipsis, or nothing if there is no room."""
        if self.width(text, size) <= room:
            return text
        left = room * 1000 // size - self.widths[ELLIPSIS]
        end = 0
        for sign in text:
            left -= self.widths.get(sign, _UNKNOWN)
            if left < 0:
                break
            end += 1
        kept = text[:end].rstrip(" ,.;:-\u2013")
        return kept + ELLIPSIS if kept else ""


def _face(run: tuple[int, ...], extra: dict[str, int]) -> Face:
    known = {chr(advances.FIRST + index): width for index, width in enumerate(run) if width}
    return Face({**known, **extra})


REGULAR = _face(advances.REGULAR_RUN, advances.REGULAR_EXTRA)
BOLD = _face(advances.BOLD_RUN, advances.BOLD_EXTRA)

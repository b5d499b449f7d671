"""SVG as plain data. A number is always hundredths of a pixel and an integer, so that both painters write it alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Element:
    """One element; `children` is either elements or a text."""

    tag: str
    attrs: Mapping[str, Value]
    children: tuple[Element, ...] | str = ()


def px(hundredths: int) -> str:
    """Return a length in pixels: 1250 is "12.5", -5 is "-0.05", 0 is "0"."""
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    if rest == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{rest // 10}" if rest % 10 == 0 else f"{sign}{whole}.{rest:02d}"


def path(*steps: str | int) -> str:
    """Return the `d` of a path: letters as they are, numbers in hundredths of a pixel."""
    return " ".join(step if isinstance(step, str) else px(step) for step in steps)


def to_svg_string(element: Element) -> str:
    """Return the element as markup, without any white space of its own."""
    parts: list[str] = []
    _write(element, parts)
    return "".join(parts)


def _write(element: Element, parts: list[str]) -> None:
    parts.append(f"<{element.tag}")
    for name, value in element.attrs.items():
        if value is not None:
            parts.append(f' {name}="{_attribute(value)}"')
    if not element.children:
        parts.append("/>")
        return
    parts.append(">")
    if isinstance(element.children, str):
        parts.append(_text(element.children))
    else:
        for child in element.children:
            _write(child, parts)
    parts.append(f"</{element.tag}>")


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(value: str | int) -> str:
    return px(value) if isinstance(value, int) else _text(value).replace('"', "&quot;")


def rect(x: int, y: int, width: int, height: int, **attrs: Value) -> Element:
    """Return a rectangle; underscores in attribute names stand for hyphens, as in all makers of elements here."""
    return Element("rect", {"x": x, "y": y, "width": width, "height": height, **_named(attrs)})


def stroke(d: str, colour: str, width: int, **attrs: Value) -> Element:
    """Return a path that is drawn as a line."""
    return Element("path", {"d": d, "fill": "none", "stroke": colour, "stroke-width": width, **_named(attrs)})


def shape(d: str, fill: str, **attrs: Value) -> Element:
    """Return a path that is filled."""
    return Element("path", {"d": d, "fill": fill, **_named(attrs)})


def text(x: int, y: int, words: str, fill: str, **attrs: Value) -> Element:
    """Words that begin at x and stand on y."""
    return Element("text", {"x": x, "y": y, "fill": fill, **_named(attrs)}, words)


def group(children: Iterable[Element], **attrs: Value) -> Element:
    """Elements that share attributes."""
    return Element("g", _named(attrs), tuple(children))


def _named(attrs: Mapping[str, Value]) -> dict[str, Value]:
    return {name.replace("_", "-"): value for name, value in attrs.items()}

"""Read XML that somebody else sent: no DTD, no entities, nothing external, bounded in size, depth and count.

Every element remembers its line, and whether it was used, so that errors can say where and the loss report can add up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Final
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]  # it ships no types

from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_worktime import FIRST_DAY, LAST_DAY

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 32
MAX_ELEMENTS: Final = 2_000_000
MAX_TEXT: Final = 100_000
NAMESPACE: Final = "http://schemas.microsoft.com/project"

DROPPED, MAPPED, APPROXIMATED = range(3)

LONGEST_MINUTES: Final = 200 * 366 * 1440
DAY_BEGINS, DAY_ENDS = time(8), time(17)
"""Where a date without a time lies: what Microsoft Project itself assumes (its default start and finish time)."""

_NUMBER = r"(\d{1,9}(?:[.,]\d{1,9})?)"
_DURATION = re.compile(
    rf"([+-]?)P(?=.)(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?", re.ASCII
)
_MINUTES_EACH: Final = (7 * 1440, 1440, 60, 1, 1 / 60)
_DATE_ONLY: Final = 10
_ENCODING_ERRORS: Final = (
    errors.codes[errors.XML_ERROR_INVALID_TOKEN],
    errors.codes[errors.XML_ERROR_INCORRECT_ENCODING],
)


class Element:
    """One element: local name, text, children, line, and what became of it."""

    __slots__ = ("children", "fate", "line", "name", "text")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.text = ""
        # Most elements hold text only, and of a large file there are hundreds of thousands.
        self.children: Sequence[Element] = ()
        self.fate = DROPPED

    def use(self, fate: int = MAPPED) -> Element:
        """Note what becomes of the element."""
        # Approximated stays approximated when something else looks at it; a comparison is cheaper than max().
        if fate > self.fate:  # noqa: PLR1730
            self.fate = fate
        return self

    def one(self, name: str) -> Element | None:
        """The first child of that name, used; None when there is none."""
        for child in self.children:
            if child.name == name:
                return child.use()
        return None

    def all(self, name: str) -> Iterator[Element]:
        """The children of that name, used."""
        for child in self.children:
            if child.name == name:
                yield child.use()

    def inside(self, name: str, each: str) -> Iterator[Element]:
        """The `each` elements of the list element `name`, all used."""
        for container in self.all(name):
            yield from container.all(each)

    def text_of(self, name: str, default: str = "") -> str:
        """Text of a child."""
        child = self.one(name)
        return default if child is None else child.text.strip()

    def int_of(self, name: str, default: int = 0) -> int:
        """Whole number of a child. Raises PlanFileRefused."""
        child = self.one(name)
        if child is None or not child.text.strip():
            return default
        return round(child.number())

    def float_of(self, name: str, default: float = 0.0) -> float:
        """Number of a child. Raises PlanFileRefused."""
        child = self.one(name)
        if child is None or not child.text.strip():
            return default
        return child.number()

    def flag_of(self, name: str, *, default: bool = False) -> bool:
        """1, true or 0, false of a child. Raises PlanFileRefused."""
        child = self.one(name)
        if child is None or not child.text.strip():
            return default
        text = child.text.strip().lower()
        if text not in ("0", "1", "true", "false"):
            raise child.refused("is neither 0 nor 1")
        return text in ("1", "true")

    def whole_of(self, name: str, default: int, *, least: int, most: int) -> int:
        """Whole number of a child between two bounds. Raises PlanFileRefused."""
        value = self.int_of(name, default)
        if not least <= value <= most:
            child = self.one(name) or self
            raise child.refused(f"lies outside of {least} to {most}")
        return value

    def date_of(self, name: str, *, ends: bool = False) -> datetime | None:
        """Date and time of a child, to the minute; a date alone is its 08:00, or 17:00 where something `ends`.

        Raises PlanFileRefused.
        """
        child = self.one(name)
        if child is None or not child.text.strip():
            return None
        text = child.text.strip()[:19]
        try:
            at = datetime.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError as wrong:
            raise child.refused("is not a date") from wrong
        if len(text) <= _DATE_ONLY:
            at = datetime.combine(at, DAY_ENDS if ends else DAY_BEGINS)
        if not FIRST_DAY <= at.date() <= LAST_DAY:
            raise child.refused(f"lies outside of {FIRST_DAY.year} to {LAST_DAY.year}")
        return at

    def minutes_of(self, name: str) -> int | None:
        """ISO 8601 duration of a child (PT8H0M0S) in minutes. Raises PlanFileRefused."""
        child = self.one(name)
        if child is None or not child.text.strip():
            return None
        found = _DURATION.fullmatch(child.text.strip())
        if found is None:
            raise child.refused("is not a duration")
        sign, *parts = found.groups()
        given = [float((part or "0").replace(",", ".")) for part in parts]
        total = round(sum(number * each for number, each in zip(given, _MINUTES_EACH, strict=True)))
        if total > LONGEST_MINUTES:
            raise child.refused("is longer than two hundred years")
        return -total if sign == "-" else total

    def number(self) -> float:
        """The text as a number. Raises PlanFileRefused."""
        try:
            value = float(self.text)
        except ValueError as wrong:
            raise self.refused("is not a number") from wrong
        if not abs(value) < 1e15:  # noqa: PLR2004 - beyond this integers lose their last digit; also refuses nan
            raise self.refused("is not a sensible number")
        return value

    def refused(self, what: str) -> PlanFileRefused:
        """The error that names line and element: "Line 12: <Start> 'x' is not a date."."""
        text = self.text.strip()[:40]
        shown = f" {text!r}" if text else ""
        return PlanFileRefused(f"Line {self.line}: <{self.name}>{shown} {what}.", line=self.line, element=self.name)


class _Builder:
    """Receives the parser's events; also its own guard against depth and number."""

    def __init__(self) -> None:
        self.parser: DefusedXMLParser | None = None
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        self.pieces: list[str] = []
        self.names: dict[str, str] = {}
        """Tags to local names: a file has few names and many elements."""

    def line(self) -> int:
        return 0 if self.parser is None else int(self.parser.parser.CurrentLineNumber)

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = self.names.get(tag)
        if name is None:
            name = self.names[tag] = tag.rpartition("}")[2]
        element = Element(name, self.line())
        self.count += 1
        if len(self.open) >= MAX_DEPTH:
            raise element.refused(f"is nested deeper than {MAX_DEPTH}")
        if self.count > MAX_ELEMENTS:
            raise element.refused(f"is one too many: a plan file has at most {MAX_ELEMENTS} elements")
        if self.open:
            parent = self.open[-1]
            if isinstance(parent.children, list):
                parent.children.append(element)
            else:
                parent.children = [element]
        else:
            if element.name != "Project" or not (tag == "Project" or tag.startswith(f"{{{NAMESPACE}")):
                raise element.refused("is not the root of a Microsoft Project XML file")
            self.root = element
        self.open.append(element)
        self.pieces = []

    def end(self, _: str) -> None:
        element = self.open.pop()
        if not element.children:
            element.text = "".join(self.pieces)
            if len(element.text) > MAX_TEXT:
                raise element.refused(f"has more than {MAX_TEXT} characters")
        self.pieces = []

    def data(self, text: str) -> None:
        self.pieces.append(text)

    def close(self) -> Element | None:
        return self.root


def parse(content: bytes) -> Element:
    """The root element of a plan file. Raises PlanFileRefused for anything that is not a safe, well-formed one."""
    if len(content) > MAX_BYTES:
        raise PlanFileRefused(f"A plan file has at most {MAX_BYTES // 1024 // 1024} MB.")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder.parser = parser
    try:
        parser.feed(content)
        root = parser.close()
    except ParseError as wrong:
        raise _ill_formed(wrong, builder) from wrong
    except DefusedXmlException as wrong:
        line = builder.line()
        raise PlanFileRefused(
            f"Line {line}: a plan file may not declare document types or entities.", line=line
        ) from wrong
    except (LookupError, ValueError) as wrong:
        raise PlanFileRefused("The file's text encoding is not one that XML allows.") from wrong
    if not isinstance(root, Element):
        raise PlanFileRefused("The file is empty.")
    return root


def _ill_formed(wrong: ParseError, builder: _Builder) -> PlanFileRefused:
    """Where XML breaks off or goes wrong: the line, and the innermost element that is open there."""
    line = wrong.position[0]
    if builder.open:
        element = builder.open[-1]
        where = f"inside <{element.name}>, which line {element.line} opens, "
    else:
        element, where = Element("", line), ""
    what = "the file is not well-formed XML"
    if wrong.code in _ENCODING_ERRORS:
        what = "there is a character that XML does not allow, or that the declared encoding does not have"
    return PlanFileRefused(f"Line {line}: {where}{what}.", line=line, element=element.name)


def fates(root: Element) -> dict[int, Counter[str]]:
    """The names of the elements with each fate and their numbers; together they are all elements of the file."""
    numbers: dict[int, Counter[str]] = {DROPPED: Counter(), APPROXIMATED: Counter(), MAPPED: Counter()}
    pending = [root]
    while pending:
        element = pending.pop()
        numbers[element.fate][element.name] += 1
        pending.extend(element.children)
    return numbers

"""The table of a CSV file: its text, its delimiter, its columns, and every problem with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from inloop_kit.errors import Violation
from inloop_projects.domain.plan.csv_cells import unguarded
from inloop_projects.domain.plan.errors import PlanFileRefused

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
MAX_PROBLEMS: Final = 50
DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}

# What a column is called, in small letters, by what we make of it.
HEADERS: Final = {
    "id": "id", "row": "id", "nr": "id",
    "wbs": "wbs", "outline number": "wbs", "psp": "wbs", "gliederungsnummer": "wbs",
    "outline level": "level", "level": "level", "gliederungsebene": "level",
    "name": "name", "task name": "name", "task": "name", "vorgangsname": "name",
    "kind": "kind", "type": "kind",
    "milestone": "milestone",
    "start": "start", "start date": "start", "anfang": "start",
    "finish": "finish", "end": "finish", "end date": "finish", "due": "finish", "ende": "finish",
    "duration": "duration", "dauer": "duration",
    "predecessors": "predecessors", "vorgänger": "predecessors",
    "percent complete": "percent", "% complete": "percent", "progress": "percent",
    "actual start": "actual_start",
    "actual finish": "actual_finish",
    "constraint": "constraint", "constraint type": "constraint",
    "constraint date": "constraint_date",
    "deadline": "deadline",
    "by hand": "manual",
    "description": "description", "notes": "description",
}  # fmt: skip
# Columns that the product computes again, so that nothing is lost when they are not taken.
COMPUTED: Final = frozenset({"critical", "forecast start", "forecast finish", "slip days", "total slack", "free slack"})


@dataclass(slots=True)
class Problems:
    """Everything that is wrong, told at once; beyond fifty problems the rest is not looked for."""

    found: list[str] = field(default_factory=list)

    def add(self, row: int, column: str, what: str) -> None:
        """Note a problem; `what` is the end of a sentence that begins with the cell."""
        self.found.append(f"Row {row}, column {column}: {what}.")
        if len(self.found) >= MAX_PROBLEMS:
            self.stop()

    def stop(self) -> None:
        """Raise PlanFileRefused when there is a problem."""
        if self.found:
            violations = [Violation("/content", text) for text in self.found]
            raise PlanFileRefused(self.found[0], violations=violations, problems=len(self.found))


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file (the header is 1), and its cells by what we make of the column."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Table:
    """Rows to be read, and how many cells of which column were filled, known or not."""

    headers: list[str]
    keys: list[str | None]
    lines: list[Line]
    filled: dict[str, int]

    def header_of(self, key: str) -> str:
        """What the file calls a column."""
        return self.headers[self.keys.index(key)] if key in self.keys else key


def read_table(content: bytes, delimiter: str) -> Table:
    """The table of a file; `delimiter` is named, or empty: found in the header. Raises PlanFileRefused."""
    text = decoded(content)
    mark = DELIMITERS.get(delimiter) or _delimiter_of(text)
    rows = _rows(text, mark)
    headers = [cell.strip() for cell in next(rows, (1, []))[1]]
    keys = [HEADERS.get(header.lower()) for header in headers]
    _check_headers(headers, keys)
    lines: list[Line] = []
    filled = dict.fromkeys(headers, 0)
    problems = Problems()
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) >= MAX_ROWS:
            raise PlanFileRefused(f"Row {number}: a plan has at most {MAX_ROWS} rows.", line=number)
        if len(cells) > len(headers):
            problems.add(number, str(len(headers) + 1), "has a cell without a header; is the delimiter right?")
            continue
        line = Line(number, {})
        for header, key, cell in zip(headers, keys, cells, strict=False):
            if value := unguarded(cell).strip():
                filled[header] += 1
                if key is not None:
                    line.cells[key] = value
        lines.append(line)
    problems.stop()
    return Table(headers, keys, lines, filled)


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, with or without a byte order mark, or UTF-16 with one. Raises PlanFileRefused."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        row = content.count(b"\n", 0, wrong.start) + 1
        raise PlanFileRefused(
            f"Row {row}: there is a character that is not {encoding[:5].upper().rstrip('-')}. Save the file as UTF-8.",
            line=row,
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise PlanFileRefused(f"Row {row}: the file is not a text.", line=row)
    return text


def _rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows. Raises PlanFileRefused where quoting goes wrong."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise PlanFileRefused(f"Row {number}: the quoting is wrong ({wrong}).", line=number) from None


def _delimiter_of(text: str) -> str:
    """The mark that makes the most known headers of the first line."""
    first = text.partition("\n")[0][:10_000]

    def known(mark: str) -> int:
        return sum(cell.strip().strip('"').lower() in HEADERS for cell in first.split(mark))

    return max(DELIMITERS.values(), key=known)


def _check_headers(headers: Sequence[str], keys: Sequence[str | None]) -> None:
    known = [key for key in keys if key is not None]
    if "name" not in known:
        raise PlanFileRefused("Row 1: there is no column Name. The first row holds the names of the columns.", line=1)
    if len(headers) > MAX_COLUMNS:
        raise PlanFileRefused(f"Row 1: a plan has at most {MAX_COLUMNS} columns.", line=1)
    twice = {key for key in known if known.count(key) > 1} | {one for one in headers if headers.count(one) > 1 and one}
    if twice:
        raise PlanFileRefused(f"Row 1: two columns say the same: {', '.join(sorted(twice))[:100]}.", line=1)

"""A plan from CSV. Start here: `read_csv`. The dialect is that of `csv_writer`; docs/exchange.md describes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypeVar

from inloop_projects.domain.plan.csv_cells import CellRefused, Predecessor, date_of, length_of, predecessors_of
from inloop_projects.domain.plan.csv_table import COMPUTED, Line, Problems, Table, read_table
from inloop_projects.domain.plan.model import DATED_CONSTRAINTS, ConstraintType, Link, Plan, Task
from inloop_projects.domain.plan.mspdi import ImportedPlan, LossReport
from inloop_worktime import Calendar

Value = TypeVar("Value")
YES: Final = frozenset({"yes", "true", "1", "x", "ja"})
NO: Final = frozenset({"no", "false", "0", "nein"})
KINDS: Final = frozenset({"task", "summary", "milestone"})
ENDING: Final = frozenset({ConstraintType.FNET, ConstraintType.FNLT, ConstraintType.MFO})
HELD: Final = "A row that nothing holds begins on the Start that the file gives (start no earlier than)."


def read_csv(content: bytes, present: Plan, *, delimiter: str = "") -> ImportedPlan:
    """The plan of a CSV file; calendars, settings, and a start that the file does not give are those of `present`.

    Raises PlanFileRefused, which names row and column of each problem.
    """
    return _Reader(read_table(content, delimiter), present).read()


@dataclass(slots=True)
class _Row:
    """A row while it is read."""

    line: Line
    task: Task
    predecessors: list[Predecessor]
    start: datetime | None
    finish: datetime | None


@dataclass(slots=True)
class _Reader:
    table: Table
    present: Plan
    problems: Problems = field(default_factory=Problems)
    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, _Row] = field(default_factory=dict)
    held: int = 0

    def read(self) -> ImportedPlan:
        by_wbs: dict[str, str] = {}
        open_rows: list[tuple[int, str]] = []
        for place, line in enumerate(self.table.lines):
            task_id = self._id(line, place)
            parent = self._parent(line, by_wbs, open_rows)
            if wbs := line.cells.get("wbs"):
                by_wbs[wbs] = task_id
            open_rows.append((self._level(line), task_id))
            self.rows[task_id] = self._row(line, task_id, parent, place)
        links = self._links()
        self.problems.stop()
        start = self._start()
        tasks = tuple(self._held(row, start) for row in self.rows.values())
        plan = replace(
            self.present, start=start, tasks=tasks, links=tuple(links.values()), resources=(), assignments=()
        )
        saved = {task_id: (row.start, row.finish) for task_id, row in self.rows.items() if row.start and row.finish}
        return ImportedPlan(plan, {}, self._loss(), saved, self.texts)

    def _id(self, line: Line, place: int) -> str:
        """The number of a row as text: what predecessors name."""
        text = line.cells.get("id", str(place + 1))
        if not (text.isascii() and text.isdigit() and len(text) <= 6):  # noqa: PLR2004 - a million rows
            self._problem(line, "id", f"{text[:30]!r} is not a row number")
            text = f"?{place}"
        elif str(int(text)) in self.rows:
            self._problem(line, "id", f"{text} is the number of an earlier row too")
            text = f"?{place}"
        return text if text.startswith("?") else str(int(text))

    def _parent(self, line: Line, by_wbs: dict[str, str], open_rows: list[tuple[int, str]]) -> str | None:
        wbs = line.cells.get("wbs", "")
        if wbs:
            if wbs in by_wbs:
                self._problem(line, "wbs", f"{wbs[:30]!r} is the code of an earlier row too")
            above = wbs.rpartition(".")[0]
            if above and above not in by_wbs:
                self._problem(line, "wbs", f"{wbs[:30]!r} lies under {above[:30]!r}, which no earlier row has")
            return by_wbs.get(above)
        level = self._level(line)
        while open_rows and open_rows[-1][0] >= level:
            open_rows.pop()
        return open_rows[-1][1] if open_rows and level else None

    def _level(self, line: Line) -> int:
        text = line.cells.get("level", "0")
        if not (text.isascii() and text.isdigit() and len(text) <= 2):  # noqa: PLR2004 - at most 99 levels
            self._problem(line, "level", f"{text[:30]!r} is not a level such as 1")
            return 0
        return int(text)

    def _row(self, line: Line, task_id: str, parent: str | None, place: int) -> _Row:
        cells = line.cells
        kind = self._kind(line)
        start = self._cell(line, "start", date_of)
        finish = self._cell(line, "finish", lambda text: date_of(text, ends=True))
        if start and finish and finish < start:
            self._problem(line, "finish", "lies before the start")
        constraint, constraint_at = self._constraint(line)
        percent, actual_start, actual_finish = self._progress(line, start, finish)
        length = self._cell(line, "duration", length_of)
        if length is None:
            length = (self._between(start, finish) if kind == "task" else 0, False)
        is_manual = self._flag(line, "manual") and start is not None and finish is not None and kind != "summary"
        if text := cells.get("description"):
            self.texts[task_id] = text
        if "name" not in cells:
            self._problem(line, "name", "is empty")
        is_leaf = kind != "summary"
        task = Task(
            id=task_id,
            name=" ".join(cells.get("name", "").split()),
            parent_id=parent,
            position=place,
            is_summary=not is_leaf,
            is_milestone=kind == "milestone",
            duration_minutes=length[0] if is_leaf else 0,
            duration_is_elapsed=length[1] and is_leaf,
            constraint=constraint,
            constraint_date=constraint_at,
            deadline=self._cell(line, "deadline", lambda text: date_of(text, ends=True)),
            manual_start=start if is_manual else None,
            manual_finish=finish if is_manual else None,
            percent_complete=percent if is_leaf else 0,
            actual_start=actual_start if is_leaf else None,
            actual_finish=actual_finish if is_leaf else None,
        )
        return _Row(line, task, self._cell(line, "predecessors", predecessors_of) or [], start, finish)

    def _kind(self, line: Line) -> str:
        kind = line.cells.get("kind", "").lower()
        if kind and kind not in KINDS:
            self._problem(line, "kind", f"{kind[:30]!r} is not task, summary or milestone")
        return "milestone" if self._flag(line, "milestone") else kind or "task"

    def _constraint(self, line: Line) -> tuple[ConstraintType, datetime | None]:
        text = line.cells.get("constraint", "ASAP").upper()
        if text not in ConstraintType.__members__:
            self._problem(line, "constraint", f"{text[:30]!r} is not one of {', '.join(ConstraintType)}")
            return ConstraintType.ASAP, None
        kind = ConstraintType(text)
        at = self._cell(line, "constraint_date", lambda text: date_of(text, ends=kind in ENDING))
        if kind in DATED_CONSTRAINTS and at is None and "constraint_date" not in line.cells:
            self._problem(line, "constraint_date", f"is empty, but {kind} needs a date")
        return kind, at if kind in DATED_CONSTRAINTS else None

    def _progress(
        self, line: Line, start: datetime | None, finish: datetime | None
    ) -> tuple[int, datetime | None, datetime | None]:
        """Percent, actual start and actual finish; what is not given follows from the planned dates."""
        percent = self._cell(line, "percent", _percent) or 0
        begun = self._cell(line, "actual_start", date_of)
        ended = self._cell(line, "actual_finish", lambda text: date_of(text, ends=True))
        if percent and begun is None:
            begun = start
        if percent == 100 and ended is None:  # noqa: PLR2004 - percent
            ended = finish
        if ended is not None:
            begun, percent = begun or min(start or ended, ended), 100
            if ended < begun:
                self._problem(line, "actual_finish", "lies before the actual start")
        if percent and begun is None:
            self._problem(line, "percent", "says that work has begun, but neither Start nor Actual start says when")
        return percent, begun, ended

    def _between(self, start: datetime | None, finish: datetime | None) -> int:
        """The working time between two dates of the file, in the project's calendar; 0 without both."""
        calendar: Calendar = self.present.default_calendar
        return max(calendar.work(start, finish), 0) if start and finish else 0

    def _links(self) -> dict[tuple[str, str], Link]:
        found: dict[tuple[str, str], Link] = {}
        for task_id, row in self.rows.items():
            for one in row.predecessors:
                before = str(one.number)
                if before not in self.rows:
                    self._problem(row.line, "predecessors", f"{before} is the number of no row")
                elif before == task_id:
                    self._problem(row.line, "predecessors", f"{before} is the row itself")
                elif (before, task_id) in found:
                    self._problem(row.line, "predecessors", f"names {before} twice")
                else:
                    found[before, task_id] = Link(before, task_id, one.type, one.lag, one.lag_kind)
        return found

    def _start(self) -> datetime:
        """The earliest start of a row that nothing else dates, else of any row, when work begins on that day."""
        rows = list(self.rows.values())
        starts = [row.start for row in rows if row.start and self._is_free(row) and not self._is_led(row.task.id)]
        starts = starts or [row.start for row in rows if row.start]
        starts += [row.task.actual_start for row in rows if row.task.actual_start]
        if not starts:
            return self.present.start
        return self.present.default_calendar.next(min(starts))

    def _is_free(self, row: _Row) -> bool:
        """Whether neither a constraint nor a hand dates a row that is no phase and has not begun."""
        task = row.task
        is_bound = task.constraint is not ConstraintType.ASAP or task.manual_start or task.actual_start
        return not is_bound and not task.is_summary

    def _held(self, row: _Row, start: datetime) -> Task:
        """A row with nothing else to say when it begins is held at the start that the file gives."""
        task = row.task
        if not self._is_free(row) or row.start is None or row.start <= start or self._is_led(task.id):
            return task
        self.held += 1
        return replace(task, constraint=ConstraintType.SNET, constraint_date=row.start)

    def _is_led(self, task_id: str | None) -> bool:
        """Whether a row or a phase that holds it has predecessors."""
        while task_id is not None:
            row = self.rows[task_id]
            if row.predecessors:
                return True
            task_id = row.task.parent_id
        return False

    def _flag(self, line: Line, key: str) -> bool:
        text = line.cells.get(key, "no").lower()
        if text not in YES and text not in NO:
            self._problem(line, key, f"{text[:30]!r} is neither yes nor no")
        return text in YES

    def _cell(self, line: Line, key: str, read: Callable[[str], Value]) -> Value | None:
        text = line.cells.get(key)
        if text is None:
            return None
        try:
            return read(text)
        except CellRefused as wrong:
            self._problem(line, key, f"{text[:30]!r} {wrong}")
            return None

    def _problem(self, line: Line, key: str, what: str) -> None:
        self.problems.add(line.number, self.table.header_of(key), what)

    def _loss(self) -> LossReport:
        """Every filled cell counted; a column that is not known is dropped, one that is computed again is kept."""
        dropped = {
            header or "(no header)": self.table.filled[header]
            for header, key in zip(self.table.headers, self.table.keys, strict=True)
            if key is None and header.lower() not in COMPUTED and self.table.filled[header]
        }
        approximated = {self.table.header_of("start"): self.held} if self.held else {}
        lost = sum(dropped.values()) + self.held
        mapped = sum(self.table.filled.values()) - lost
        notes = (HELD,) if self.held else ()
        return LossReport(mapped, self.held, lost - self.held, dropped, notes, approximated)


def _percent(text: str) -> int:
    digits = text.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 3 and int(digits) <= 100):  # noqa: PLR2004
        raise CellRefused("is not a percentage of 0 to 100")
    return int(digits)

"""Microsoft Project XML (MSPDI) to a plan, with a report of what was lost on the way. Start here: `read_mspdi`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inloop_projects.domain.plan.baseline import BaselineRow
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.model import Assignment, Link, Plan, Resource, ResourceKind, Task
from inloop_projects.domain.plan.mspdi_calendars import read_calendars
from inloop_projects.domain.plan.mspdi_codes import DERIVED, RESOURCE_KINDS, UNASSIGNED
from inloop_projects.domain.plan.mspdi_tasks import TaskReader
from inloop_projects.domain.plan.mspdi_xml import APPROXIMATED, DROPPED, MAPPED, Element, fates, parse
from inloop_projects.domain.plan.resting import collector_resting
from inloop_worktime import Calendar, standard

NO_RESOURCE = str(UNASSIGNED)
STANDARD = "standard"
BYTES_OF_A_ROW = 1400
"""About as much as one row takes in a file."""


@dataclass(frozen=True, slots=True)
class LossReport:
    """What became of the elements of the file; the three numbers add up to all of them.

    `mapped`: kept in the plan, or computed from it again (early and late dates, slack, WBS numbers).
    """

    mapped: int
    approximated: int
    dropped: int
    dropped_elements: Mapping[str, int]
    notes: tuple[str, ...]
    approximated_elements: Mapping[str, int] = field(default_factory=dict)

    @property
    def elements(self) -> int:
        """All elements of the file."""
        return self.mapped + self.approximated + self.dropped


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A plan read from a file (ids are the file's UIDs as text), its baselines 0 to 10 per task id, and what was lost.

    `saved` holds the start and finish that the file had per task: where the schedule differs, say so. `texts` are
    descriptions per task.
    """

    plan: Plan
    baselines: Mapping[int, Mapping[str, BaselineRow]]
    loss: LossReport
    saved: Mapping[str, tuple[datetime, datetime]]
    texts: Mapping[str, str] = field(default_factory=dict)


def read_mspdi(content: bytes) -> ImportedPlan:
    """The plan of a Microsoft Project XML file.

    Raises PlanFileRefused, which names the line and the element, when the file is not one, is not safe, or holds a
    value that makes no sense.
    """
    with collector_resting(len(content) // BYTES_OF_A_ROW):
        return _read(content)


def _read(content: bytes) -> ImportedPlan:
    root = parse(content).use()
    notes: list[str] = []
    calendars = read_calendars(root, notes)
    default_id = root.text_of("CalendarUID")
    if default_id not in calendars:
        default_id = next(iter(calendars), STANDARD)
        calendars.setdefault(default_id, standard())
    start = root.date_of("StartDate") or _first_start(root, notes)
    per_day = root.whole_of("MinutesPerDay", 480, least=1, most=1440)
    per_week = root.whole_of("MinutesPerWeek", 2400, least=1, most=7 * 1440)
    per_month = root.whole_of("DaysPerMonth", 20, least=1, most=31)
    if not root.flag_of("ScheduleFromStart", default=True) and (backwards := root.one("ScheduleFromStart")):
        backwards.use(APPROXIMATED)
        notes.append("The project was scheduled from its finish; it is scheduled from its start here.")
    resources = _resources(root, calendars)
    assigned = list(root.inside("Assignments", "Assignment"))
    assignments = _assignments(assigned, resources)
    reader = TaskReader(
        calendars=calendars,
        default_calendar_id=default_id,
        plan_minutes=(per_day, per_week, per_day * per_month),
        assignments=_by_task(assigned),
        driven={taken.task_id for taken in assignments if _drives(taken, resources)},
        notes=notes,
    )
    tasks = reader.read(root)
    plan = Plan(
        name=_name(root),
        start=start,
        calendars=calendars,
        default_calendar_id=default_id,
        minutes_per_day=per_day,
        minutes_per_week=per_week,
        days_per_month=per_month,
        # HonorConstraints 0 is not taken at its word: Project saves it in files whose dates do honour them.
        critical_slack_minutes=root.whole_of("CriticalSlackLimit", 0, least=-9999, most=9999) * per_day,
        status_date=root.date_of("StatusDate"),
        tasks=tuple(tasks),
        links=_links(reader, {task.id for task in tasks}),
        resources=tuple(resources.values()),
        assignments=_of_leaves(assignments, tasks),
    )
    _use_derived(root)
    for element in root.children:
        if element.name == "HonorConstraints" and element.text.strip() == "1":
            element.use()
    return ImportedPlan(plan, reader.baselines, _loss(root, notes), reader.saved, reader.texts)


def _first_start(root: Element, notes: list[str]) -> datetime:
    """The earliest start of a row, for a file that does not say when the project starts."""
    found = [
        at
        for element in root.inside("Tasks", "Task")
        if not element.flag_of("IsNull") and (at := element.date_of("Start")) is not None
    ]
    if not found:
        raise PlanFileRefused("The file does not say when the project starts (StartDate).", element="StartDate")
    notes.append("The file does not say when the project starts; the earliest start of a row was taken.")
    return min(found)


def _name(root: Element) -> str:
    title, name = root.text_of("Title"), root.text_of("Name")
    return title or name.removesuffix(".xml")


def _resources(root: Element, calendars: Mapping[str, Calendar]) -> dict[str, Resource]:
    resources: dict[str, Resource] = {}
    for element in root.inside("Resources", "Resource"):
        uid = element.text_of("UID")
        if element.flag_of("IsNull") or uid in ("", "0"):
            continue
        calendar_id = element.text_of("CalendarUID")
        resources[uid] = Resource(
            id=uid,
            name=element.text_of("Name"),
            kind=RESOURCE_KINDS.get(element.int_of("Type", 1), ResourceKind.WORK),
            calendar_id=calendar_id if calendar_id in calendars else None,
            max_units=round(100 * element.float_of("MaxUnits", 1.0), 6),
        )
    return resources


def _assignments(elements: list[Element], resources: Mapping[str, Resource]) -> list[Assignment]:
    """Assignments of resources; Project also saves one per task that has none."""
    assignments = []
    for element in elements:
        resource_id = element.text_of("ResourceUID", NO_RESOURCE)
        if resource_id not in resources:
            continue
        element.one("UID")
        assignments.append(
            Assignment(
                task_id=element.text_of("TaskUID"),
                resource_id=resource_id,
                units=round(100 * element.float_of("Units", 1.0), 6),
                work_minutes=element.minutes_of("Work") or 0,
                actual_work_minutes=element.minutes_of("ActualWork") or 0,
                remaining_work_minutes=element.minutes_of("RemainingWork"),
            )
        )
    return assignments


def _drives(taken: Assignment, resources: Mapping[str, Resource]) -> bool:
    return resources[taken.resource_id].kind is ResourceKind.WORK and taken.work_minutes > 0


def _by_task(elements: list[Element]) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for element in elements:
        found.setdefault(element.text_of("TaskUID"), []).append(element)
    return found


def _of_leaves(assignments: list[Assignment], tasks: list[Task]) -> tuple[Assignment, ...]:
    known = {task.id for task in tasks}
    return tuple(taken for taken in assignments if taken.task_id in known)


def _links(reader: TaskReader, known: set[str]) -> tuple[Link, ...]:
    """Links between rows of the plan; those with other projects are told and left out."""
    kept: dict[tuple[str, str], Link] = {}
    for element, link in reader.links:
        pair = (link.predecessor_id, link.successor_id)
        if link.predecessor_id not in known or reader.is_foreign(element, link):
            _leave_out(element)
            reader.notes.append(f"Line {element.line}: a link with a task that the file does not have was left out.")
        elif link.predecessor_id == link.successor_id:
            raise element.refused("links a task with itself")
        elif pair in kept:
            _leave_out(element)
            reader.notes.append(f"Line {element.line}: a second link between the same two tasks was left out.")
        else:
            kept[pair] = link
    return tuple(kept.values())


def _leave_out(element: Element) -> None:
    """Count an element and what is in it as dropped, although it was looked at."""
    for one in (element, *element.children):
        one.fate = DROPPED


def _use_derived(root: Element) -> None:
    """Elements that only say what the plan says already count as kept, within the parts that were read."""
    pending = [root]
    while pending:
        element = pending.pop()
        for child in element.children:
            if child.name in DERIVED and not child.children and element.fate != DROPPED:
                child.use(MAPPED)
            pending.append(child)


def _loss(root: Element, notes: list[str]) -> LossReport:
    numbers = fates(root)
    return LossReport(
        mapped=numbers[MAPPED].total(),
        approximated=numbers[APPROXIMATED].total(),
        dropped=numbers[DROPPED].total(),
        dropped_elements=dict(numbers[DROPPED].most_common()),
        notes=tuple(dict.fromkeys(notes)),
        approximated_elements=dict(numbers[APPROXIMATED].most_common()),
    )

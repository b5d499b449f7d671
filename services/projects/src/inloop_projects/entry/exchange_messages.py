"""Files of plans, feeds, templates and calendars as messages; and rows for files, made of masked messages only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from google.protobuf.timestamp_pb2 import Timestamp

from inloop.options.v1.access_pb2 import Level
from inloop.projects.v1 import calendars_pb2, exchange_pb2, feeds_pb2, plans_pb2, templates_pb2
from inloop_kit.disclosure import mask
from inloop_projects.actions.plan.exchange import MAX_IMPORT_BYTES, Taken
from inloop_projects.actions.plan.plans import Listed
from inloop_projects.domain.plan.exported import ExportedFile, ExportLink, ExportRow
from inloop_projects.domain.plan.file_kinds import KnownKind
from inloop_projects.domain.plan.holiday_days import SOURCE, Holiday, Region
from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType, Task
from inloop_projects.domain.plan.mspdi_xml import MAX_BYTES
from inloop_projects.entry import plan_messages
from inloop_projects.entry.dates import day, local, stamp, text
from inloop_projects.store.plan.feeds import FeedRow
from inloop_projects.store.plan.templates import TemplateRow
from inloop_worktime import Calendar, Hours

LAGS = {
    plans_pb2.LAG_KIND_ELAPSED: LagKind.ELAPSED,
    plans_pb2.LAG_KIND_PERCENT: LagKind.PERCENT,
}


def exported_rows(listed: Listed, level: Level.ValueType) -> list[ExportRow]:
    """The rows that a level sees, for a file: each is made of its message after the codec has masked it."""
    links = plan_messages.links_between(listed.plan, listed.rows)
    made = []
    for row in listed.rows:
        task_id = row.task.id
        message = plan_messages.task(row, links, listed.reasons.get(task_id), listed.texts.get(task_id))
        made.append(_row(mask(message, level)))
    if level >= Level.LEVEL_STAFF:
        tasks = listed.plan.task_by_id
        return [_complete(row, tasks[row.id]) for row in made]
    return made


def exported(file: ExportedFile) -> exchange_pb2.PlanExported:
    """A file."""
    return exchange_pb2.PlanExported(
        file_name=file.file_name,
        media_type=file.media_type,
        content=file.content,
        losses=[exchange_pb2.ExportLoss(element=one.element, count=one.count, note=one.note) for one in file.losses],
    )


def exchange(kinds: list[tuple[KnownKind, str]]) -> exchange_pb2.Exchange:
    """What is read and written here."""
    return exchange_pb2.Exchange(
        kinds=[
            exchange_pb2.FileKind(
                extension=kind.extension,
                name=kind.name,
                is_read=not missing,
                is_written=kind.is_written,
                missing=missing,
            )
            for kind, missing in kinds
        ],
        max_import_bytes=MAX_IMPORT_BYTES,
        max_unpacked_bytes=MAX_BYTES,
    )


def taken(value: Taken) -> plans_pb2.PlanImported:
    """What an import took and lost, or would."""
    losses = value.losses
    return plans_pb2.PlanImported(
        plan_revision=value.revision,
        task_count=len(value.plan.tasks),
        link_count=len(value.plan.links),
        mapped_count=losses.mapped,
        approximated_count=losses.approximated,
        dropped_count=losses.dropped,
        losses=[
            *(plans_pb2.ImportLoss(treatment="note", count=1, note=note) for note in losses.notes),
            *(
                plans_pb2.ImportLoss(element=element, treatment="approximated", count=count)
                for element, count in losses.approximated_elements.items()
            ),
            *(
                plans_pb2.ImportLoss(element=element, treatment="dropped", count=count)
                for element, count in losses.dropped_elements.items()
            ),
        ],
        element_count=losses.elements,
        format=value.kind.value,
        is_dry_run=value.revision is None,
        start_on=value.start_on.isoformat(),
        finish_on=value.finish_on.isoformat(),
        redated_count=value.redated,
    )


def feed(row: FeedRow, account_id: str) -> feeds_pb2.Feed:
    """A feed, as the account sees it."""
    return feeds_pb2.Feed(
        id=row.id,
        name=row.name,
        created_at=stamp(row.created_at),
        last_read_on=text(row.last_read_on),
        revoked_at=stamp(row.revoked_at),
        is_mine=row.account_id == account_id,
        account_id=row.account_id,
    )


def template(row: TemplateRow) -> templates_pb2.Template:
    """A template."""
    return templates_pb2.Template(
        id=row.id,
        name=row.name,
        description=row.description,
        task_count=row.task_count,
        working_days=row.working_days,
        saved_by=row.saved_by,
        saved_at=stamp(row.saved_at) or Timestamp(),
    )


def calendar(calendar_id: str, value: Calendar, *, is_default: bool) -> calendars_pb2.WorkCalendar:
    """A calendar with its exceptions in order of date."""
    return calendars_pb2.WorkCalendar(
        id=calendar_id,
        name=value.name or calendar_id,
        is_default=is_default,
        week=[calendars_pb2.WorkDay(hours=_hours(hours)) for hours in value.week],
        exceptions=[
            calendars_pb2.CalendarDay(
                first_on=one.first.isoformat(), last_on=one.last.isoformat(), name=one.name, hours=_hours(one.hours)
            )
            for one in sorted(value.exceptions, key=lambda one: (one.first, one.last))
        ],
    )


def holiday_regions(regions: tuple[Region, ...]) -> calendars_pb2.ListHolidayRegionsResponse:
    """Every country of the list."""
    return calendars_pb2.ListHolidayRegionsResponse(
        countries=[
            calendars_pb2.HolidayCountry(
                code=one.code,
                name=one.name,
                subdivisions=[
                    calendars_pb2.HolidaySubdivision(code=code, name=name) for code, name in one.subdivisions
                ],
                needs_subdivision=bool(one.subdivisions),
            )
            for one in regions
        ],
        version=SOURCE,
    )


def holiday(value: Holiday) -> calendars_pb2.HolidayDay:
    """A holiday."""
    return calendars_pb2.HolidayDay(on=value.on.isoformat(), name=value.name, is_new=value.is_new)


def _row(message: plans_pb2.Task) -> ExportRow:
    """A masked message as a row: a field that the level does not see is unset in it."""
    return ExportRow(
        id=message.id,
        wbs=message.wbs,
        name=message.name,
        parent_id=message.parent_id if message.HasField("parent_id") else None,
        depth=message.depth,
        is_summary=message.kind == plans_pb2.TASK_KIND_SUMMARY,
        is_milestone=message.kind == plans_pb2.TASK_KIND_MILESTONE,
        start_on=date.fromisoformat(message.start_on),
        finish_on=date.fromisoformat(message.finish_on),
        forecast_start_on=date.fromisoformat(message.forecast_start_on),
        forecast_finish_on=date.fromisoformat(message.forecast_finish_on),
        promised_start_on=day(message.promised_start_on),
        promised_finish_on=day(message.promised_finish_on),
        is_done=message.state == plans_pb2.TASK_STATE_DONE,
        slip_days=message.slip_days if message.HasField("slip_days") else None,
        percent_complete=message.percent_complete if message.HasField("percent_complete") else None,
        is_critical=message.is_critical if message.HasField("is_critical") else None,
        actual_start_on=day(message.actual_start_on),
        actual_finish_on=day(message.actual_finish_on),
        duration_minutes=message.duration_minutes if message.HasField("duration_minutes") else None,
        links=tuple(_link(link) for link in message.predecessors),
        description=message.description or None,
        constraint=_constraint(message),
        constraint_at=local(message.constraint_local),
        deadline_on=day(message.deadline_on),
    )


def _complete(row: ExportRow, task: Task) -> ExportRow:
    """What staff see of a row besides its message."""
    return replace(row, duration_is_elapsed=task.duration_is_elapsed, is_manual=task.is_manual)


def _link(link: plans_pb2.Link) -> ExportLink:
    kind = LinkType(plans_pb2.LinkType.Name(link.type).removeprefix("LINK_TYPE_"))
    lag_kind = LAGS.get(link.lag_kind, LagKind.WORKING)
    lag = link.lag_percent if lag_kind is LagKind.PERCENT else link.lag_minutes
    return ExportLink(link.predecessor_id, kind, lag, lag_kind)


def _constraint(message: plans_pb2.Task) -> ConstraintType | None:
    if not message.HasField("constraint"):
        return None
    return ConstraintType(plans_pb2.ConstraintType.Name(message.constraint).removeprefix("CONSTRAINT_TYPE_"))


def _hours(hours: Hours) -> list[calendars_pb2.WorkHours]:
    return [calendars_pb2.WorkHours(from_minutes=start, to_minutes=finish) for start, finish in hours]

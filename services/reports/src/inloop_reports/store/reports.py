"""Reading and writing reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_kit.work import DUE, Claim, DueTable
from inloop_reports.domain.orders import File, Report
from inloop_reports.domain.stages import Failure, ReportState, Step
from inloop_reports.store.tables import reports

TABLE = DueTable(reports, back_off=(2.0, 10.0, 30.0))
_MOST_LISTED = 200


def add(session: Session, report: Report) -> None:
    """Insert a report that waits, and wake who makes it when this commits."""
    session.execute(
        insert(reports).values(
            id=report.id,
            workspace_id=report.workspace_id,
            project_id=report.project_id,
            account_id=report.account_id,
            level=report.level,
            language=report.language,
            ordered_at=report.ordered_at,
            step=report.step,
            percent_done=report.percent_done,
            **TABLE.plan(session, due_at=report.ordered_at),
        )
    )


def find(session: Session, report_id: str) -> Report | None:
    """A report by id."""
    row = session.execute(select(reports).where(reports.c.id == report_id)).one_or_none()
    return _report(row) if row else None


def list_of(session: Session, project_id: str, account_id: str, level: int) -> list[Report]:
    """What an account ordered in a project, as far as its level still reaches, newest first."""
    mine = (reports.c.project_id == project_id, reports.c.account_id == account_id, reports.c.level <= level)
    query = select(reports).where(*mine).order_by(reports.c.ordered_at.desc(), reports.c.id.desc())
    return [_report(row) for row in session.execute(query.limit(_MOST_LISTED))]


def wrapped_key(session: Session, report_id: str) -> bytes | None:
    """The wrapped key of a finished file."""
    found: bytes | None = session.scalar(select(reports.c.wrapped_key).where(reports.c.id == report_id))
    return found


def move_on(session: Session, claim: Claim, step: Step, percent_done: int, *, level: int | None = None) -> bool:
    """Write how far the holder of a claim is; False when the report is cancelled or somebody else's by now."""
    values: dict[str, object] = {"step": step, "percent_done": percent_done}
    if level is not None:
        values["level"] = level
    held = (reports.c.id == claim.row_id, reports.c.claim_no == claim.claim_no, reports.c.state == DUE)
    done = session.execute(update(reports).where(*held).values(values).returning(reports.c.id))
    return done.one_or_none() is not None


def is_wanted(session: Session, claim: Claim) -> bool:
    """Whether the holder of a claim still works for somebody."""
    return TABLE.is_held(session, claim)


def cancel(session: Session, report_id: str, at: datetime) -> bool:
    """Stop a report that is not finished; False when it is."""
    waiting = (reports.c.id == report_id, reports.c.state == DUE)
    values = {"state": ReportState.CANCELLED, "claimed_until": None, "finished_at": at}
    done = session.execute(update(reports).where(*waiting).values(values).returning(reports.c.id))
    return done.one_or_none() is not None


def finish(session: Session, claim: Claim, file: File, wrapped: bytes, inputs: Mapping[str, Any], at: datetime) -> None:
    """The file is there. Raises ClaimLost."""
    TABLE.settle(
        session,
        claim,
        state=ReportState.READY,
        step=Step.DONE,
        percent_done=100,
        finished_at=at,
        blob_path=file.blob_path,
        wrapped_key=wrapped,
        size_bytes=file.size_bytes,
        page_count=file.page_count,
        sha256=file.sha256,
        inputs=dict(inputs),
    )


def fail(session: Session, claim: Claim, failure: Failure, at: datetime) -> None:
    """It could not be made. Raises ClaimLost."""
    TABLE.settle(session, claim, state=ReportState.FAILED, failure=failure, finished_at=at)


def _report(row: Row[Any]) -> Report:
    if row.state == DUE:
        state = ReportState.RENDERING if row.claimed_until is not None else ReportState.QUEUED
    else:
        state = ReportState(row.state)
    file = None
    if row.blob_path:
        file = File(row.blob_path, row.size_bytes, row.page_count, row.sha256)
    return Report(
        id=row.id,
        workspace_id=row.workspace_id,
        project_id=row.project_id,
        account_id=row.account_id,
        level=row.level,
        language=row.language,
        state=state,
        step=Step(row.step),
        percent_done=row.percent_done,
        ordered_at=row.ordered_at,
        finished_at=row.finished_at,
        failure=Failure(row.failure) if row.failure else None,
        file=file,
    )

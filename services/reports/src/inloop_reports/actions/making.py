"""What a worker writes down while it makes a report, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from inloop.options.v1.access_pb2 import LEVEL_SUMMARY
from inloop.reports.v1.events_pb2 import ReportReady
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Unreachable
from inloop_kit.outbox import Scope
from inloop_kit.work import Claim, Interrupted
from inloop_reports.actions.reports import announce_change
from inloop_reports.clients.press import PageTooSlow
from inloop_reports.domain.orders import File, Report
from inloop_reports.domain.stages import Failure, Step
from inloop_reports.store import reports

PURPOSE = "render-report"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file with its wrapped key, and what it was made from."""

    file: File
    wrapped_key: bytes
    inputs: Mapping[str, Any]


class Making:
    """The stages of one report, as its worker goes through them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def move_on(
        self, session: Session, report: Report, claim: Claim, step: Step, percent: int, *, level: int | None = None
    ) -> bool:
        """Write how far it is, and tell; False when nobody waits for this worker any more."""
        if not reports.move_on(session, claim, step, percent, level=level):
            return False
        announce_change(session, report)
        return True

    def finish(self, session: Session, report: Report, claim: Claim, made: Made) -> bool:
        """The file is there; False when nobody waits for it any more."""
        if not reports.is_wanted(session, claim):
            return False
        reports.finish(session, claim, made.file, made.wrapped_key, made.inputs, self.clock.now())
        facts: dict[str, str | int | bool] = {"pages": made.file.page_count, "sha256": made.file.sha256}
        audit.append(session, _worker(report), action="report.made", about=f"report/{report.id}", facts=facts)
        outbox.append(
            session,
            ReportReady(report_id=report.id, account_id=report.account_id),
            aggregate_id=report.id,
            scope=Scope(report.workspace_id, report.project_id),
            visible_from=LEVEL_SUMMARY,
        )
        return True

    def fail(self, session: Session, report: Report, claim: Claim, failure: Failure) -> None:
        """It cannot be made, and why; nothing when nobody waits for it any more."""
        if not reports.is_wanted(session, claim):
            return
        reports.fail(session, claim, failure, self.clock.now())
        facts = {"failure": str(failure)}
        audit.append(session, _worker(report), action="report.failed", about=f"report/{report.id}", facts=facts)
        announce_change(session, report)


def failure_of(error: Exception) -> Failure:
    """Why a report failed that was tried as often as it may be."""
    if isinstance(error, Interrupted):
        return Failure.INTERRUPTED
    if isinstance(error, PageTooSlow):
        return Failure.TOO_SLOW
    return Failure.AWAY if isinstance(error, Unreachable) else Failure.BROKEN


def _worker(report: Report) -> Caller:
    """The service itself, on behalf of who ordered the report."""
    return Caller(
        issuer="reports",
        account_id=report.account_id,
        workspace_id=report.workspace_id,
        project_id=report.project_id,
        purpose=PURPOSE,
    )

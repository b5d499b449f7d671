"""The work on an ordered report: read as its reader, write, draw, lock away. work.py of the kit feeds it by id."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop_kit.database import Database
from inloop_kit.errors import Missing
from inloop_kit.work import Claim, ClaimLost, Job
from inloop_reports.actions.making import Made, Making, failure_of
from inloop_reports.clients.html import render_html
from inloop_reports.clients.press import PageTooLarge, PageUnwanted, Press, Printed
from inloop_reports.clients.press_frames import Limits
from inloop_reports.clients.project_reader import ProjectReader, Read
from inloop_reports.clients.vault import Vault
from inloop_reports.domain import composing
from inloop_reports.domain.allowances import allowance_for
from inloop_reports.domain.orders import Report
from inloop_reports.domain.stages import PERCENT, Failure, Step
from inloop_reports.store import reports

STEPS_OF_THE_PRESS = {"laying_out": Step.LAYING_OUT, "printing": Step.PRINTING}


class MakeReport(Job):
    """Makes one report. What it returns is a file, a failure that a repeat would not change, or None: unwanted."""

    name = "reports-make"
    table = reports.TABLE

    def __init__(self, database: Database, making: Making, reader: ProjectReader, press: Press, vault: Vault) -> None:
        self.database = database
        self.making = making
        self.reader = reader
        self.press = press
        self.vault = vault

    def perform(self, claim: Claim) -> Made | Failure | None:
        """Make it, outside any transaction. Raises Unreachable: it is tried again."""
        report = self._report(claim)
        try:
            read = self._read(report, claim)
            printed = self._print(report, claim, read)
            self._tell(report, claim, Step.LOCKING)
        except Missing:
            return Failure.ACCESS
        except PageTooLarge:
            return Failure.TOO_LARGE
        except PageUnwanted:
            return None
        file, wrapped = self.vault.put(report.id, printed.pdf, printed.page_count)
        return Made(file, wrapped, read.inputs)

    def settle(self, session: Session, claim: Claim, outcome: Made | Failure | None) -> None:
        """Write what became of it. What was made for nobody is thrown away. Raises ClaimLost."""
        report = self._found(session, claim)
        if isinstance(outcome, Failure):
            self.making.fail(session, report, claim, outcome)
        elif outcome is not None and not self.making.finish(session, report, claim, outcome):
            self.vault.drop(outcome.file)
            raise ClaimLost(f"Nobody waits for report {report.id} any more.")

    def give_up(self, session: Session, claim: Claim, error: Exception) -> None:
        """Every try failed."""
        self.making.fail(session, self._found(session, claim), claim, failure_of(error))

    def _read(self, report: Report, claim: Claim) -> Read:
        """Read the project at the level that the reader has now."""
        self._tell(report, claim, Step.READING)
        access = self.reader.access(report.account_id, report.project_id)
        room = PERCENT[Step.WRITING] - PERCENT[Step.READING]

        def tell(part: float) -> None:
            self._tell(report, claim, Step.READING, percent=PERCENT[Step.READING] + int(part * room))

        read = self.reader.read(access, report.language, tell)
        self._tell(report, claim, Step.WRITING, level=access.level)
        return read

    def _print(self, report: Report, claim: Claim, read: Read) -> Printed:
        composed = composing.compose(read.facts, report.language)
        allowed = allowance_for(composed.row_count)
        limits = Limits(
            memory_bytes=allowed.memory_bytes, cpu_seconds=allowed.cpu_seconds, wall_seconds=allowed.wall_seconds
        )
        return self.press.print(
            render_html(composed),
            limits,
            on_step=lambda step: self._tell(report, claim, STEPS_OF_THE_PRESS[step]),
            is_wanted=lambda: self._is_wanted(claim),
        )

    def _tell(
        self, report: Report, claim: Claim, step: Step, *, percent: int | None = None, level: int | None = None
    ) -> None:
        """Write how far it is. Raises PageUnwanted when it was cancelled, or somebody else makes it by now."""
        shown = PERCENT[step] if percent is None else percent
        with self.database.write(workspace_id=report.workspace_id) as session:
            if not self.making.move_on(session, report, claim, step, shown, level=level):
                raise PageUnwanted("Nobody waits for this report any more.")

    def _is_wanted(self, claim: Claim) -> bool:
        with self.database.read() as session:
            return reports.is_wanted(session, claim)

    def _report(self, claim: Claim) -> Report:
        with self.database.read() as session:
            return self._found(session, claim)

    def _found(self, session: Session, claim: Claim) -> Report:
        report = reports.find(session, claim.row_id)
        if report is None:
            raise ClaimLost(f"Report {claim.row_id} is gone.")
        return report

"""What one task does: claim, perform, settle; the rules are in work.py."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from inloop_kit import metrics, telemetry
from inloop_kit.database import Database
from inloop_kit.due_table import FAILED, Claim, ClaimLost, DueTable
from inloop_kit.errors import Unreachable


class Interrupted(Exception):
    """Every attempt died at work; the row is not tried again."""


class Job(ABC):
    """What to do with the due rows of one table; see the top of this file."""

    name: ClassVar[str]
    table: ClassVar[DueTable]
    limit_seconds: float = 600.0

    @abstractmethod
    def perform(self, claim: Claim) -> Any:
        """Do it, outside any transaction; what it returns goes to settle."""

    @abstractmethod
    def settle(self, session: Session, claim: Claim, outcome: Any) -> None:
        """Write what became of it, `table.settle` or `table.give_back` included."""

    def give_up(self, session: Session, claim: Claim, error: Exception) -> None:  # noqa: ARG002 - for those who override
        """Write that it failed for good."""
        self.table.settle(session, claim, state=FAILED)


class Runs:
    """The runs of one job in this process."""

    def __init__(self, database: Database, job: Job) -> None:
        self.job = job
        self._database = database
        self._running: dict[Claim, float] = {}
        self._is_stopping = False

    def run(self, row_id: str, carrier: Mapping[str, str]) -> None:
        """What a task does with its id, under the trace that came in its headers."""
        with telemetry.continue_from(carrier), telemetry.span(f"task {self.job.name}"):
            try:
                outcome = self._run(row_id)
            except ClaimLost:
                outcome = "claim_lost"
                telemetry.log.warning("claim_lost", task=self.job.name, row_id=row_id)
            except Unreachable as error:
                outcome = "database_away"  # the claim runs out and the row is fed again
                telemetry.log.warning("task_waits", task=self.job.name, row_id=row_id, reason=error.reason)
            except Exception:  # noqa: BLE001 - as above, and somebody must look at it
                outcome = "broken"
                telemetry.log.exception("task_broken", task=self.job.name, row_id=row_id)
        metrics.current().tasks.labels(self.job.name, outcome).inc()

    def stop(self) -> None:
        """Begin nothing new: tasks that lie ready end at once, their rows stay due."""
        self._is_stopping = True

    def extend(self) -> None:
        """Keep the claims of what runs, unless it runs longer than it may."""
        at = time.monotonic()
        running = [claim for claim, since in list(self._running.items()) if at - since < self.job.limit_seconds]
        if running:
            with self._database.write() as session:
                for claim in running:
                    self.job.table.extend(session, claim)

    def _run(self, row_id: str) -> str:
        if self._is_stopping:
            return "not_begun"
        with self._database.write() as session:
            claim = self.job.table.claim(session, row_id)
        if claim is None:
            return "not_due"
        if claim.attempt > self.job.table.max_attempts:
            return self._fail(claim, Interrupted("every attempt died at work"))
        self._running[claim] = time.monotonic()
        try:
            with metrics.current().task_seconds.labels(self.job.name).time():
                outcome = self.job.perform(claim)
        except Exception as error:  # noqa: BLE001 - whatever it is, the row goes back or fails
            return self._fail(claim, error)
        finally:
            self._running.pop(claim, None)
        with self._database.write() as session:
            self.job.settle(session, claim, outcome)
            if self.job.table.is_held(session, claim):
                raise RuntimeError(f"{self.job.name}.settle left the row neither settled nor given back")
        return "done"

    def _fail(self, claim: Claim, error: Exception) -> str:
        table = self.job.table
        is_last = claim.attempt >= table.max_attempts
        facts = {"task": self.job.name, "row_id": claim.row_id, "attempt": claim.attempt}
        telemetry.log.warning("task_failed", **facts, is_last=is_last, exc_info=error)
        with self._database.write() as session:
            if is_last:
                self.job.give_up(session, claim, error)
            else:
                table.give_back(session, claim, delay=table.back_off[claim.attempt - 1])
        return "failed" if is_last else "given_back"

"""Whole files are examined, and what nobody posted is forgotten: a component of `work`."""

from __future__ import annotations

import threading
import time

from inloop_kit import telemetry
from inloop_kit.database import Database
from inloop_kit.errors import InloopError, Unreachable
from inloop_kit.sealing import Unreadable
from inloop_messaging.actions.examinations import Examinations, Work
from inloop_messaging.clients.files import Files
from inloop_messaging.domain.files import FileBroken
from inloop_messaging.store.attachments import DUE

LOOK_SECONDS = 1.0
FORGET_SECONDS = 600.0


class Examining:
    """One thread: takes due files by claim, one at a time; woken by commits of this process and once a second.

    Several processes may do this at once: a claim is a lease, and its number guards the result.
    """

    def __init__(self, database: Database, examinations: Examinations, files: Files) -> None:
        self._database = database
        self._examinations = examinations
        self._files = files
        self._stopping = False
        self._bell = threading.Event()
        self._thread = threading.Thread(target=self._run, name="examining", daemon=True)
        database.on_commit_of(DUE, self._bell.set)

    def start(self) -> None:
        """Start looking."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """Finish the file in hand; its claim runs out when that takes longer than `grace` seconds."""
        self._stopping = True
        self._bell.set()
        self._thread.join(grace)

    def is_ready(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def examine_due(self) -> int:
        """Examine what is due now; how many files that were."""
        count = 0
        while not self._stopping:
            with self._database.read() as session:
                if not self._examinations.has_due(session):
                    break
            with self._database.write() as session:
                work = self._examinations.claim(session)
            if work is None:
                break
            self._examine(work)
            count += 1
        return count

    def forget_unposted(self) -> int:
        """Forget uploads that nobody posted; how many those were."""
        with self._database.write() as session:
            ids = self._examinations.forget_unposted(session)
        for one in ids:
            self._files.remove_all(one)
        return len(ids)

    def _examine(self, work: Work) -> None:
        try:
            examined = self._examinations.examine(work)
        except Unreachable as away:
            telemetry.log.warning("attachment_not_examined", attachment_id=work.attachment.id, reason=away.reason)
            with self._database.write() as session:
                self._examinations.postpone(session, work)
        except (Unreadable, FileBroken) as broken:
            telemetry.log.error("attachment_broken", attachment_id=work.attachment.id, reason=broken.reason)
            with self._database.write() as session:
                self._examinations.refuse(session, work)
        else:
            with self._database.write() as session:
                self._examinations.settle(session, work, examined)

    def _run(self) -> None:
        forget_at = time.monotonic()
        while not self._stopping:
            self._bell.clear()
            try:
                self.examine_due()
                if time.monotonic() >= forget_at:
                    forget_at = time.monotonic() + FORGET_SECONDS
                    self.forget_unposted()
            except InloopError as refusal:
                telemetry.log.warning("examining_interrupted", reason=refusal.reason)
            self._bell.wait(LOOK_SECONDS)

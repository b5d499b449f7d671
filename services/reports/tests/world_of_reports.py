"""A small world of the reports service: its actions and its job on a database, and the services that it reads."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from fake_upstreams import TIMELINE, Upstreams
from pypdf import PdfReader
from sqlalchemy import select

from inloop.options.v1.access_pb2 import CAPABILITY_REPORTS, Level
from inloop_kit.blobs import DiskBlobStore
from inloop_kit.caller import Caller, create_keys, load_signer, load_verifier
from inloop_kit.database import Database
from inloop_kit.errors import InloopError
from inloop_kit.ids import new_id
from inloop_kit.jobs import Runs
from inloop_kit.kit_tables import outbox
from inloop_kit.resolving import AccessResolver
from inloop_kit.rpc_client import Upstream
from inloop_kit.sealing import Keyring
from inloop_kit.testing import FixedClock
from inloop_reports.actions.making import Making
from inloop_reports.actions.reports import Reports
from inloop_reports.clients.press import Press
from inloop_reports.clients.project_reader import ProjectReader
from inloop_reports.clients.vault import Vault
from inloop_reports.domain.orders import Report
from inloop_reports.entry.tasks import MakeReport
from inloop_reports.store.tables import reports


class World:
    """Ines is a contact with the right to order reports."""

    def __init__(self, database: Database, clock: FixedClock, folder: Path, press: Press) -> None:
        self.database, self.clock, self.folder = database, clock, folder
        self.keys = folder / "keys"
        create_keys(self.keys)
        self.ines = Caller(
            account_id=new_id(),
            workspace_id=new_id(),
            project_id=new_id(),
            client_id=new_id(),
            level=Level.ValueType(TIMELINE),
            capabilities=frozenset({CAPABILITY_REPORTS}),
        )
        verifier = load_verifier(self.keys, clock=clock)
        self.upstreams = Upstreams(verifier, self.ines.account_id, self.ines.workspace_id, self.ines.project_id)
        upstream = Upstream(self.upstreams.address, load_signer(self.keys, "reports", clock=clock))
        self.upstream = upstream
        self.kek = folder / "kek.json"
        self.blobs = DiskBlobStore(folder / "files")
        self.vault = Vault(self.blobs, Keyring.create(self.kek))
        self.can = Reports(clock, self.vault)
        resolver = AccessResolver(upstream, clock, kept_seconds=0)
        self.job = MakeReport(
            database, Making(clock), ProjectReader(upstream, upstream, resolver, clock), press, self.vault
        )
        self.runs = Runs(database, self.job)

    def reader(self, level: int) -> Caller:
        return replace(self.ines, level=Level.ValueType(level))

    def order(self, *, language: str = "en", caller: Caller | None = None) -> Report:
        with self.database.write() as session:
            return self.can.order(session, caller or self.reader(self.upstreams.level), language=language)

    def make(self, report: Report) -> Report:
        """Let a worker do it, as the feeder's task would."""
        self.runs.run(report.id, {})
        return self.get(report)

    def get(self, report: Report, caller: Caller | None = None) -> Report:
        with self.database.read() as session:
            return self.can.get(session, caller or self.reader(7), report.id)

    def cancel(self, report: Report) -> Report:
        with self.database.write() as session:
            return self.can.cancel(session, self.reader(7), report.id)

    def file(self, report: Report, caller: Caller | None = None) -> bytes:
        with self.database.read() as session:
            return self.can.read(session, caller or self.reader(7), report.id, start=0, length=1 << 22).content

    def row(self, report: Report) -> Any:
        with self.database.read() as session:
            return session.execute(select(reports).where(reports.c.id == report.id)).one()

    def events(self) -> list[str]:
        with self.database.read() as session:
            return [
                name.rpartition(".")[2] for name in session.scalars(select(outbox.c.subject).order_by(outbox.c.seq))
            ]

    def refusal(self, work: Any) -> str:
        """The reason for which this is refused."""
        try:
            work()
        except InloopError as error:
            return error.reason
        raise AssertionError("it was not refused")

    def close(self) -> None:
        self.upstream.close()
        self.upstreams.close()


def words_of(pdf: bytes) -> str:
    """Everything that can be read in a PDF: pages, pictures, descriptions of pictures, outlines, metadata."""
    reader = PdfReader(BytesIO(pdf))
    texts = [page.extract_text() for page in reader.pages]
    texts += [str(reader.metadata), str(reader.outline)]
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        if hasattr(found, "get"):
            texts += [str(found.get(name, "")) for name in ("/Alt", "/ActualText", "/E")]
            if found.get("/Subtype") == "/Form":
                texts.append(reader.pages[0].extract_xform_text(found))
    return "\n".join(texts)

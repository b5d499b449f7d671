"""The real process: migrate, serve and work in one; a report is ordered, made, and read; a killed one goes on."""

import sys
from io import BytesIO

import pytest
from fake_upstreams import TIMELINE, Upstreams
from pypdf import PdfReader
from world_of_reports import words_of

from inloop.options.v1.access_pb2 import CAPABILITY_REPORTS, Level
from inloop.reports.v1 import reports_pb2, reports_pb2_grpc
from inloop_kit.caller import Caller, create_keys, load_signer, load_verifier
from inloop_kit.errors import Missing, Unreachable
from inloop_kit.ids import new_id
from inloop_kit.rpc_client import Upstream
from inloop_kit.sealing import Keyring
from inloop_kit.testing import Child, free_port, until


class Process:
    """The reports service of one reader, started and killed as the test wants."""

    def __init__(self, folder, broker):
        self.folder = folder
        self.keys, self.port = folder / "keys", free_port()
        create_keys(self.keys)
        Keyring.create(folder / "kek.json")
        self.ines = Caller(
            account_id=new_id(),
            workspace_id=new_id(),
            project_id=new_id(),
            level=Level.ValueType(TIMELINE),
            capabilities=frozenset({CAPABILITY_REPORTS}),
        )
        ines = self.ines
        verifier = load_verifier(self.keys)
        self.upstreams = Upstreams(verifier, ines.account_id, ines.workspace_id, ines.project_id)
        names = {
            "LISTEN": f"127.0.0.1:{self.port}",
            "METRICS_LISTEN": f"127.0.0.1:{free_port()}",
            "DATABASE_URL": f"sqlite:///{folder / 'process.db'}",
            "NATS_URL": broker.url,
            "KEYS_DIR": str(self.keys),
            "PUBLIC_URL": "http://127.0.0.1",
            "DEPLOY": "local",
            "LOG_LEVEL": "debug",
            "UPSTREAM_PROJECTS": self.upstreams.address,
            "UPSTREAM_MESSAGING": self.upstreams.address,
            "BLOB_URL": f"file://{folder / 'files'}",
            "KEK_PATH": str(folder / "kek.json"),
        }
        self.env = {f"INLOOP_REPORTS_{name}": value for name, value in names.items()}
        self.start()
        self.client = Upstream(f"127.0.0.1:{self.port}", load_signer(self.keys, "gateway"))
        self.stub = self.client.stub(reports_pb2_grpc.ReportServiceStub)

    def start(self):
        command = [sys.executable, "-m", "inloop_reports", "migrate", "serve", "work"]
        self.child = Child(command, log=self.folder / "process.log", env=self.env)
        self.child.wait_for_port(self.port, 90)

    def call(self, name, request, **how):
        request.project_id = self.ines.project_id
        return self.client.call(getattr(self.stub, name), request, caller=self.ines, deadline=20, **how)

    def order(self, **how):
        return self.call("OrderReport", reports_pb2.OrderReportRequest(language="de"), **how)

    def get(self, report):
        try:
            return self.call("GetReport", reports_pb2.GetReportRequest(report_id=report.id))
        except Unreachable:
            return reports_pb2.Report()

    def finished(self, report):
        def is_finished():
            now = self.get(report)
            return now if now.state >= reports_pb2.REPORT_STATE_READY else None

        return until(is_finished, 60, what="the report is finished")

    def read(self, report):
        made = b""
        while True:
            request = reports_pb2.ReadReportRequest(report_id=report.id, start=len(made), length=20_000)
            content = self.call("ReadReport", request).content
            made += content
            if not content:
                return made

    def close(self):
        self.client.close()
        self.child.kill()
        self.upstreams.close()


@pytest.fixture
def process(tmp_path, broker):
    made = Process(tmp_path, broker)
    yield made
    made.close()


def test_a_report_is_ordered_made_and_read_and_the_process_drains(process):
    ordered = process.order(idempotency_key="k1")
    assert ordered.state == reports_pb2.REPORT_STATE_QUEUED
    assert process.order(idempotency_key="k1").id == ordered.id
    ready = process.finished(ordered)
    assert (ready.state, ready.percent_done, ready.step) == (reports_pb2.REPORT_STATE_READY, 100, "Fertig")
    pdf = process.read(ready)
    assert len(pdf) == ready.size_bytes
    assert len(PdfReader(BytesIO(pdf)).pages) == ready.page_count
    assert "Fahrplan und Zeitachse" in words_of(pdf)
    stranger = reports_pb2.GetReportRequest(report_id=new_id())
    with pytest.raises(Missing):
        process.call("GetReport", stranger)
    assert process.child.stop() == 0


def test_a_process_that_is_killed_at_work_is_followed_by_one_that_makes_the_report_once(process):
    process.upstreams.is_away = True
    ordered = process.order()
    until(lambda: "ResolveAccess" in process.upstreams.calls, what="the work has begun")
    process.child.kill()
    process.upstreams.is_away = False
    process.start()
    ready = process.finished(ordered)
    assert ready.state == reports_pb2.REPORT_STATE_READY
    assert process.read(ready).startswith(b"%PDF")

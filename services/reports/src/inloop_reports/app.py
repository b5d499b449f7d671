"""The composition root: which parts this service is made of."""

from __future__ import annotations

from collections.abc import Sequence

from inloop.reports.v1 import reports_pb2_grpc
from inloop_kit.blobs import open_store
from inloop_kit.process import Command, Component
from inloop_kit.resolving import AccessResolver
from inloop_kit.sealing import Keyring
from inloop_kit.service import Service, commands_of
from inloop_kit.work import Work
from inloop_reports.actions.making import Making
from inloop_reports.actions.reports import Reports
from inloop_reports.clients.press import Press
from inloop_reports.clients.project_reader import ProjectReader
from inloop_reports.clients.vault import Vault
from inloop_reports.entry.rpc import ReportService
from inloop_reports.entry.tasks import MakeReport
from inloop_reports.settings import Settings


def commands() -> dict[str, Command]:
    """What `__main__` can be told to do."""
    return commands_of("reports", "inloop_reports", Settings, serve=serve, work=work)


def serve(service: Service[Settings]) -> Sequence[Component]:
    """Answer calls."""
    projects = service.upstream(service.settings.upstream_projects)
    service.ringing(MakeReport.table.name)
    server = service.rpc_server(resolve=AccessResolver(projects, service.clock))
    server.add(
        "inloop.reports.v1.ReportService",
        ReportService(Reports(service.clock, _vault(service.settings))),
        reports_pb2_grpc.add_ReportServiceServicer_to_server,
    )
    return [server]


def work(service: Service[Settings]) -> Sequence[Component]:
    """Publish events and make reports."""
    settings = service.settings
    projects, messaging = service.upstream(settings.upstream_projects), service.upstream(settings.upstream_messaging)
    reader = ProjectReader(projects, messaging, AccessResolver(projects, service.clock), service.clock)
    press = Press()
    job = MakeReport(service.database, Making(service.clock), reader, press, _vault(settings))
    makers = Work(service.database, service.bus, service.name, [job], settings.broker_url, threads=settings.renders)
    return [*service.relay_and_consumer([]), press, makers]


def _vault(settings: Settings) -> Vault:
    blobs = open_store(
        settings.blob_url,
        access_key_id=settings.blob_access_key_id.reveal() if settings.blob_access_key_id else None,
        secret_access_key=settings.blob_secret_access_key.reveal() if settings.blob_secret_access_key else None,
    )
    return Vault(blobs, Keyring.load(settings.kek_path or settings.keys_dir / "kek.json"))

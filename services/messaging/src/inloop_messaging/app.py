"""The composition root: which parts this service is made of."""

from __future__ import annotations

from collections.abc import Sequence

from inloop.messaging.v1 import attachments_pb2_grpc, conversations_pb2_grpc
from inloop_kit.blobs import BlobStore, open_store
from inloop_kit.migrations import check_migrated
from inloop_kit.process import Command, Component
from inloop_kit.sealing import Keyring
from inloop_kit.service import Service, commands_of
from inloop_messaging.actions.conversations import Conversations
from inloop_messaging.actions.examinations import Examinations
from inloop_messaging.actions.messages import Messages
from inloop_messaging.actions.uploads import Uploads
from inloop_messaging.clients.files import Files
from inloop_messaging.clients.projects import Projects
from inloop_messaging.clients.scanner import scanner_at
from inloop_messaging.entry.examining import Examining
from inloop_messaging.entry.rpc_attachments import AttachmentService
from inloop_messaging.entry.rpc_conversations import ConversationService, StaffNoteService
from inloop_messaging.settings import Settings
from inloop_messaging.store.attachments import DUE
from inloop_messaging.store.replies import SealingDatabase
from inloop_messaging.store.vault import Vault

ROOM = "inloop.messaging.v1"


def commands() -> dict[str, Command]:
    """What `__main__` can be told to do."""
    return commands_of("messaging", "inloop_messaging", Settings, serve=serve, work=work)


class Actions:
    """Everything that this service can do."""

    def __init__(self, service: Service[Settings]) -> None:
        settings = service.settings
        vault = Vault(Keyring.load(settings.kek_path or settings.keys_dir / "kek.json"))
        _seal_replies(service, vault)
        self.files = Files(_blobs(settings))
        self.conversations = Conversations(service.clock, vault)
        self.messages = Messages(service.clock, vault)
        self.uploads = Uploads(service.clock, vault, self.files, scanner_at(settings.scanner))
        self.examinations = Examinations(service.clock, vault, self.uploads)


def serve(service: Service[Settings]) -> Sequence[Component]:
    """Answer calls."""
    can = Actions(service)
    projects = Projects(service.upstream(service.settings.upstream_projects), service.clock)
    service.ringing(DUE)
    server = service.rpc_server(resolve=projects.resolve)
    server.add(
        f"{ROOM}.ConversationService",
        ConversationService(can.conversations, can.messages, projects, service.pages),
        conversations_pb2_grpc.add_ConversationServiceServicer_to_server,
    )
    server.add(
        f"{ROOM}.StaffNoteService",
        StaffNoteService(can.messages, projects),
        conversations_pb2_grpc.add_StaffNoteServiceServicer_to_server,
    )
    server.add(
        f"{ROOM}.AttachmentService",
        AttachmentService(can.uploads, service.database),
        attachments_pb2_grpc.add_AttachmentServiceServicer_to_server,
    )
    return [server]


def work(service: Service[Settings]) -> Sequence[Component]:
    """Publish events, examine whole files, forget what nobody posted."""
    can = Actions(service)
    return [*service.relay_and_consumer([]), Examining(service.database, can.examinations, can.files)]


def _seal_replies(service: Service[Settings], vault: Vault) -> None:
    """Stored replies hold what people wrote: this service's database seals them (store/replies.py)."""
    if isinstance(vars(service).get("database"), SealingDatabase):
        return
    database = SealingDatabase(service.settings.database_url, clock=service.clock, vault=vault)
    check_migrated(database, service.package)
    service.database = database


def _blobs(settings: Settings) -> BlobStore:
    key_id, secret = settings.blob_access_key_id, settings.blob_secret_access_key
    return open_store(
        settings.blob_url,
        access_key_id=key_id.reveal() if key_id else None,
        secret_access_key=secret.reveal() if secret else None,
    )

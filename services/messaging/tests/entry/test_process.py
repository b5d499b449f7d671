"""The real process: migrate, serve and work in one, with a real broker and a scanner; it drains on SIGTERM."""

import sys

import pytest
from fake_clamd import FakeClamd
from fake_projects import FakeProjects
from world_of_messaging import World

from inloop.messaging.v1 import attachments_pb2, attachments_pb2_grpc, conversations_pb2, conversations_pb2_grpc
from inloop_kit.bus import Bus, stream_name
from inloop_kit.caller import create_keys, load_signer
from inloop_kit.errors import NotNow, Unreachable
from inloop_kit.rpc_client import Upstream
from inloop_kit.testing import free_port, until
from inloop_kit.testing.broker import NatsServer
from inloop_kit.testing.children import Child


@pytest.fixture
def running(world: World, clamd: FakeClamd, broker: NatsServer):
    """(process, client) of a messaging service that started from nothing but keys."""
    projects = FakeProjects(world)
    keys, port = world.folder / "keys", free_port()
    create_keys(keys)
    names = {
        "LISTEN": f"127.0.0.1:{port}",
        "METRICS_LISTEN": f"127.0.0.1:{free_port()}",
        "DATABASE_URL": f"sqlite:///{world.folder / 'process.db'}",
        "NATS_URL": broker.url,
        "KEYS_DIR": str(keys),
        "PUBLIC_URL": "http://127.0.0.1",
        "DEPLOY": "local",
        "LOG_LEVEL": "debug",
        "UPSTREAM_PROJECTS": projects.address,
        "BLOB_URL": f"file://{world.folder / 'files'}",
        "SCANNER": f"127.0.0.1:{clamd.port}",
        "KEK_PATH": str(world.folder / "kek.json"),
    }
    env = {f"INLOOP_MESSAGING_{name}": value for name, value in names.items()}
    command = [sys.executable, "-m", "inloop_messaging", "migrate", "serve", "work"]
    process = Child(command, log=world.folder / "process.log", env=env)
    process.wait_for_port(port)
    client = Upstream(f"127.0.0.1:{port}", load_signer(keys, "gateway"))
    yield process, client
    client.close()
    process.kill()
    projects.close()


def events_in_stream(broker: NatsServer, wanted: int) -> list[str]:
    bus = Bus(broker.url, "test")
    bus.start()

    def found() -> list[str]:
        try:
            count = bus.stream(stream_name("messaging")).messages
        except Unreachable:
            return []
        subjects = [bus.message(stream_name("messaging"), seq) for seq in range(1, count + 1)]
        return [one[0].rpartition(".")[2] for one in subjects if one] if count >= wanted else []

    try:
        return until(found, what=f"{wanted} events in the stream")
    finally:
        bus.stop(2)


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_process_serves_scans_publishes_and_drains(running, world: World, broker: NatsServer, clamd: FakeClamd):
    process, client = running
    talk = client.stub(conversations_pb2_grpc.ConversationServiceStub)
    files = client.stub(attachments_pb2_grpc.AttachmentServiceStub)
    scope = {"project_id": world.project_id}

    def call(method, request):
        return client.call(method, request, caller=world.ann, deadline=20)

    start = conversations_pb2.StartConversationRequest(**scope, topic="canary-topic")
    of = {**scope, "conversation_id": call(talk.StartConversation, start).id}
    begin = attachments_pb2.BeginUploadRequest(**of, file_name="canary-name.txt", size_bytes=11)
    upload = call(files.BeginUpload, begin)
    append = attachments_pb2.AppendUploadRequest(**scope, upload_id=upload.id, content=b"canary-file")
    assert call(files.AppendUpload, append).state == conversations_pb2.ATTACHMENT_STATE_SCANNING
    post = conversations_pb2.PostMessageRequest(**of, body="canary-body", attachment_ids=[upload.id])
    call(talk.PostMessage, post)

    def content() -> bytes:
        read = attachments_pb2.ReadAttachmentRequest(**scope, attachment_id=upload.id, length=99)
        try:
            return call(files.ReadAttachment, read).content
        except NotNow:
            return b""

    assert until(content, what="the file released") == b"canary-file"
    assert clamd.received == [b"canary-file"]
    assert sorted(events_in_stream(broker, 2)) == ["AttachmentReleased", "MessagePosted"]
    assert process.stop() == 0, process.said()
    assert "canary" not in process.said()
    assert "Ann Adams" not in process.said()

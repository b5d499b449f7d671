"""The real process with a real broker: an event becomes mail, and nothing that was said in it reaches a log or NATS."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from world_of_notify import World

from inloop.gateway.v1.events_pb2 import InvitationIssued
from inloop.projects.v1.events_pb2 import HiccupPublished
from inloop_kit import outbox
from inloop_kit.bus import Bus, stream_name
from inloop_kit.clock import SystemClock
from inloop_kit.database import Database
from inloop_kit.errors import Unreachable
from inloop_kit.ids import new_id
from inloop_kit.migrations import migrate
from inloop_kit.relay import Relay
from inloop_kit.testing import free_port, until
from inloop_kit.testing.broker import NatsServer
from inloop_kit.testing.children import Child

pytestmark = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


@pytest.fixture
def clock() -> SystemClock:
    """The process reads the real clock; so do the callers that are signed for it."""
    return SystemClock()


class Publisher:
    """Another service, as far as its outbox and relay go; it may announce anything."""

    def __init__(self, world: World, broker: NatsServer, name: str) -> None:
        url = f"sqlite:///{world.folder / name}.db"
        migrate(url, "inloop_notify")
        self.world = world
        self.database = Database(url, clock=SystemClock())
        self.bus = Bus(broker.url, name)
        self.relay = Relay(self.database, self.bus, name)
        self.bus.start()
        self.relay.start()

    def publish(self, event: HiccupPublished | InvitationIssued) -> None:
        scope = outbox.Scope(self.world.facts.workspace_id, self.world.facts.project_id)
        with self.database.write() as session:
            outbox.append(session, event, aggregate_id="a", scope=scope, visible_from=4)

    def close(self) -> None:
        self.relay.stop(2)
        self.bus.stop(2)
        self.database.close()


@pytest.fixture
def process(world: World, broker: NatsServer) -> Iterator[Child]:
    port = free_port()
    names = {
        "LISTEN": f"127.0.0.1:{port}",
        "METRICS_LISTEN": f"127.0.0.1:{free_port()}",
        "DATABASE_URL": world.database.url.render_as_string(hide_password=False),
        "NATS_URL": broker.url,
        "KEYS_DIR": str(world.keys),
        "PUBLIC_URL": "http://portal.test",
        "DEPLOY": "local",
        "LOG_LEVEL": "debug",
        "UPSTREAM_PROJECTS": world.neighbours.address,
        "UPSTREAM_MESSAGING": world.neighbours.address,
        "UPSTREAM_GATEWAY": world.neighbours.address,
        "SMTP_URL": world.postbox.url,
        "MAIL_FROM": "Inloop <no-reply@inloop.test>",
    }
    env = {f"INLOOP_NOTIFY_{name}": value for name, value in names.items()}
    command = [sys.executable, "-m", "inloop_notify", "migrate", "serve", "work"]
    made = Child(command, log=world.folder / "process.log", env=env)
    made.wait_for_port(port)
    yield made
    made.kill()


def count_in(bus: Bus, service: str) -> int:
    try:
        return bus.stream(stream_name(service)).messages
    except Unreachable:
        return 0


def test_a_published_slip_is_mailed_once_and_an_invitation_at_once(world: World, broker: NatsServer, process: Child):
    world.facts.workspace_name = "canary-agency"
    world.at_once()
    projects, gateway = (Publisher(world, broker, name) for name in ("projects", "gateway"))
    projects.publish(HiccupPublished(hiccup_id=new_id()))
    gateway.publish(InvitationIssued(invitation_id=new_id(), contact_id=new_id(), account_id=new_id()))
    until(lambda: len(world.postbox.mails) == 3, what="three mails")
    expected = sorted([world.ann.email, world.bob.email, "invited@client.example"])
    assert sorted(world.postbox.recipients) == expected
    until(lambda: count_in(gateway.bus, "notify") == 3, what="three deliveries announced")
    assert {one.state.value for one in world.ledger()} == {"sent"}
    for one in (projects, gateway):
        one.close()
    assert process.stop() == 0, process.said()
    assert sorted(world.postbox.recipients) == expected
    stored = b"".join(path.read_bytes() for path in Path(world.folder / "nats").rglob("*") if path.is_file())
    for secret in ("canary-agency", "canary-project", "client.example", "token-0", "Ida Invited"):
        assert secret not in process.said()
        assert secret.encode() not in stored
    assert b"DeliverySettled" in stored

"""From a published slip to mail that the server accepted: `python bench/bench_notify.py [events]`.

floor   raw NATS and raw SMTP, one after the other: nats-py publish to JetStream (sync_interval: always) to the callback
        of a push consumer, then one mail of the same size over an open smtplib connection
ours    a write transaction with an outbox row in one process' worth of parts, relay, stream, notify's consumer with
        its call for recipients, plan, feeder, Celery, claim, calls for access, render, SMTP; the clock starts when the
        block of the transaction ends, and stops when the mail server has the whole text
Neighbours answer over real gRPC in this process, so their time is in our figure. Prints p50 and p95 in milliseconds
and the ratio; the goal is an accepted mail well under two seconds.
"""
# ruff: noqa: E402, D102 - the neighbours and the mail server are those of the service's tests

import asyncio
import logging
import smtplib
import statistics
import sys
import tempfile
import threading
import time
from email import policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "services" / "notify" / "tests"))

import nats
import structlog
from postbox_of_notify import Postbox
from world_of_notify import World

from inloop.projects.v1.events_pb2 import HiccupPublished
from inloop_kit import outbox
from inloop_kit.bus import Bus
from inloop_kit.clock import SystemClock
from inloop_kit.consumer import Consumer
from inloop_kit.database import Database
from inloop_kit.ids import new_id
from inloop_kit.migrations import migrate
from inloop_kit.relay import Relay
from inloop_kit.testing import NatsServer, until
from inloop_kit.work import Work
from inloop_notify.entry.events import Events

BYTES = 2_500
ROUNDS = 4


class Floor:
    """nats-py on its own loop, and one SMTP connection."""

    def __init__(self, url: str, postbox: Postbox) -> None:
        self._loop = asyncio.new_event_loop()
        self._arrived = threading.Event()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._js = self._do(self._connect(url))
        self._smtp = smtplib.SMTP("127.0.0.1", postbox.port, local_hostname="bench")
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = "floor", "a@bench.test", "b@bench.test"
        mail.set_content("x" * 70 + "\n" + "line of text\n" * (BYTES // 13))
        self._mail = mail.as_bytes(policy=policy.SMTP)

    def measure(self, count: int) -> list[float]:
        figures = []
        for _ in range(count):
            self._arrived.clear()
            began = time.perf_counter()
            self._do(self._js.publish("floor.x", b"x" * 60))
            assert self._arrived.wait(10)
            self._smtp.sendmail("a@bench.test", ["b@bench.test"], self._mail)
            figures.append(time.perf_counter() - began)
        return figures

    def close(self) -> None:
        self._smtp.quit()

    def _do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    async def _connect(self, url: str):
        js = (await nats.connect(url)).jetstream()
        await js.add_stream(name="FLOOR", subjects=["floor.>"])

        async def arrived(_message) -> None:
            self._arrived.set()

        await js.subscribe("floor.x", cb=arrived)
        return js


class Ours:
    """A publisher with its relay, and the whole of notify's `work`."""

    def __init__(self, folder: Path, broker: NatsServer) -> None:
        clock = SystemClock()
        databases = []
        for name in ("projects", "notify"):
            url = f"sqlite:///{folder / name}.db"
            migrate(url, "inloop_notify")
            databases.append(Database(url, clock=clock))
        self.publisher, database = databases
        self.world = World(database, clock, folder, most_a_day=10**9)  # what is measured is the way, not the budget
        self.world.bob.level = 0
        self.world.at_once(self.world.ann)
        buses = [Bus(broker.url, name) for name in ("projects", "notify")]
        self._parts = [
            *buses,
            Relay(self.publisher, buses[0], "projects"),
            Relay(database, buses[1], "notify"),
            Consumer(database, buses[1], [Events(self.world.deliveries, self.world.people)], clock),
            Work(database, buses[1], "notify", self.world.jobs, "memory://"),
        ]
        for part in self._parts:
            part.start()
        until(lambda: all(part.is_ready() for part in self._parts[2:]), 20)

    def measure(self, count: int) -> list[float]:
        figures, box = [], self.world.postbox
        scope = outbox.Scope(self.world.facts.workspace_id, self.world.facts.project_id)
        for _ in range(count):
            box.arrived.clear()
            with self.publisher.write() as session:
                event = HiccupPublished(hiccup_id=new_id())
                outbox.append(session, event, aggregate_id="a", scope=scope, visible_from=4)
            began = time.perf_counter()
            assert box.arrived.wait(20)
            figures.append(box.arrived_at - began)
        return figures

    def close(self) -> None:
        for part in reversed(self._parts):
            part.stop(2)
        self.world.close()


def show(name: str, figures: list[float]) -> float:
    p50 = statistics.median(figures) * 1000
    p95 = statistics.quantiles(figures, n=20)[-1] * 1000
    print(f"{name:6} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   n {len(figures)}")
    return p50


def main(events: int) -> None:
    structlog.configure(logger_factory=structlog.BytesLoggerFactory(file=BytesIO()), processors=[lambda *_: b""])
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        broker = NatsServer(Path(folder) / "nats")
        broker.start()
        try:
            measure(Path(folder), broker, events)
        finally:
            broker.stop()


def measure(folder: Path, broker: NatsServer, events: int) -> None:
    ours = Ours(folder, broker)
    floor = Floor(broker.url, ours.world.postbox)
    try:
        floor.measure(3)
        ours.measure(3)
        figures: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            figures[0].extend(floor.measure(events // ROUNDS))
            figures[1].extend(ours.measure(events // ROUNDS))
        ratio = show("ours", figures[1]) / show("floor", figures[0])
        print(f"ratio  {ratio:.1f}   (goal: accepted well under 2,000 ms)")
    finally:
        floor.close()
        ours.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80)

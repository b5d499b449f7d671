"""From a commit to the handler of another service, against raw NATS: `python bench/bench_outbox.py [events]`.

floor   nats-py alone: publish to JetStream (sync_interval: always), to the callback of a push consumer
ours    one write transaction with an outbox row, relay, stream, pull consumer, inbox row, until the handler runs;
        the clock starts when the block of the transaction ends, so that the commit is in the figure
Both on one broker, in turns, SQLite in files. Prints milliseconds, the ratio, and how fast a backlog drains.
"""
# ruff: noqa: E402, D102, ARG002 - the demo service of the kit's tests is no installed package

import asyncio
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "libs" / "kit" / "tests"))

import nats
from inloop_demo.events import NoteWritten

from inloop_kit import outbox
from inloop_kit.bus import Bus
from inloop_kit.clock import SystemClock
from inloop_kit.consumer import Consumer
from inloop_kit.database import Database
from inloop_kit.inbox import handles
from inloop_kit.migrations import migrate
from inloop_kit.relay import Relay
from inloop_kit.testing import NatsServer, until

ROUNDS = 8
BACKLOG = 2000


class Floor:
    """nats-py on its own loop and thread."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._arrived = asyncio.Event()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._js = self._do(self._connect(url))

    def measure(self, count: int) -> list[float]:
        return self._do(self._measure(count))

    def _do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    async def _connect(self, url: str):
        js = (await nats.connect(url)).jetstream()
        await js.add_stream(name="FLOOR", subjects=["floor.>"])

        async def arrived(_message) -> None:
            self._at = time.perf_counter()
            self._arrived.set()

        await js.subscribe("floor.x", cb=arrived)
        return js

    async def _measure(self, count: int) -> list[float]:
        figures = []
        for _ in range(count):
            self._arrived.clear()
            began = time.perf_counter()
            await self._js.publish("floor.x", b"x" * 60)
            await self._arrived.wait()
            figures.append(self._at - began)
        return figures


class Listener:
    """The handler of the other service."""

    def __init__(self) -> None:
        self.at = 0.0
        self.count = 0
        self.arrived = threading.Event()

    @handles(NoteWritten, durable="demo-bench")
    def on_note_written(self, session, event, envelope) -> None:
        self.at = time.perf_counter()
        self.count += 1
        self.arrived.set()


def write(database: Database, number: int) -> float:
    """One fact with its event; when its block ended."""
    with database.write() as session:
        event = NoteWritten(note_id=f"n{number}", number=number)
        outbox.append(session, event, aggregate_id=f"a{number % 20}", scope=outbox.Scope("w", "p"), visible_from=4)
        return time.perf_counter()


def measure(database: Database, listener: Listener, count: int) -> list[float]:
    figures = []
    for number in range(count):
        listener.arrived.clear()
        ended = write(database, number)
        assert listener.arrived.wait(10)
        figures.append(listener.at - ended)
    return figures


def main(events: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        broker = NatsServer(Path(folder) / "nats")
        broker.start()
        urls = [f"sqlite:///{folder}/{name}.db" for name in ("publisher", "listener")]
        for url in urls:
            migrate(url, "inloop_demo")
        publisher, receiver = (Database(url, clock=SystemClock()) for url in urls)
        bus = Bus(broker.url, "bench")
        bus.start()
        bus.wait_connected(10)
        listener = Listener()
        relay = Relay(publisher, bus, "demo")
        consumer = Consumer(receiver, bus, [listener], SystemClock())
        floor = Floor(broker.url)
        relay.start()
        consumer.start()
        measure(publisher, listener, 5)
        floor.measure(5)
        floors, ours = [], []
        for _ in range(ROUNDS):
            floors += floor.measure(events // ROUNDS)
            ours += measure(publisher, listener, events // ROUNDS)
        relay.stop()
        seen = listener.count
        for number in range(BACKLOG):
            write(publisher, number)
        relay = Relay(publisher, bus, "demo")
        began = time.perf_counter()
        relay.start()
        until(lambda: listener.count >= seen + BACKLOG, timeout=120)
        drained = BACKLOG / (time.perf_counter() - began)
        relay.stop()
        consumer.stop()
        bus.stop()
        broker.stop()
    report(floors, ours, drained)


def report(floors: list[float], ours: list[float], drained: float) -> None:
    def line(name: str, figures: list[float]) -> float:
        p50, p99 = (statistics.quantiles(figures, n=100)[place] * 1000 for place in (49, 98))
        print(f"{name:<34} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   ({len(figures)} events)")
        return p50

    floor = line("floor: raw NATS publish -> consume", floors)
    own = line("ours: commit -> handler", ours)
    print(f"ratio of the medians               {own / floor:6.2f}")
    print(f"backlog drained                    {drained:6.0f} events/s (each with its own inbox transaction)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)

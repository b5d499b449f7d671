"""The demo service as a process that stops dead at a named point.

    python process.py ROLE DATABASE BROKER [POINT [CELERY]]

At its point the process prints `at POINT` and hangs; the test kills it there.
"""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from inloop_demo.chores import DoChore
from inloop_demo.world import CountNotes
from inloop_kit.bus import Bus
from inloop_kit.clock import SystemClock
from inloop_kit.consumer import Consumer
from inloop_kit.database import Database
from inloop_kit.pull import Delivery
from inloop_kit.relay import Relay
from inloop_kit.work import Work


def hang(point: str) -> None:
    sys.stdout.write(f"at {point}\n")
    sys.stdout.flush()
    threading.Event().wait()


def stop_dead_at(point: str) -> None:
    """Replace the step that follows the point by hanging."""
    if point == "before publish":
        Bus.publish_chains = lambda *_: hang(point)
    elif point == "before mark":
        Relay._mark = lambda *_: hang(point)
    elif point == "before ack":
        Delivery.ack = lambda *_: hang(point)
    elif point == "before commit":
        CountNotes.on_note_written.__globals__["insert"] = lambda *_: hang(point)
    elif point == "in perform":
        DoChore.perform = lambda *_: hang(point)
    elif point:
        raise ValueError(point)


def main(role: str, database_url: str, broker_url: str, point: str = "", celery_url: str = "memory://") -> None:
    stop_dead_at(point)
    database = Database(database_url, clock=SystemClock())
    bus = Bus(broker_url, role)
    bus.start()
    if role == "relay":
        component = Relay(database, bus, "demo", lease_seconds=1.5)
    elif role == "chores":
        component = Work(database, bus, "demo", [DoChore()], celery_url, lease_seconds=1.5)
    else:
        component = Consumer(database, bus, [CountNotes()], SystemClock(), ack_wait=1.0)
    component.start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])

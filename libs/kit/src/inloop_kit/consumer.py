"""The worker threads that pull events and hand them to handlers; the rules are in inbox.py."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from inloop_kit import dead_letters, metrics, telemetry
from inloop_kit.bus import ADVISORIES, MAX_DELIVERIES, Bus, StreamMissing
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.envelope import MESSAGE_ID, read_envelope
from inloop_kit.errors import Unreachable
from inloop_kit.inbox import Handler, Unreadable, find_handlers, handle, is_known
from inloop_kit.pull import Delivery, Pull, PullSettings

BACK_OFF = (1.0, 5.0, 30.0, 120.0, 600.0)
ACK_WAIT_SECONDS = 10.0
TAKE_SECONDS = 1.0

Settle = Callable[[Pull, Delivery], None]


class Consumer:
    """All handlers of one service, each durable with a thread of its own; a component of the `work` process."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        handlers: Sequence[object],
        clock: Clock,
        *,
        back_off: Sequence[float] = BACK_OFF,
        ack_wait: float = ACK_WAIT_SECONDS,
        max_deliver: int = 20,
    ) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock
        self._back_off = back_off
        self._stopping = threading.Event()
        self._handlers = {(one.durable, one.subject): one for one in find_handlers(handlers)}
        self._pulls: list[Pull] = []
        self._threads: list[threading.Thread] = []
        for (durable, stream), subjects in _by_stream(self._handlers).items():
            settings = PullSettings(stream, durable, subjects, ack_wait=ack_wait, max_deliver=max_deliver)
            self._add(settings, self._settle)
        if self._handlers:
            self._add(_advisories_of(self._pulls), self._settle_advisory)

    def start(self) -> None:
        """Start pulling."""
        for thread in self._threads:
            thread.start()

    def stop(self, grace: float = 10.0) -> None:
        """Finish the messages that are being handled; give back the others at once."""
        self._stopping.set()
        for pull in self._pulls:
            pull.interrupt()
        for thread in self._threads:
            thread.join(grace)
        for pull in self._pulls:
            pull.close()

    def is_ready(self) -> bool:
        """Whether every thread lives."""
        return all(thread.is_alive() for thread in self._threads)

    def replay(self, dead_letter_id: str) -> None:
        """Run a parked message again, in this thread; raises what the handler raises, and then it stays parked."""
        with self._database.read() as session:
            letter = dead_letters.find(session, dead_letter_id)
        handler = self._handlers[letter.consumer, letter.subject]
        handle(self._database, handler, read_envelope(letter.subject, letter.headers), letter.payload)
        with self._database.write() as session:
            dead_letters.mark_replayed(session, dead_letter_id)

    def _add(self, settings: PullSettings, settle: Settle) -> None:
        pull = self._bus.pull(settings)
        self._pulls.append(pull)
        name = f"pull-{settings.durable}"
        self._threads.append(threading.Thread(target=self._run, args=(pull, settle), name=name, daemon=True))

    def _run(self, pull: Pull, settle: Settle) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            if pause:
                self._stopping.wait(pause)
            try:
                self._settle_all(pull, settle, pull.take(TAKE_SECONDS))
                pause = 0.0
            except StreamMissing:
                pause = self._wait_for_stream(pull)
            except Unreachable as error:
                pause = min(1.0, max(0.05, pause * 2))
                telemetry.log.debug("consumer_waits", durable=pull.settings.durable, reason=error.reason)
            except Exception:  # noqa: BLE001 - the thread of this durable must not end
                pause = 1.0
                telemetry.log.exception("consumer_failed", durable=pull.settings.durable)

    def _settle_all(self, pull: Pull, settle: Settle, taken: Sequence[Delivery]) -> None:
        for place, delivery in enumerate(taken):
            if self._stopping.is_set():
                return
            try:
                settle(pull, delivery)
            except Exception:
                pull.let_go(taken[place:])  # else they would be held, and nobody would handle them
                raise

    def _wait_for_stream(self, pull: Pull) -> float:
        """The publisher makes its stream; that of the advisories belongs to nobody, so whoever listens makes it."""
        if pull.settings.stream == ADVISORIES:
            self._bus.ensure_advisories()
            return 0.0
        return 0.25

    # One message

    def _settle(self, pull: Pull, delivery: Delivery) -> None:
        durable = pull.settings.durable
        try:
            with metrics.current().inbox_seconds.labels(durable).time():
                is_new = self._handle(durable, delivery)
        except Unreadable as refusal:
            self._park(durable, delivery, refusal)
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the message goes back or is parked
            self._give_back(durable, delivery, error)
            return
        counter = metrics.current().inbox_handled if is_new else metrics.current().inbox_repeated
        counter.labels(durable).inc()
        delivery.ack()

    def _handle(self, durable: str, delivery: Delivery) -> bool:
        envelope = read_envelope(delivery.subject, delivery.headers)
        handler = self._handlers.get((durable, delivery.subject))
        if handler is None:
            raise Unreadable(f"{durable} has no handler for {delivery.subject}")
        while True:
            try:
                return handle(self._database, handler, envelope, delivery.data)
            except Unreachable:
                if self._stopping.is_set() or self._database.is_ready():
                    raise
                # Our own database is away: the message is not to blame, keep it and wait.
                self._stopping.wait(0.5)

    def _give_back(self, durable: str, delivery: Delivery, error: Exception) -> None:
        attempt = delivery.attempt
        if attempt > len(self._back_off):
            self._park(durable, delivery, error)
            return
        delay = self._back_off[attempt - 1]
        telemetry.log.warning(
            "event_given_back", durable=durable, subject=delivery.subject, attempt=attempt, delay=delay, exc_info=error
        )
        metrics.current().inbox_retried.labels(durable).inc()
        delivery.give_back(delay)

    def _park(self, durable: str, delivery: Delivery, error: Exception) -> None:
        """Keep it where it is seen, then tell the broker; a crash in between parks it once more, which is harmless."""
        headers = delivery.headers
        event_id = headers.get(MESSAGE_ID, f"{delivery.pull.settings.stream}:{delivery.stream_seq}")
        letter = dead_letters.Letter(durable, event_id, delivery.subject, delivery.data, headers)
        reason = type(error).__name__
        with self._database.write() as session:
            dead_letters.park(session, letter, attempts=delivery.attempt, reason=reason, detail=str(error))
        delivery.refuse()

    def _settle_advisory(self, _pull: Pull, delivery: Delivery) -> None:
        """The broker gave up on a message of ours: park it from the stream, unless its effect is there."""
        told = json.loads(delivery.data)
        stream, durable, seq = told["stream"], told["consumer"], told["stream_seq"]
        found = self._bus.message(stream, seq)
        if found is None:
            telemetry.log.error("dead_letter_gone", durable=durable, stream=stream, seq=seq)
        else:
            subject, payload, headers = found
            letter = dead_letters.Letter(durable, headers.get(MESSAGE_ID, f"{stream}:{seq}"), subject, payload, headers)
            with self._database.write() as session:
                if not is_known(session, durable, letter.event_id):
                    detail = "The broker handed it out too often without an answer."
                    dead_letters.park(
                        session, letter, attempts=told["deliveries"], reason="MAX_DELIVERIES", detail=detail
                    )
        delivery.ack()


def _by_stream(handlers: Mapping[tuple[str, str], Handler]) -> dict[tuple[str, str], tuple[str, ...]]:
    """(durable, stream) -> the subjects that it listens to."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for handler in handlers.values():
        found[handler.durable, handler.stream].append(handler.subject)
    return {key: tuple(sorted(subjects)) for key, subjects in found.items()}


def _advisories_of(pulls: Sequence[Pull]) -> PullSettings:
    """One listener for what the broker gives up on, of all durables of this service."""
    services = {pull.settings.durable.partition("-")[0] for pull in pulls}
    if len(services) != 1:
        raise ValueError(f"durable names of one service begin with its name and a hyphen, not with {sorted(services)}")
    filters = tuple(f"{MAX_DELIVERIES}.{pull.settings.stream}.{pull.settings.durable}" for pull in pulls)
    return PullSettings(ADVISORIES, f"{services.pop()}-dead-letters", filters)

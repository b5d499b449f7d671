"""From the broker to the open streams; and the look, once a second, whether each may stay open.

Events come by a core subscription: what a stream misses while the broker is away is made up for by a `reset`, because
a hint says no more than "ask again".
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Any

from google.protobuf.message import DecodeError, Message
from nats.aio.msg import Msg

from inloop.gateway.v1.events_pb2 import SessionsEnded
from inloop.projects.v1.events_pb2 import GrantChanged
from inloop_gateway.clients.accesses import Scope, Standing
from inloop_gateway.entry.http.identity import Identity, Person
from inloop_gateway.entry.live.asgi import in_thread
from inloop_gateway.entry.live.hints import Hint, Log, accounts_of, announced
from inloop_gateway.entry.live.streams import Stream, Streams
from inloop_kit import telemetry
from inloop_kit.caller import Caller
from inloop_kit.envelope import Envelope, Unreadable, read_envelope
from inloop_kit.errors import InloopError, Missing

SWEEP_SECONDS = 1.0
STANDINGS_PER_SWEEP = 50
SESSIONS_PER_QUERY = 500
GONE = "gone"


class Hub:
    """The live side of one process. `pool` runs what blocks."""

    def __init__(self, identity: Identity, pool: Executor) -> None:
        self.identity = identity
        self.streams = Streams()
        self.log = Log()
        self._pool = pool
        self._events = announced()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._incoming: asyncio.Queue[Msg] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    # The bus's thread

    def on_message(self, message: Msg) -> None:
        """Take an event of the broker."""
        self._soon(self._incoming.put_nowait, message)

    def on_connected(self) -> None:
        """The broker is there (again): what it said meanwhile was not heard."""
        self.identity.drop_all()
        self._soon(self._reset_all)

    def _soon(self, action: Callable[..., object], *given: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(action, *given)

    # The loop of the live application

    def begin(self) -> None:
        """Start to listen and to sweep, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._tasks = [self._loop.create_task(self._listen()), self._loop.create_task(self._sweep_on())]

    def end(self) -> None:
        """Stop both, and close every stream so that clients come back elsewhere."""
        for task in self._tasks:
            task.cancel()
        self.close_all()

    def close_all(self) -> None:
        """Close every stream; clients try again at once."""
        for stream in self.streams.all():
            stream.close("bye")

    def close_all_soon(self) -> None:
        """The same from another thread."""
        self._soon(self.close_all)

    async def open(self, person: Person, project_id: str, after: str) -> Stream:
        """A new stream, with what it missed since the cursor `after`. Errors: Missing for no access, TooMuch."""
        stream = Stream(person, project_id, Standing(frozenset(), has_access=True))
        await self._stand(stream)
        if stream.closes_with:
            raise Missing
        self.streams.add(stream)
        if after:
            missed = self.log.since(after)
            if missed is None:
                stream.reset()
            else:
                for hint in missed:
                    await self._tell([stream], hint)
        return stream

    def _reset_all(self) -> None:
        for stream in self.streams.all():
            stream.reset()

    async def _listen(self) -> None:
        while True:
            message = await self._incoming.get()
            try:
                await self._take(message)
            except Exception as error:  # noqa: BLE001 - one event must not end the listening; its streams ask again
                telemetry.log.error("live_event_failed", subject=message.subject, exc_info=error)
                self._reset_all()

    async def _take(self, message: Msg) -> None:
        subject = message.subject
        kind, topic = self._events.get(subject, (None, ""))
        if kind is None:
            return
        try:
            envelope = read_envelope(subject, dict(message.headers or {}))
            event = kind.FromString(message.data)
        except (Unreadable, DecodeError) as wrong:
            telemetry.log.warning("live_event_unreadable", subject=subject, error=repr(wrong))
            return
        await self._act(event, topic, envelope)

    async def _act(self, event: Message, topic: str, envelope: Envelope) -> None:
        if isinstance(event, SessionsEnded):
            for stream in self.streams.of([event.account_id]):
                if stream.person.session_id in event.session_ids:
                    stream.close(GONE)
        if not topic:
            return
        hint = self.log.add(event, topic, envelope)
        if isinstance(event, GrantChanged) or hint.also_for:
            await asyncio.gather(*(self._stand(stream) for stream in self.streams.of(accounts_of(event))))
        await self._tell(self.streams.all(), hint)

    async def _tell(self, streams: Iterable[Stream], hint: Hint) -> None:
        """Tell those streams that are about it and whose access, read within the last second, may hear it."""
        wanted = [stream for stream in streams if stream.wants(hint)]
        scope = Scope(project_id=hint.project_id) if hint.project_id else Scope(workspace_id=hint.workspace_id)
        accounts = sorted({stream.person.account_id for stream in wanted})
        found = dict(zip(accounts, await self._looks([(one, scope) for one in accounts]), strict=True))
        for stream in wanted:
            if hint.may_hear(stream.person.account_id, found[stream.person.account_id]):
                stream.tell(hint)

    async def _looks(self, asked: list[tuple[str, Scope]]) -> list[Caller | None]:
        return list(await asyncio.gather(*(self._look(account_id, scope) for account_id, scope in asked)))

    async def _look(self, account_id: str, scope: Scope) -> Caller | None:
        """The access of an account; None also when nobody can say."""
        is_known, access = self.identity.accesses.known(account_id, scope)
        if is_known:
            return access
        try:
            return await in_thread(self._pool, self.identity.accesses.look, account_id, scope)
        except InloopError as away:
            telemetry.log.warning("live_access_unknown", reason=away.reason)
            return None

    async def _stand(self, stream: Stream) -> None:
        """Read again where the account of a stream has anything to see; close the stream when nothing is left."""
        accesses, person = self.identity.accesses, stream.person
        try:
            if stream.project_id:
                access = await in_thread(self._pool, accesses.look, person.account_id, stream.scope)
                has_access = access is not None
            else:
                stream.standing = await in_thread(self._pool, accesses.standing, person.account_id, person.session_id)
                has_access = stream.standing.has_access
        except InloopError as away:
            # Nobody can say: what the stream may hear is asked for each hint anyway.
            telemetry.log.warning("live_standing_unknown", reason=away.reason)
            return
        stream.standing_at = time.monotonic()
        if not has_access:
            stream.close(GONE)

    # The sweep

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._sweep()
            except Exception as error:  # noqa: BLE001 - the next sweep is a second away
                telemetry.log.error("live_sweep_failed", exc_info=error)

    async def _sweep(self) -> None:
        """Close streams whose session or access ended without an event: idle for too long, run out, event lost.

        Sessions are asked in few queries. Accesses are shared with the requests; of the streams about everything the
        fifty that were asked longest ago are asked.
        """
        streams = self.streams.all()
        ids = sorted({stream.person.session_id for stream in streams})
        live: set[str] = set()
        for first in range(0, len(ids), SESSIONS_PER_QUERY):
            batch = ids[first : first + SESSIONS_PER_QUERY]
            live |= await in_thread(self._pool, self.identity.live_among, batch)
        for stream in streams:
            if stream.person.session_id not in live:
                stream.close(GONE)
        staying = [stream for stream in streams if not stream.closes_with]
        of_projects = [stream for stream in staying if stream.project_id]
        of_all = sorted((one for one in staying if not one.project_id), key=lambda one: one.standing_at)
        await asyncio.gather(*(self._stand(stream) for stream in (*of_projects, *of_all[:STANDINGS_PER_SWEEP])))

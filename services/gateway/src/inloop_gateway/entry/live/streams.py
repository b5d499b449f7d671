"""Open streams: what waits for each, and what it sends. Everything here runs in the loop of the live application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson

from inloop_gateway.clients.accesses import Scope, Standing
from inloop_gateway.entry.http.identity import Person
from inloop_gateway.entry.live.hints import Hint
from inloop_kit.errors import TooMuch

COALESCE_SECONDS = 0.05
KEEP_ALIVE_SECONDS = 15.0
MOST_PER_ACCOUNT = 20
RETRY_MS = 1_000


@dataclass(eq=False, slots=True)
class Stream:
    """One open stream: of everything that the account may see, or of one project."""

    person: Person
    project_id: str
    standing: Standing
    standing_at: float = 0.0
    waiting: dict[tuple[str, str], int] = field(default_factory=dict)
    must_reset: bool = False
    closes_with: str = ""
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    _sent_at: float = 0.0

    @property
    def scope(self) -> Scope:
        """The project that is watched, empty for all."""
        return Scope(project_id=self.project_id)

    def wants(self, hint: Hint) -> bool:
        """Whether a hint is of a workspace and project that this stream is about; who may hear it is asked apart."""
        account_id = self.person.account_id
        if account_id in hint.only_for or account_id in hint.also_for:
            return True
        if self.project_id:
            return hint.project_id == self.project_id
        return hint.workspace_id in self.standing.workspace_ids

    def tell(self, hint: Hint) -> None:
        """Let a hint wait for the next sending; several of one topic and project become one."""
        self.waiting[hint.topic, hint.project_id] = hint.number
        self.awake.set()

    def reset(self) -> None:
        """Let the client ask for everything again: hints were missed."""
        self.must_reset = True
        self.awake.set()

    def close(self, reason: str) -> None:
        """End the stream with an event of this name."""
        self.closes_with = self.closes_with or reason
        self.awake.set()

    async def next_part(self, epoch: str, last: int) -> bytes:
        """The next bytes to send: hints, a reset, the end, or a comment that keeps the connection."""
        try:
            await asyncio.wait_for(self.awake.wait(), KEEP_ALIVE_SECONDS)
        except TimeoutError:
            return b": still here\n\n"
        pause = self._sent_at + COALESCE_SECONDS - time.monotonic()
        if pause > 0 and not self.closes_with:
            await asyncio.sleep(pause)
        self.awake.clear()
        self._sent_at = time.monotonic()
        if self.closes_with:
            return event_of(self.closes_with, {})
        if self.must_reset:
            self.must_reset = False
            self.waiting.clear()
            return event_of("reset", {}, f"{epoch}-{last}")
        told, self.waiting = self.waiting, {}
        return b"".join(
            event_of(
                "hint", {"topic": topic, "project_id": project_id, "cursor": f"{epoch}-{number}"}, f"{epoch}-{number}"
            )
            for (topic, project_id), number in sorted(told.items(), key=lambda item: item[1])
        )


class Streams:
    """All open streams of this process, by account."""

    def __init__(self) -> None:
        self._by_account: dict[str, list[Stream]] = {}

    def add(self, stream: Stream) -> None:
        """Open one. Errors: TooMuch when the account has too many."""
        mine = self._by_account.setdefault(stream.person.account_id, [])
        if len(mine) >= MOST_PER_ACCOUNT:
            raise TooMuch("Too many live streams are open for this account.", retry_after=5)
        mine.append(stream)

    def remove(self, stream: Stream) -> None:
        """It has ended."""
        mine = self._by_account.get(stream.person.account_id, [])
        if stream in mine:
            mine.remove(stream)
        if not mine:
            self._by_account.pop(stream.person.account_id, None)

    def all(self) -> list[Stream]:
        """Every open stream."""
        return [stream for mine in self._by_account.values() for stream in mine]

    def of(self, account_ids: Iterable[str]) -> list[Stream]:
        """The open streams of these accounts."""
        return [stream for account_id in account_ids for stream in self._by_account.get(account_id, ())]


def event_of(name: str, data: dict[str, str], cursor: str = "") -> bytes:
    """One event of the stream (HTML, server-sent events)."""
    head = f"id: {cursor}\n" if cursor else ""
    return f"{head}event: {name}\n".encode() + b"data: " + orjson.dumps(data) + b"\n\n"


def opening(cursor: str) -> bytes:
    """What every stream begins with: how soon to come back, and where it stands."""
    return f"retry: {RETRY_MS}\n".encode() + event_of("ready", {"cursor": cursor}, cursor)

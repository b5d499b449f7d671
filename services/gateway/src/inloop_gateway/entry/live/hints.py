"""Hints: what an event tells the streams, and who may hear it.

A hint is (topic, project, cursor) and nothing else: the client asks again through the ordinary routes. The topic is
declared by the event's message (`announces`), who may hear it by the envelope that its owner stamped.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from google.protobuf.message import Message

from inloop.options.v1.access_pb2 import LEVEL_STAFF
from inloop_kit import contract
from inloop_kit.access import ContractBroken
from inloop_kit.caller import Caller
from inloop_kit.descriptors import class_of, fields_of
from inloop_kit.envelope import Envelope

PERSONAL_TOPICS = frozenset({"reports"})
"""Topics of what belongs to one person: only the event's `account_id` hears of it."""
ACCESS_TOPIC = "access"
KEPT = 4_096


@dataclass(frozen=True, slots=True)
class Hint:
    """One numbered hint and whom it concerns. `account_ids` empty: everybody who sees the level in the scope."""

    number: int
    topic: str
    workspace_id: str
    project_id: str
    client_id: str
    visible_from: int
    only_for: frozenset[str] = frozenset()
    also_for: frozenset[str] = frozenset()
    """Accounts that hear of it whatever they see now: their own access changed."""

    def may_hear(self, account_id: str, access: Caller | None) -> bool:
        """Whether an account with this access (None: none) may hear of it."""
        if self.only_for:
            return account_id in self.only_for and access is not None
        if account_id in self.also_for:
            return True
        if access is None:
            return False
        if access.is_staff:
            return True
        # An event that nobody stamped is for nobody but staff.
        if not self.visible_from or self.visible_from >= LEVEL_STAFF or not access.sees(self.visible_from):
            return False
        return not self.client_id or self.client_id == access.client_id


@dataclass(slots=True)
class Log:
    """The last hints of this process, so that a stream that broke off can go on; another process has other numbers."""

    epoch: str = field(default_factory=lambda: secrets.token_hex(6))
    last: int = 0
    hints: deque[Hint] = field(default_factory=lambda: deque(maxlen=KEPT))

    def cursor(self, number: int) -> str:
        """The id of an event of the stream; opaque to the client."""
        return f"{self.epoch}-{number}"

    def add(self, event: Message, topic: str, envelope: Envelope) -> Hint:
        """Number a hint and keep it."""
        self.last += 1
        accounts = accounts_of(event)
        is_personal = topic in PERSONAL_TOPICS
        hint = Hint(
            number=self.last,
            topic=topic,
            workspace_id=envelope.scope.workspace_id,
            project_id=envelope.scope.project_id,
            client_id=envelope.scope.client_id,
            visible_from=envelope.visible_from,
            only_for=accounts if is_personal else frozenset(),
            also_for=accounts if topic == ACCESS_TOPIC else frozenset(),
        )
        self.hints.append(hint)
        return hint

    def since(self, cursor: str) -> Iterator[Hint] | None:
        """The hints after a cursor; None when some of them are not kept any more, or are another process's."""
        epoch, _, number = cursor.rpartition("-")
        if epoch != self.epoch or not number.isdecimal() or int(number) > self.last:
            return None
        oldest = self.hints[0].number if self.hints else self.last + 1
        if int(number) < oldest - 1:
            return None
        return (hint for hint in self.hints if hint.number > int(number))


def announced() -> dict[str, tuple[type[Message], str]]:
    """Every event of the contract by its full name: its class, and its topic or "".

    Raises ContractBroken when an event of a personal topic does not say whose it is.
    """
    found = {}
    for event in contract.events_of(contract.all_files()):
        topic = contract.topic_of(event)
        if topic in PERSONAL_TOPICS and "account_id" not in {one.name for one in fields_of(event)}:
            raise ContractBroken(f"{event.full_name} has the personal topic {topic} and no account_id")
        found[str(event.full_name)] = class_of(event), topic
    return found


def accounts_of(event: Message) -> frozenset[str]:
    """The accounts that an event names in `account_id` or `account_ids`."""
    one, many = getattr(event, "account_id", ""), getattr(event, "account_ids", ())
    return frozenset(filter(None, (one, *many)))

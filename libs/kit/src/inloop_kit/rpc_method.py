"""One method of a servicer as the pipeline sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from inloop_kit.access import MethodRule
from inloop_kit.caller import Caller, CallerVerifier
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.rpc_context import RpcContext

Handler = Callable[[Any, RpcContext], bytes]
"""From the request (bytes, after `parse` a message) to the serialized reply."""
Resolve = Callable[[Caller], Caller]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the stages of every method need."""

    database: Database
    verifier: CallerVerifier
    clock: Clock
    resolve: Resolve | None


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a servicer and what the contract says of it."""

    rule: MethodRule
    request_type: Callable[[bytes], Message]
    answer: Callable[[Any, RpcContext], Message]
    before: Callable[[Any, RpcContext], Any] | None
    around: Surroundings

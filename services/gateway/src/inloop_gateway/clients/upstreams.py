"""Every method of the contract that has a door here, and the service behind it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import Message

from inloop_kit import access
from inloop_kit.access import MethodRule
from inloop_kit.caller import Caller
from inloop_kit.contract import all_files
from inloop_kit.rpc_client import RemoteMethod, Upstream

DEADLINE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Door:
    """One method: its rule, the message it takes, and how it is called."""

    rule: MethodRule
    request_type: type[Message]
    answer_type: type[Message]
    upstream: Upstream
    remote: RemoteMethod

    def call(self, request: Message, caller: Caller | bytes, *, idempotency_key: str | None = None) -> Message:
        """Call the service. Errors: whatever it raises, Unreachable, TooSlow."""
        reply: Message = self.upstream.call(
            self.remote, request, caller=caller, deadline=DEADLINE_SECONDS, idempotency_key=idempotency_key
        )
        return reply


def doors(upstreams: Mapping[str, Upstream]) -> dict[str, Door]:
    """A door for every method that people may call, by full proto name.

    `upstreams` by room of the contract (`projects`, `gateway`, …). Raises ContractBroken when a method has no rule,
    KeyError when a room has no upstream.
    """
    made: dict[str, Door] = {}
    pool = descriptor_pool.Default()
    for file in all_files():
        for name in file.services_by_name:
            service = pool.FindServiceByName(f"{file.package}.{name}")
            upstream = upstreams[file.package.split(".")[1]]
            stub = upstream.stub(_stub_type(service))
            for rule in access.rules([service]).values():
                if not rule.services:
                    made[rule.name] = _door(rule, upstream, stub)
    return made


def _door(rule: MethodRule, upstream: Upstream, stub: Any) -> Door:
    method = rule.descriptor
    return Door(
        rule=rule,
        request_type=message_factory.GetMessageClass(method.input_type),
        answer_type=message_factory.GetMessageClass(method.output_type),
        upstream=upstream,
        remote=getattr(stub, method.name),
    )


def _stub_type(service: ServiceDescriptor) -> Any:
    module = service.file.name.removesuffix(".proto").replace("/", ".") + "_pb2_grpc"
    return getattr(importlib.import_module(module), f"{service.name}Stub")

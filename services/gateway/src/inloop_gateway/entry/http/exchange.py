"""One request of one method: who asks, what is asked, may it be, the answer at the level of who asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from inloop.options.v1.access_pb2 import Level
from inloop_gateway.clients.upstreams import Door
from inloop_gateway.entry.http.people import People, Signed
from inloop_kit import access, disclosure, validate
from inloop_kit.access import Route
from inloop_kit.caller import Caller
from inloop_kit.errors import Malformed, Missing
from inloop_kit.ids import new_id

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came over HTTP."""

    path: Mapping[str, str]
    query: Iterable[tuple[str, str]]
    body: bytes
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer as it goes out: JSON bytes at the caller's level."""

    body: bytes
    etag: str | None


def exchange(door: Door, route: Route, people: People, signed: Signed | None, asked: Asked) -> Answered:
    """Make the call. Errors: every refusal of the tree."""
    caller, token = people.caller(door.rule, signed, _ids(asked.path))
    request = read(door, route, caller, asked)
    access.check(door.rule, caller, request)
    validate.check(request)
    reply = door.call(request, token, idempotency_key=key_of(door, asked.idempotency_key))
    body = write(door, caller, reply)
    return Answered(body, disclosure.etag(body) if route.verb == "GET" else None)


def read(door: Door, route: Route, caller: Caller | None, asked: Asked) -> Message:
    """The request message: the body or the query at the caller's level, then the path."""
    level = access.reading_level(door.rule, caller)
    if route.body:
        request = _body_reader(door.request_type, level, route.path_fields)(asked.body)
    else:
        if asked.body:
            raise Malformed("This method takes no body.")
        request = door.request_type()
        _query_reader(door.request_type, level, route.path_fields)(list(asked.query), request)
    for name, value in asked.path.items():
        setattr(request, name, value)
    return request


def write(door: Door, caller: Caller | None, reply: Message) -> bytes:
    """The reply as JSON at the caller's level."""
    return _encoder(door.answer_type, access.reading_level(door.rule, caller))(reply)


def key_of(door: Door, given: str | None) -> str | None:
    """The idempotency key of a write: the caller's, or one of ours so that our own repeats have one effect.

    Errors: Malformed.
    """
    if door.rule.is_read:
        return None
    if given is None:
        return new_id()
    if not IDEMPOTENCY_KEY.fullmatch(given):
        raise Malformed("Idempotency-Key has 1 to 200 visible ASCII characters.")
    return given


def _ids(path: Mapping[str, str]) -> Mapping[str, str]:
    """The path's fields; what is no id names nothing. Errors: Missing."""
    for value in path.values():
        if not ID.fullmatch(value):
            raise Missing
    return path


@cache
def _encoder(kind: type[Message], level: Level.ValueType) -> Callable[[Message], bytes]:
    return disclosure.encoder(kind, level)


@cache
def _body_reader(
    kind: type[Message], level: Level.ValueType, path_fields: tuple[str, ...]
) -> Callable[[bytes], Message]:
    return disclosure.decoder(kind, level, except_for=path_fields)


@cache
def _query_reader(kind: type[Message], level: Level.ValueType, path_fields: tuple[str, ...]) -> Callable[..., None]:
    descriptor = cast("Descriptor", kind.DESCRIPTOR)
    fields: list[Any] = [field for field in descriptor.fields if disclosure.may_come_as_text(field)]
    return disclosure.query_reader(kind, level, names=[field.name for field in fields if field.name not in path_fields])

"""One method of the contract as HTTP: who asks, may they, what is asked, the answer at the level of who asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from inloop.options.v1.access_pb2 import AUDIENCE_ANYONE, Level
from inloop_gateway.clients.upstreams import Door
from inloop_gateway.entry.http.identity import Identity
from inloop_gateway.entry.http.networks import Networks
from inloop_gateway.entry.http.refusals import WrongContentType
from inloop_kit import access, disclosure, validate
from inloop_kit.access import ContractBroken, Route
from inloop_kit.descriptors import fields_of, revision_field, visible_from
from inloop_kit.errors import Invalid, Malformed, StaleMatch, Violation
from inloop_kit.ids import new_id
from inloop_kit.replies import KeyUnusable, holds_secret

JSON = "application/json"
MOST_PARAMETERS = 300
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_TAG = re.compile(r'(?:W/)?"([0-9]{1,15})(?:\.[\x21\x23-\x7e]*)?"')


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it came over HTTP. `body` and `network` are read only when they are wanted."""

    token: str
    path: dict[str, str]
    query: str
    content_type: str
    body: Callable[[], bytes]
    network: Callable[[], str]
    idempotency_key: str | None
    if_match: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The encoded answer, and the revision in it where the reader sees one."""

    body: bytes
    revision: int | None


class Endpoint:
    """A door with one of its routes. Everything that the contract says is compiled here, once."""

    def __init__(self, door: Door, route: Route) -> None:
        rule = door.rule
        if rule.scope and rule.scope not in route.path_fields:
            raise ContractBroken(f"{rule.name}: {route.template} does not name the scope {rule.scope}")
        if route.body not in ("", "*"):
            raise ContractBroken(f"{rule.name}: the body of {route.template} must be the whole request")
        self.door = door
        self.rule = rule
        self.route = route
        self.is_get = route.verb == "GET"
        # Whoever guesses passwords or tokens comes through a method that takes one, or that asks for no sign-in.
        self.shows_credential = rule.audience == AUDIENCE_ANYONE or holds_secret(rule.descriptor.input_type)
        # The hash of a stored request would let a password be guessed at the speed of SHA-256.
        self.takes_key = not rule.is_read and not holds_secret(rule.descriptor.input_type)
        self._codecs: dict[int, tuple[Callable[[Ask], Message], Callable[[Message], bytes]]] = {}
        self._expected = revision_field(rule.descriptor.input_type)
        self._revision = revision_field(rule.descriptor.output_type)

    def answer(self, ask: Ask, identity: Identity, networks: Networks) -> Answered:
        """The encoded answer. Errors: every refusal of the tree."""
        rule = self.rule
        caller = identity.caller(rule, ask.token, ask.path)
        access.check(rule, caller, cast("Any", SimpleNamespace(**ask.path)))
        level = access.reading_level(rule, caller)
        read, write = self._codec(level)
        request = read(ask)
        self._expect(request, ask.if_match)
        validate.check(request)
        key = self._key(ask.idempotency_key)
        with networks.counted(ask.network()) if self.shows_credential else nullcontext():
            found = self.door.call(request, caller, idempotency_key=key)
            return Answered(write(found), self._revision_in(found, level))

    def _expect(self, request: Message, if_match: str) -> None:
        """Fill the revision that is expected from If-Match. Errors: StaleMatch for a tag that names no revision."""
        field = self._expected
        if field is None or not if_match or if_match.strip() == "*" or request.HasField(field.name):
            return
        found = _TAG.fullmatch(if_match.strip())
        if found is None:
            raise StaleMatch("This is no entity tag of what you edit. Read it again.")
        setattr(request, field.name, int(found[1]))

    def _revision_in(self, answer: Message, level: Level.ValueType) -> int | None:
        field = self._revision
        if field is None or visible_from(field) > level or not answer.HasField(field.name):
            return None
        found: int = getattr(answer, field.name)
        return found

    def _key(self, given: str | None) -> str | None:
        """The caller's key; for a write that must not happen twice one of ours, so that we may try again."""
        if not self.takes_key:
            return None
        if given is None:
            return None if self.rule.is_repeatable else new_id()
        if not _KEY.fullmatch(given):
            raise KeyUnusable("An idempotency key is 1 to 200 visible ASCII characters.")
        return given

    def _codec(self, level: Level.ValueType) -> tuple[Callable[[Ask], Message], Callable[[Message], bytes]]:
        made = self._codecs.get(level)
        if made is None:
            read = self._body_reader(level) if self.route.body else self._query_reader(level)
            made = self._codecs[level] = read, disclosure.encoder(self.door.answer_type, level)
        return made

    def _body_reader(self, level: Level.ValueType) -> Callable[[Ask], Message]:
        decode = disclosure.decoder(self.door.request_type, level, except_for=self.route.path_fields)

        def read(ask: Ask) -> Message:
            if ask.query:
                raise Invalid("This address takes no query.", violations=(Violation("", "No query is taken here."),))
            request = decode(json_body(ask))
            for name, value in ask.path.items():
                setattr(request, name, value)
            return request

        return read

    def _query_reader(self, level: Level.ValueType) -> Callable[[Ask], Message]:
        kind = self.door.request_type
        fields = fields_of(cast("Descriptor", kind.DESCRIPTOR))
        names = [
            one.name for one in fields if disclosure.may_come_as_text(one) and one.name not in self.route.path_fields
        ]
        read_parameters = disclosure.query_reader(kind, level, names=names)

        def read(ask: Ask) -> Message:
            request = kind()
            if ask.query:
                read_parameters(parameters(ask.query), request)
            for name, value in ask.path.items():
                setattr(request, name, value)
            return request

        return read


def json_body(ask: Ask) -> bytes:
    """The body of a request that must be JSON, or nothing at all. Errors: WrongContentType."""
    body = ask.body()
    if body and ask.content_type.partition(";")[0].strip().lower() != JSON:
        raise WrongContentType("Send application/json.")
    return body


def parameters(query: str) -> list[tuple[str, str]]:
    """The decoded parameters of a query string. Errors: Malformed."""
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Malformed("The query cannot be read.") from None

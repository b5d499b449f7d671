"""What a method of the contract must say about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor

from inloop.options.v1.access_pb2 import (
    AUDIENCE_ACCOUNT,
    AUDIENCE_ANYONE,
    AUDIENCE_CONTACT,
    AUDIENCE_READER,
    AUDIENCE_SERVICE,
    AUDIENCE_STAFF,
    FORMAT_ID,
    LEVEL_ANYONE,
    LEVEL_STAFF,
    LEVEL_SUMMARY,
    ROLE_MEMBER,
)
from inloop_kit.access import MethodRule, Route
from inloop_kit.contract.files import answer_of, is_public, level_word, request_of
from inloop_kit.descriptors import field_named, fields_of, lowest_level
from inloop_kit.disclosure.query import may_come_as_text
from inloop_kit.validate import limits_of

SCOPES = ("project_id", "workspace_id")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WITHOUT_BODY = ("GET", "DELETE")
_TEMPLATE = re.compile(r"/v1(?:/(?:[a-z][a-z0-9-]*|\{[a-z][a-z0-9_]*\}))+(?::[a-z][a-z0-9-]*)?")


def method_problems(rule: MethodRule) -> Iterator[str]:
    """What is wrong with one method, each a sentence that begins with its name."""
    for problem in (*_audience_problems(rule), *_scope_problems(rule), *_route_problems(rule), *_answer_problems(rule)):
        yield f"{rule.name}: {problem}"


def shape_of(template: str) -> str:
    """A route's template without the names of its placeholders."""
    return re.sub(r"\{[^}]*\}", "{}", template)


def _audience_problems(rule: MethodRule) -> Iterator[str]:
    grants = rule.audience in (AUDIENCE_READER, AUDIENCE_CONTACT)
    if grants and rule.level < LEVEL_SUMMARY:
        yield "readers need a `level` from SUMMARY up"
    if not grants and (rule.capabilities or (rule.level and rule.audience != AUDIENCE_ACCOUNT)):
        yield "`level` and `capabilities` are for readers and contacts"
    if rule.audience != AUDIENCE_STAFF and rule.role:
        yield "`role` is for staff methods"
    if rule.audience == AUDIENCE_STAFF and rule.role < ROLE_MEMBER:
        yield "staff methods need a role"
    if (rule.audience == AUDIENCE_SERVICE) != bool(rule.services):
        yield "`services` names the callers of SERVICE methods, and of no others"
    method = rule.descriptor
    if method.client_streaming or method.server_streaming:
        yield "streams are not part of this contract; answer in short unary calls"


def _scope_problems(rule: MethodRule) -> Iterator[str]:
    needs_scope = rule.audience in (AUDIENCE_STAFF, AUDIENCE_READER, AUDIENCE_CONTACT)
    if needs_scope and not rule.scope:
        yield "needs a `scope`"
    if rule.audience in (AUDIENCE_ANYONE, AUDIENCE_ACCOUNT) and rule.scope:
        yield "methods for anyone or for an account have no `scope`"
    if not rule.scope:
        return
    if rule.scope not in SCOPES:
        yield f"`scope` must be one of {', '.join(SCOPES)}"
    field = request_of(rule).fields_by_name.get(rule.scope)
    if field is None:
        yield f"the request has no field {rule.scope}"
    elif not limits_of(field_named(request_of(rule), rule.scope)).required:
        yield f"the request field {rule.scope} must be required"
    if any(rule.scope not in route.path_fields for route in rule.routes):
        yield f"the route must carry {{{rule.scope}}}"


def _route_problems(rule: MethodRule) -> Iterator[str]:
    if rule.audience == AUDIENCE_SERVICE or rule.hand_routed:
        if rule.routes:
            yield "a method between services, or routed by hand, has no `google.api.http`"
        if rule.audience == AUDIENCE_SERVICE and rule.hand_routed:
            yield "a method between services has no route at all"
    elif not rule.routes:
        yield "has no route (`google.api.http`)"
    for route in rule.routes:
        yield from _one_route(rule, route)


def _one_route(rule: MethodRule, route: Route) -> Iterator[str]:
    request = request_of(rule)
    if route.verb not in VERBS:
        yield f"{route.verb} is no verb of this contract"
    if not _TEMPLATE.fullmatch(route.template):
        yield f"the path {route.template} must be /v1/nouns/{{field}}, with :verb for actions"
    if route.verb == "GET" and not rule.is_read:
        yield "GET needs idempotency_level = NO_SIDE_EFFECTS"
    if route.verb in WITHOUT_BODY and route.body:
        yield f"{route.verb} has no body"
    if route.verb not in WITHOUT_BODY and route.body != "*":
        yield f'{route.verb} needs body: "*"'
    for name in route.path_fields:
        yield from _path_field(request, name)
    if route.verb in WITHOUT_BODY:
        for field in fields_of(request):
            if field.name not in route.path_fields and not may_come_as_text(field):
                yield f"the field {field.name} cannot come in a query string"


def _path_field(request: Descriptor, name: str) -> Iterator[str]:
    field = request.fields_by_name.get(name)
    if field is None:
        yield f"the request has no field {name} for its path"
        return
    found = field_named(request, name)
    if found.type != found.TYPE_STRING or found.is_repeated or not limits_of(found).required:
        yield f"the path field {name} must be one required string"
    elif limits_of(found).format != FORMAT_ID:
        yield f"the path field {name} must be an id: what is no id is no address"


def _answer_problems(rule: MethodRule) -> Iterator[str]:
    """A caller who is let in must see something of the answer, and hiding must not show as an empty object."""
    answer = answer_of(rule)
    if not is_public(rule) or not fields_of(answer):
        return
    lowest = lowest_level(answer)
    least = _least_reading_level(rule)
    if lowest > least:
        yield (
            f"a caller at {level_word(least)} is let in, but sees nothing of {answer.name}, "
            f"whose lowest field is {level_word(lowest)}"
        )


def _least_reading_level(rule: MethodRule) -> int:
    """The lowest level at which the answer is ever encoded; see `access.reading_level`."""
    by_audience: dict[int, int] = {
        AUDIENCE_ANYONE: LEVEL_ANYONE,
        AUDIENCE_ACCOUNT: max(rule.level, LEVEL_SUMMARY),
        AUDIENCE_STAFF: LEVEL_STAFF,
    }
    return by_audience.get(rule.audience, rule.level)

"""OpenAPI 3.1 of the public HTTP interface, from the contract alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from inloop.options.v1.access_pb2 import AUDIENCE_ACCOUNT, AUDIENCE_ANYONE, LEVEL_ANYONE, LEVEL_STAFF, LEVEL_SUMMARY
from inloop_kit.access import MethodRule, Route
from inloop_kit.contract.files import Files, answer_of, comments, request_of, rules_of, services_of
from inloop_kit.contract.lock import requirement_words
from inloop_kit.contract.methods import WITHOUT_BODY
from inloop_kit.contract.problem_schemas import HEADERS, PARAMETERS, PROBLEM, SECURITY, problem_responses, refusals_of
from inloop_kit.contract.schemas import Schema, Schemas
from inloop_kit.descriptors import fields_of, revision_field, visible_from
from inloop_kit.validate.limits import must_be_sent

# A method that is routed by hand names its route at the head of its comment: `POST /v1/sessions: begins …`.
_ROUTE_IN_COMMENT = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/v1/\S+): ")
ABOUT = (
    "Inloop keeps clients in the loop of a project. Every answer holds what the caller's level discloses and nothing "
    "else: an absent property is unset or hidden, and nobody can tell which. Mutating operations take an "
    "`Idempotency-Key`; errors are `application/problem+json` (RFC 9457)."
)


def openapi(files: Files, said: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The document as ready dictionaries; `said` are the comments of the protos (default: the generated ones).

    Needs a contract without problems (see `check.problems`).
    """
    files = list(files)
    said = comments() if said is None else said
    schemas = Schemas(said)
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(rules_of(files), key=lambda one: one.name):
        for route in (*rule.routes, *_route_by_hand(rule, said)):
            paths.setdefault(route.template, {})[route.verb.lower()] = _operation(rule, route, schemas, said)
        if rule.hand_routed:
            schemas.request(request_of(rule), without=_beyond(rule))
            schemas.answer(answer_of(rule))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Inloop",
            "version": metadata.version("inloop-contracts"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": _tags(files, said, paths),
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Problem": PROBLEM, **dict(sorted(schemas.made.items()))},
            "responses": problem_responses(),
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "securitySchemes": SECURITY,
        },
    }


def _route_by_hand(rule: MethodRule, said: Mapping[str, str]) -> Iterator[Route]:
    found = _ROUTE_IN_COMMENT.match(said.get(rule.name, "")) if rule.hand_routed else None
    if found is not None:
        yield Route(found[1], found[2], "" if found[1] in WITHOUT_BODY else "*")


def _tags(files: Files, said: Mapping[str, str], paths: Mapping[str, Mapping[str, Any]]) -> list[Schema]:
    used = {tag for verbs in paths.values() for operation in verbs.values() for tag in operation["tags"]}
    return [
        {"name": service.name, "description": said.get(service.full_name, "")}
        for service in services_of(files)
        if service.name in used
    ]


def _operation(rule: MethodRule, route: Route, schemas: Schemas, said: Mapping[str, str]) -> dict[str, Any]:
    service = rule.descriptor.containing_service
    made: dict[str, Any] = {
        "operationId": f"{service.name}_{rule.descriptor.name}",
        "tags": [service.name],
        "summary": _summary(said.get(rule.name, rule.descriptor.name)),
        "x-inloop-requires": requirement_words(rule),
        "security": [] if rule.audience == AUDIENCE_ANYONE else [{"session": []}, {"token": []}],
    }
    parameters = [*_parameters(rule, route, schemas)]
    if parameters:
        made["parameters"] = parameters
    if route.verb not in WITHOUT_BODY:
        body = _body(rule, route, schemas)
        if body:
            made["requestBody"] = body
    made["responses"] = {"200": _success(rule, route, schemas), **refusals_of(rule, route)}
    return made


def _summary(comment: str) -> str:
    text = _ROUTE_IN_COMMENT.sub("", comment)
    return text[:1].upper() + text[1:]


def _beyond(rule: MethodRule) -> frozenset[str]:
    """The request fields that no caller may send, for methods whose callers are all read at one level."""
    levels: dict[int, int] = {AUDIENCE_ANYONE: LEVEL_ANYONE, AUDIENCE_ACCOUNT: max(rule.level, LEVEL_SUMMARY)}
    most = levels.get(rule.audience, LEVEL_STAFF)
    return frozenset(field.name for field in fields_of(request_of(rule)) if visible_from(field) > most)


def _parameters(rule: MethodRule, route: Route, schemas: Schemas) -> Iterator[Schema]:
    request, beyond = request_of(rule), _beyond(rule)
    for name in route.path_fields:
        yield _parameter(_field(request, name), "path", schemas)
    if route.verb in WITHOUT_BODY:
        for field in fields_of(request):
            if field.name not in route.path_fields and field.name not in beyond:
                yield _parameter(field, "query", schemas)
    if route.verb == "GET":
        yield {"$ref": "#/components/parameters/IfNoneMatch"}
    if not rule.is_read:
        yield {"$ref": "#/components/parameters/IdempotencyKey"}
    if route.body and revision_field(request) is not None:
        yield {"$ref": "#/components/parameters/IfMatch"}


def _field(message: Descriptor, name: str) -> FieldDescriptor:
    return next(field for field in fields_of(message) if field.name == name)


def _parameter(field: FieldDescriptor, place: str, schemas: Schemas) -> Schema:
    schema = schemas.field(field, sent=True)
    description = schema.pop("description", "")
    made: Schema = {"name": field.name, "in": place, "required": place == "path" or must_be_sent(field)}
    if description:
        made["description"] = description
    made["schema"] = schema
    if field.is_repeated:
        made |= {"style": "form", "explode": True}
    return made


def _body(rule: MethodRule, route: Route, schemas: Schemas) -> Schema | None:
    """What the body holds; None when every field comes by path, so that no body is needed."""
    request = request_of(rule)
    without = _beyond(rule) | set(route.path_fields)
    fields = [field for field in fields_of(request) if field.name not in without]
    if not fields:
        return None
    return {
        "required": any(must_be_sent(field) for field in fields),
        "content": {"application/json": {"schema": schemas.request(request, without=without)}},
    }


def _success(rule: MethodRule, route: Route, schemas: Schemas) -> Schema:
    headers = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
    if route.verb == "GET":
        headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    return {
        "description": "Done, at the caller's level." if not rule.is_read else "What the caller's level discloses.",
        "headers": headers,
        "content": {"application/json": {"schema": schemas.answer(answer_of(rule))}},
    }

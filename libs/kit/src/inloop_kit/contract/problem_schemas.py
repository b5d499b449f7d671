"""The parts of the OpenAPI document that do not depend on the contract: problems, headers, security."""

from __future__ import annotations

from typing import Any

from inloop.options.v1.access_pb2 import AUDIENCE_ANYONE
from inloop_kit.access import MethodRule, Route

Schema = dict[str, Any]

PROBLEM: Schema = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "A page that explains the reason."},
        "title": {"type": "string", "description": "The kind of refusal in a few words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What happened, as a sentence for a person."},
        "instance": {"type": "string", "description": "The request id; quote it when you report a fault."},
        "reason": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$", "description": "The same for programs."},
        "errors": {
            "type": "array",
            "description": "Every member of the request that breaks a rule.",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "A JSON pointer (RFC 6901) into the request."},
                    "detail": {"type": "string", "description": "What is wrong there."},
                },
                "required": ["pointer", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "instance", "reason"],
}

PARAMETERS: Schema = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Makes a repeat safe: the same key with the same body gives the first answer again for a day, "
        "with another body it is refused.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The entity tag of what you edit: refused with 412 when it has another revision by now. Does "
        "what `expected_revision` in the body does, which goes before.",
        "schema": {"type": "string"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The entity tag of what you have; if it is still what you see, the answer is 304.",
        "schema": {"type": "string"},
    },
}

HEADERS: Schema = {
    "ETag": {
        "description": "A hash of exactly the bytes that were disclosed; before it, and a point, the revision of what "
        "people edit together, for whoever sees that.",
        "schema": {"type": "string"},
    },
    "RequestId": {"description": "The id under which this request is logged.", "schema": {"type": "string"}},
    "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}

SECURITY: Schema = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-inloop",
        "description": "The session of the web client; `inloop` without the prefix on loopback HTTP.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "A token of an account, for programs."},
}

# Status, name of the component, and what it means.
_REFUSALS = {
    "400": ("Malformed", "The request cannot be parsed."),
    "401": ("NotSignedIn", "Nobody is signed in, or the sign-in has ended."),
    "403": ("Forbidden", "You see the thing, and may not do this with it."),
    "404": ("Missing", "Absent, or not yours to know: the same answer for both."),
    "409": ("Conflict", "The state of the thing does not allow this, or somebody else changed it."),
    "412": ("StaleMatch", "What you edit has changed since you read it."),
    "413": ("TooLarge", "The body is larger than anything this operation takes."),
    "415": ("WrongMediaType", "The body is not application/json."),
    "422": ("Invalid", "The request parses, but breaks a rule; `errors` names each member."),
    "429": ("TooMuch", "A limit is used up; wait as long as `Retry-After` says."),
    "500": ("Broken", "Something went wrong on our side."),
    "503": ("Unreachable", "Something that is needed is away; a repeat may succeed."),
    "504": ("TooSlow", "The deadline passed; whether the work was done is unknown."),
}
_WITH_RETRY = ("429", "503")


def problem_responses() -> Schema:
    """`components.responses`: one per kind of refusal."""
    return {name: _response(status, text) for status, (name, text) in _REFUSALS.items()}


def refusals_of(rule: MethodRule, route: Route) -> Schema:
    """The other answers of an operation: nothing new, or a reference to a refusal."""
    statuses = {"400", "422", "429", "500", "503", "504"}
    if rule.audience != AUDIENCE_ANYONE or not rule.is_read:  # a sign-in is for anyone, and may be refused
        statuses |= {"401", "403"}
    if rule.scope or route.path_fields or not rule.is_read:
        statuses.add("404")
    if not rule.is_read:
        statuses |= {"409", "412"}
    if route.verb not in ("GET", "DELETE"):
        statuses |= {"413", "415"}
    made: Schema = {"304": {"description": "You have what you see already."}} if route.verb == "GET" else {}
    for status in sorted(statuses):
        made[status] = {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"}
    return made


def _response(status: str, text: str) -> Schema:
    headers = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
    if status in _WITH_RETRY:
        headers["Retry-After"] = {"$ref": "#/components/headers/RetryAfter"}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "headers": headers, "content": content}

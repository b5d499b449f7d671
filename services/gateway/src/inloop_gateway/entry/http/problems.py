"""Refusals as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import math

import orjson
from flask import Response

from inloop_kit.errors import InloopError, TooMuch
from inloop_kit.status import to_problem

PROBLEM = "application/problem+json"


def body(error: Exception, request_id: str) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of a refusal; anything unknown is a 500 with a fixed text."""
    problem = to_problem(error, request_id)
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, TooMuch):
        headers["Retry-After"] = str(max(1, math.ceil(float(error.retry_after))))
    if isinstance(error, InloopError) and "allow" in error.facts:
        headers["Allow"] = str(error.facts["allow"])
    status = error.status if isinstance(error, InloopError) else 500
    return status, orjson.dumps(problem), headers


def response(error: Exception, request_id: str) -> Response:
    """A Flask response of a refusal."""
    status, content, headers = body(error, request_id)
    answer = Response(content, status, content_type=PROBLEM)
    answer.headers.extend(headers)
    return answer

"""A small client of the public HTTP API, for the demonstration seed, the stories and the benches."""

from __future__ import annotations

import uuid
from typing import Any

import requests

TIMEOUT_SECONDS = 30.0


class Refused(RuntimeError):
    """The API answered with a problem."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status}: {problem}")
        self.status = status
        self.problem = problem

    @property
    def reason(self) -> str:
        """The machine-readable reason."""
        return str(self.problem.get("reason", ""))


class Portal:
    """One person at one portal; the session lives in the cookie, as in a browser."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.http = requests.Session()
        self.http.trust_env = False

    def sign_in(self, email: str, password: str) -> Portal:
        """Begin a session."""
        self.post("/v1/sessions", email=email, password=password)
        return self

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Read."""
        return self.call("GET", path, params=query)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Write with an idempotency key of its own."""
        return self.call("POST", path, json=body)

    def put(self, path: str, **body: Any) -> dict[str, Any]:
        """Write in the place of what is there."""
        return self.call("PUT", path, json=body)

    def call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Make a call; problems raise Refused."""
        answer = self.raw(method, path, **options)
        if answer.status_code >= 400:  # noqa: PLR2004 - HTTP
            raise Refused(answer.status_code, answer.json())
        content: dict[str, Any] = answer.json() if answer.content else {}
        return content

    def raw(self, method: str, path: str, **options: Any) -> requests.Response:
        """Make a call and return the answer as it is."""
        headers = dict(options.pop("headers", {}))
        if method != "GET":
            headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        return self.http.request(method, self.base_url + path, headers=headers, timeout=TIMEOUT_SECONDS, **options)

"""Who may read or write the bytes of a project: asked again for every range, because a grant may end meanwhile."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from google.protobuf.message import Message

from inloop_gateway.clients.upstreams import Door
from inloop_gateway.entry.http.identity import Identity
from inloop_kit import access, validate


class ByteDoor:
    """A hand-routed door of a project, called for one token; blocking."""

    def __init__(self, door: Door, identity: Identity) -> None:
        self._door = door
        self._identity = identity

    def call(self, token: str, request: Message) -> Any:
        """Check the access as it is now and make one call. Errors: NotSignedIn, Missing, Forbidden, the service's."""
        project_id: str = request.project_id  # type: ignore[attr-defined]
        rule = self._door.rule
        caller = self._identity.caller(rule, token, {"project_id": project_id})
        access.check(rule, caller, cast("Any", SimpleNamespace(project_id=project_id)))
        validate.check(request)
        return self._door.call(request, caller)

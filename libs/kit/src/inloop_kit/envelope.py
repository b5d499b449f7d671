"""What travels around an event: who it is about, who may learn of it, and the trace it belongs to.

On the wire these are headers of the broker's message; the body is the serialized event alone. No header holds a name
or a text of a person: headers reach logs and the broker's tools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

MESSAGE_ID = "Nats-Msg-Id"
AGGREGATE = "inloop-aggregate"
WORKSPACE = "inloop-workspace"
PROJECT = "inloop-project"
CLIENT = "inloop-client"
VISIBLE_FROM = "inloop-visible-from"
OCCURRED_AT = "inloop-occurred-at"
TRACEPARENT = "traceparent"
REQUEST_ID = "x-request-id"


class Unreadable(Exception):
    """This message will never work: park it, do not try again. Handlers may raise it too."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose an event is: workspace, and within it project and client company, '' where it has none."""

    workspace_id: str
    project_id: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The headers of one event. `subject` is the full proto name; `visible_from` the number of a Level."""

    event_id: str
    subject: str
    aggregate_id: str
    scope: Scope
    visible_from: int
    occurred_at: datetime
    traceparent: str = ""
    request_id: str = ""

    def headers(self) -> dict[str, str]:
        """As the broker carries it; empty values are left out."""
        named = {
            MESSAGE_ID: self.event_id,
            AGGREGATE: self.aggregate_id,
            WORKSPACE: self.scope.workspace_id,
            PROJECT: self.scope.project_id,
            CLIENT: self.scope.client_id,
            VISIBLE_FROM: str(self.visible_from),
            OCCURRED_AT: self.occurred_at.astimezone(UTC).isoformat(),
            TRACEPARENT: self.traceparent,
            REQUEST_ID: self.request_id,
        }
        return {name: value for name, value in named.items() if value}

    def carrier(self) -> dict[str, str]:
        """What `telemetry.continue_from` takes."""
        return {TRACEPARENT: self.traceparent, REQUEST_ID: self.request_id}


def read_envelope(subject: str, headers: Mapping[str, str]) -> Envelope:
    """The envelope of a received message; raises Unreadable when it is not one of ours."""
    try:
        return Envelope(
            event_id=headers[MESSAGE_ID],
            subject=subject,
            aggregate_id=headers[AGGREGATE],
            scope=Scope(headers.get(WORKSPACE, ""), headers.get(PROJECT, ""), headers.get(CLIENT, "")),
            visible_from=int(headers[VISIBLE_FROM]),
            occurred_at=datetime.fromisoformat(headers[OCCURRED_AT]),
            traceparent=headers.get(TRACEPARENT, ""),
            request_id=headers.get(REQUEST_ID, ""),
        )
    except (KeyError, ValueError) as error:
        raise Unreadable(f"the headers are not an envelope: {error!r}") from error

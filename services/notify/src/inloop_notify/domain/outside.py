"""What may leave the portal. The type has no place for content: no name, no text, no file, no sum."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What kind of matter; the words of `deliveries.topic`."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a topic
    HICCUP = "hiccup"
    MESSAGE = "message"
    CHANGE_ASKED = "change-asked"
    CHANGE_OFFERED = "change-offered"
    CHANGE_SETTLED = "change-settled"
    REPORT_READY = "report-ready"


@dataclass(frozen=True, slots=True)
class OutsideMessage:
    """A message to somebody outside: how often each topic occurred, who sends, and a link.

    `workspace_name` is empty where several workspaces have something to say. The link needs a sign-in, or is the
    one-time link that the message is about.
    """

    counts: tuple[tuple[Topic, int], ...]
    workspace_name: str
    link: str
    language: str
    is_digest: bool = False


PLACES: dict[Topic, str] = {
    Topic.HICCUP: "/projects/{project_id}/timeline",
    Topic.MESSAGE: "/projects/{project_id}/conversations",
    Topic.CHANGE_ASKED: "/projects/{project_id}/changes",
    Topic.CHANGE_OFFERED: "/projects/{project_id}/changes",
    Topic.CHANGE_SETTLED: "/projects/{project_id}/changes",
    Topic.REPORT_READY: "/projects/{project_id}/reports",
}


def link_to(public_url: str, topic: Topic, project_id: str) -> str:
    """The page of the portal where the matter is; it asks for a sign-in."""
    return public_url.rstrip("/") + PLACES[topic].format(project_id=project_id)

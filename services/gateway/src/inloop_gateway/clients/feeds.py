"""What the address of a calendar feed answers: the projects service knows the token and its holder."""

from __future__ import annotations

from typing import Any

from inloop.projects.v1 import feeds_pb2, feeds_pb2_grpc
from inloop_kit.rpc_client import Upstream

PURPOSE = "render-feed"


class FeedPages:
    """Feeds by token."""

    def __init__(self, projects: Upstream) -> None:
        self._projects = projects
        self._feeds: Any = projects.stub(feeds_pb2_grpc.FeedServiceStub)

    def calendar(self, token: str) -> bytes:
        """The calendar of a token. Errors: Missing for whatever reason there is none, Unreachable, TooSlow."""
        asked = feeds_pb2.RenderFeedRequest(token=token)
        found = self._projects.call(self._feeds.RenderFeed, asked, caller=self._projects.as_service(PURPOSE))
        return bytes(found.content)

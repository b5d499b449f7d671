"""The hand-written address of a calendar feed: `GET /v1/feeds/TOKEN.ics`, for calendar programs that cannot sign in.

The token in the address is all that counts: no cookie is read. Every refusal is the same 404, and failures are counted
per network, apart from those of passwords: a calendar that asks for an ended feed must not lock its office out.
"""

from __future__ import annotations

import re
from typing import Final

from inloop_gateway.clients.feeds import FeedPages
from inloop_gateway.entry.http.networks import Networks
from inloop_gateway.entry.http.refusals import Headers
from inloop_gateway.entry.http.site import matches
from inloop_kit.disclosure import etag

ROUTE: Final = "/v1/feeds/{token}.ics"
THROTTLE_PATH: Final = "feed"
NOT_MODIFIED: Final = 304
_ADDRESS = re.compile(r"/v1/feeds/([A-Za-z0-9_-]{43})\.ics")
_KEPT: Headers = [
    ("Cache-Control", "private, no-cache"),
    ("X-Robots-Tag", "noindex"),
]


class Feeds:
    """Answers calendar programs."""

    def __init__(self, pages: FeedPages, networks: Networks) -> None:
        self._pages = pages
        self._networks = networks

    def token_of(self, path: str) -> str | None:
        """The token in an address; None for another address."""
        found = _ADDRESS.fullmatch(path)
        return found[1] if found else None

    def answer(self, token: str, network: str, if_none_match: str) -> tuple[int, Headers, bytes]:
        """Status, headers and body. Errors: Missing, TooMuch, Unreachable."""
        with self._networks.counted(network, THROTTLE_PATH):
            content = self._pages.calendar(token)
        tag = etag(content)
        if matches(if_none_match, tag):
            return NOT_MODIFIED, [("ETag", tag), *_KEPT], b""
        return 200, [("Content-Type", "text/calendar; charset=utf-8"), ("ETag", tag), *_KEPT], content

"""Calendar feeds: an address per account and project, which shows what its holder may see now."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing, NotNow
from inloop_kit.ids import new_id
from inloop_projects.actions.people.grants import Grants
from inloop_projects.domain.people.levels import Level, Role
from inloop_projects.domain.plan.exported import ExportRow
from inloop_projects.domain.plan.icalendar_writer import tell, write_feed
from inloop_projects.store.plan import feeds as rows
from inloop_projects.store.plan import projects
from inloop_projects.store.plan.feeds import FeedRow

TOKEN_BYTES: Final = 32
MOST_PER_ACCOUNT: Final = 20


class TooManyFeeds(NotNow):
    """An account has so many feeds of a project that one must go first."""

    reason = "TOO_MANY_FEEDS"


@dataclass(frozen=True, slots=True)
class Opened:
    """A feed that somebody asks for, and its holder as a caller."""

    feed: FeedRow
    holder: Caller
    project_name: str
    today: date


def feed_key(keys_dir: Path, service: str) -> bytes:
    """The key under which tokens are hashed: it follows from the service's private key. Raises OSError."""
    secret = (keys_dir / f"{service}.key").read_bytes()
    return HKDF(SHA256(), 32, salt=None, info=b"inloop feed tokens").derive(secret)


class Feeds:
    """What can be done about calendar feeds. `key` hashes tokens; another key makes all tokens unknown."""

    def __init__(self, clock: Clock, grants: Grants, key: bytes) -> None:
        self.clock = clock
        self.grants = grants
        self._key = key

    def create(self, session: Session, caller: Caller, *, name: str) -> tuple[FeedRow, str]:
        """A new feed of the caller and its token, which is kept nowhere. Errors: TooManyFeeds."""
        mine = rows.list_all(session, caller.project_id, caller.account_id)
        if sum(one.revoked_at is None for one in mine) >= MOST_PER_ACCOUNT:
            raise TooManyFeeds(f"You have {MOST_PER_ACCOUNT} feeds of this project. End one of them first.")
        token = secrets.token_urlsafe(TOKEN_BYTES)
        feed = FeedRow(new_id(), caller.project_id, caller.account_id, name, self.clock.now())
        rows.add(session, feed, self._hashed(token))
        audit.append(session, caller, action="feed.created", about=f"feed/{feed.id}")
        return feed, token

    def list_all(self, session: Session, caller: Caller) -> list[FeedRow]:
        """The caller's own feeds; those of everybody for managers."""
        return rows.list_all(session, caller.project_id, "" if _manages(caller) else caller.account_id)

    def revoke(self, session: Session, caller: Caller, feed_id: str) -> FeedRow:
        """End a feed of one's own, or as a manager anybody's. Errors: Missing."""
        feed = rows.find(session, caller.project_id, feed_id)
        if feed is None or (feed.account_id != caller.account_id and not _manages(caller)):
            raise Missing
        if feed.revoked_at is None:
            rows.revoke(session, feed.id, self.clock.now())
            audit.append(session, caller, action="feed.revoked", about=f"feed/{feed.id}")
        found = rows.find(session, caller.project_id, feed_id)
        assert found is not None
        return found

    def open(self, session: Session, token: str) -> Opened:
        """The feed of a token, and its holder with what is granted now. Errors: Missing, whatever the reason."""
        feed = rows.by_token(session, self._hashed(token))
        project = projects.find(session, feed.project_id) if feed else None
        if feed is None or project is None:
            raise Missing
        access = self.grants.resolve(session, feed.account_id, feed.project_id, "")
        if access.level < Level.ROADMAP:
            raise Missing
        holder = Caller(
            account_id=feed.account_id,
            workspace_id=access.workspace.id,
            project_id=feed.project_id,
            client_id=access.client_id,
            contact_id=access.contact_id,
            level=access_pb2.Level.ValueType(access.level),
        )
        return Opened(feed, holder, project.name, self.clock.now().date())

    def render(self, session: Session, opened: Opened, shown: Sequence[ExportRow]) -> bytes:
        """The calendar of what the holder sees, and note what was told of each row."""
        feed = opened.feed
        before = rows.told(session, feed.id)
        now = tell(shown, before, self.clock.now().replace(microsecond=0))
        rows.tell(session, feed.id, before, now)
        if feed.last_read_on != opened.today:
            rows.read_on(session, feed.id, opened.today)
        return write_feed(opened.project_name, shown, now)

    def _hashed(self, token: str) -> str:
        return hmac.new(self._key, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _manages(caller: Caller) -> bool:
    return caller.is_staff and caller.role >= Role.MANAGER

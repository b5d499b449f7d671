"""Fresh one-time links for the service that mails them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from inloop_gateway.domain.invitations import State
from inloop_gateway.domain.links import LinkKind, url_of
from inloop_gateway.domain.tokens import hash_of, new_token
from inloop_gateway.store import accounts as rows
from inloop_gateway.store import invitations as invitation_rows
from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where to send it and what to send; `url` holds the token."""

    email: str
    name: str
    language: str
    workspace_name: str
    expires_at: datetime
    url: str = field(default="", repr=False)


class Links:
    """Issues tokens. A mail that is sent again gets a new one; all of them die with the first redemption."""

    def __init__(self, clock: Clock, public_url: str) -> None:
        self.clock = clock
        self.public_url = public_url

    def issue(self, session: Session, caller: Caller, kind: LinkKind, subject_id: str) -> Link | None:
        """A fresh link, None when the subject is unknown, used, cancelled or ran out: then nothing is to be sent."""
        found = (
            self._invitation(session, subject_id) if kind is LinkKind.INVITATION else self._reset(session, subject_id)
        )
        if found is None:
            return None
        token = new_token()
        rows.add_link(session, hash_of(token), kind, subject_id, at=self.clock.now(), expires_at=found.expires_at)
        audit.append(session, caller, action="link.issued", about=f"{kind.name.lower()}/{subject_id}")
        return Link(
            email=found.email,
            name=found.name,
            language=found.language,
            workspace_name=found.workspace_name,
            expires_at=found.expires_at,
            url=url_of(self.public_url, kind, token),
        )

    def _invitation(self, session: Session, invitation_id: str) -> Link | None:
        found = invitation_rows.find(session, invitation_id)
        if found is None or found.state(self.clock.now()) is not State.OPEN:
            return None
        return Link(
            email=found.email,
            name=found.name,
            language=found.language,
            workspace_name=found.workspace_name,
            expires_at=found.expires_at,
        )

    def _reset(self, session: Session, reset_id: str) -> Link | None:
        reset = rows.find_reset(session, reset_id)
        if reset is None or reset.account_id is None or not reset.is_open(self.clock.now()):
            return None
        account = rows.find(session, reset.account_id)
        assert account is not None, "a foreign key holds this"
        return Link(
            email=account.email,
            name=account.name,
            language=account.language,
            workspace_name="",
            expires_at=reset.expires_at,
        )

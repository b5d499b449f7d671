"""What workers do with files: look at whole ones, release or refuse them, forget what nobody posted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from inloop.messaging.v1.events_pb2 import AttachmentReleased
from inloop.options.v1.access_pb2 import LEVEL_SUMMARY
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.outbox import Scope
from inloop_kit.sealing import DataKey
from inloop_messaging.actions.uploads import Uploads
from inloop_messaging.domain.files import Attachment, Examined, FileFacts, Part, State, Verdict
from inloop_messaging.store import attachments as rows
from inloop_messaging.store.attachments import Claim
from inloop_messaging.store.vault import Vault

CLAIMED_FOR = timedelta(minutes=30)
"""Longer than the largest file takes; a worker that died is replaced after it."""
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
UNPOSTED_KEPT = timedelta(days=2)
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed file and what is needed to look at it."""

    claim: Claim
    attachment: Attachment
    key: DataKey
    parts: tuple[Part, ...]


class Examinations:
    """What can be done about files that wait to be examined."""

    def __init__(self, clock: Clock, vault: Vault, uploads: Uploads) -> None:
        self.clock = clock
        self.vault = vault
        self.uploads = uploads

    def has_due(self, session: Session) -> bool:
        """Whether anything waits."""
        return rows.has_due(session, self.clock.now())

    def claim(self, session: Session) -> Work | None:
        """Take one file, for half an hour."""
        at = self.clock.now()
        taken = rows.claim(session, at, at + CLAIMED_FOR)
        found = rows.find_due(session, self.vault, taken.attachment_id) if taken else None
        if taken is None or found is None:
            return None
        key = self.vault.content(session, found.conversation_id, found.id)
        return Work(taken, found, key, tuple(rows.parts_of(session, found.id, start=0, stop=found.size_bytes)))

    def examine(self, work: Work) -> Examined:
        """Look at every byte, outside of any transaction."""
        return self.uploads.examine(work.attachment, work.key, work.parts)

    def settle(self, session: Session, work: Work, examined: Examined) -> bool:
        """Release or refuse the file; False when another worker has taken it over meanwhile."""
        if not rows.holds(session, work.claim):
            return False
        # Read again: a message may have taken the file while it was examined.
        present = rows.find_due(session, self.vault, work.attachment.id)
        if present is None:
            return False
        facts = FileFacts(present.facts.file_name, examined.media_type, examined.sha256)
        settled = replace(present, state=examined.state, facts=facts)
        rows.settle(session, work.key, settled)
        if settled.is_released and settled.message_id is not None:
            event = AttachmentReleased(attachment_id=settled.id, conversation_id=settled.conversation_id)
            scope = Scope(settled.workspace_id, settled.project_id, settled.client_id)
            key = settled.conversation_id
            outbox.append(session, event, aggregate_id=key, scope=scope, visible_from=LEVEL_SUMMARY)
        self._record(session, settled, examined.verdict)
        return True

    def refuse(self, session: Session, work: Work) -> bool:
        """The stored bytes do not open: nobody gets them, nothing is deleted."""
        broken = Examined(State.REFUSED, "", "", Verdict.UNSCANNABLE)
        return self.settle(session, work, broken)

    def postpone(self, session: Session, work: Work) -> None:
        """The scanner or the store is away: the file stays SCANNING and is looked at later."""
        pause = BACK_OFF[min(work.claim.attempt, len(BACK_OFF)) - 1]
        rows.postpone(session, work.claim, self.clock.now() + pause)

    def forget_unposted(self, session: Session) -> list[str]:
        """Destroy uploads that no message took for two days; their ids, whose blobs may be removed after the commit."""
        ids = rows.abandoned(session, self.clock.now() - UNPOSTED_KEPT, AT_ONCE)
        if ids:
            rows.forget(session, ids)
        return ids

    def _record(self, session: Session, attachment: Attachment, verdict: Verdict) -> None:
        worker = Caller(
            issuer="messaging",
            workspace_id=attachment.workspace_id,
            project_id=attachment.project_id,
            client_id=attachment.client_id,
            purpose="examine-attachment",
        )
        facts = {"state": attachment.state.name, "verdict": verdict.name}
        audit.append(session, worker, action="attachment.examined", about=f"attachment/{attachment.id}", facts=facts)

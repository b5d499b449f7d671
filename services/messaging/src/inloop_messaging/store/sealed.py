"""Texts of people as sealed columns, each bound to the row that it belongs to: moved elsewhere it does not open."""

from __future__ import annotations

import json

from inloop_kit.sealing import DataKey, bind, open_sealed, seal
from inloop_messaging.domain.files import FileFacts


def seal_topic(key: DataKey, conversation_id: str, topic: str) -> bytes:
    """Seal a topic under its conversation's key."""
    return seal(key, topic.encode(), bind("topic", conversation_id))


def open_topic(key: DataKey, conversation_id: str, sealed: bytes) -> str:
    """Undo seal_topic."""
    return open_sealed(key, sealed, bind("topic", conversation_id)).decode()


def seal_text(key: DataKey, kind: str, row_id: str, *, body: str, author_name: str) -> bytes:
    """Seal a body with its author's name; `kind` is "message" or "staff note"."""
    return seal(key, json.dumps([author_name, body], ensure_ascii=False).encode(), bind(kind, row_id))


def open_text(key: DataKey, kind: str, row_id: str, sealed: bytes) -> tuple[str, str]:
    """(body, author's name)."""
    author_name, body = json.loads(open_sealed(key, sealed, bind(kind, row_id)))
    return body, author_name


def seal_facts(key: DataKey, attachment_id: str, facts: FileFacts) -> bytes:
    """Seal name, type and hash of a file."""
    plain = json.dumps([facts.file_name, facts.media_type, facts.sha256], ensure_ascii=False).encode()
    return seal(key, plain, bind("file facts", attachment_id))


def open_facts(key: DataKey, attachment_id: str, sealed: bytes) -> FileFacts:
    """Undo seal_facts."""
    return FileFacts(*json.loads(open_sealed(key, sealed, bind("file facts", attachment_id))))

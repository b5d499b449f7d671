"""Where a list of messages goes on: a number within one conversation, good for no other list."""

from __future__ import annotations

from inloop_kit.errors import Invalid
from inloop_kit.pages import Pages


def before(pages: Pages, token: str, conversation_id: str) -> int | None:
    """The number below which the page begins; None on the first page. Errors: Invalid for another list's token."""
    position = pages.read(token)
    if not position:
        return None
    of, _, number = position.rpartition("/")
    if of != f"messages/{conversation_id}":
        raise Invalid("This page token belongs to another list.", field="page_token")
    return int(number)


def after(pages: Pages, conversation_id: str, number: int | None) -> str | None:
    """The token of the page that goes on below `number`; None when there is none."""
    return None if number is None else pages.write(f"messages/{conversation_id}/{number}")

"""What follows a commit."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Call `act` once when the transaction has committed; never when it rolls back. It must be quick and not raise."""

    def committed(_: Session) -> None:
        act()

    event.listen(session, "after_commit", committed, once=True)

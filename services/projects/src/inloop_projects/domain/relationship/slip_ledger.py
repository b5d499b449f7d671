"""The slip ledger: every movement of a promised milestone with its cause, so that the days sum to the slip exactly.

The measure. A date has an index: the number of working days of the project's calendar up to it, itself included. A slip
is the index of the forecast minus that of the promise (Friday to Monday is 1, Friday to Saturday 0); a movement is the
difference of two slips. Differences of indices add up, also over free days, which counts between pairs of dates do not
do in general. When the calendar itself changes, the movement that is written down is the slip by the new calendar minus
the slip that the ledger stood at, so the sum stays what a reader counts with the calendar of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum

from inloop_kit.errors import Invalid
from inloop_projects.domain.people.levels import Level


class SlipCause(IntEnum):
    """What moved a promised date; the numbers of the contract."""

    CLIENT_CHANGE = 1
    WAITING_FOR_CLIENT = 2
    SUPPLIER = 3
    ESTIMATE = 4
    INTERNAL = 5


_OF_A_CLIENT = frozenset({SlipCause.CLIENT_CHANGE, SlipCause.WAITING_FOR_CLIENT})


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where the ledger of a promised milestone is written: the last forecast and its slip in working days."""

    milestone_id: str
    promised_on: date
    forecast_on: date
    slip_days: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Stand:
    """A promised milestone as it stands now."""

    milestone_id: str
    promised_on: date
    forecast_on: date
    slip_days: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement. `seen_from` is the least level that may know its cause; parts of one movement have one `place`."""

    id: str
    milestone_id: str
    at: datetime
    moved_days: int
    from_on: date
    to_on: date
    cause: SlipCause
    seen_from: int = int(Level.TIMELINE)
    author: str = ""
    client_id: str = ""
    change_id: str = ""
    revision: int | None = None
    note: str = ""
    is_attributed: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class Mover:
    """What moved dates: a write of the plan, or (all empty) the days that went by."""

    author: str = ""
    client_id: str = ""
    change_id: str = ""
    revision: int | None = None
    seen_from: int = int(Level.TIMELINE)


@dataclass(frozen=True, slots=True)
class Waited:
    """Working days of waiting that no entry has claimed, the level that sees what is waited for, and from which client.

    Waits for several clients belong together to none of them, and only staff know what is waited for.
    """

    days: int
    seen_from: int
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A cause and its days of a movement; None for all of them."""

    cause: SlipCause
    days: int | None
    note: str


def movements(
    marks: Mapping[str, Mark],
    stands: Iterable[Stand],
    mover: Mover,
    waited: Mapping[str, Waited],
    at: datetime,
) -> list[Entry]:
    """The entries, without ids, for what moved from the marks to now. Nothing moved: none, so a repeat does nothing.

    An approved change moves by itself; days for which something was waited for from the client explain a delay as
    far as they reach; the rest is an estimate until somebody attributes it.
    """
    found: list[Entry] = []
    for stand in stands:
        mark = marks.get(stand.milestone_id)
        before_on, before_days = (mark.forecast_on, mark.slip_days) if mark else (stand.promised_on, 0)
        moved = stand.slip_days - before_days
        if not moved:
            continue
        entry = Entry(
            id="",
            milestone_id=stand.milestone_id,
            at=at,
            moved_days=moved,
            from_on=before_on,
            to_on=stand.forecast_on,
            cause=SlipCause.CLIENT_CHANGE if mover.change_id else SlipCause.ESTIMATE,
            seen_from=mover.seen_from,
            author=mover.author,
            client_id=mover.client_id,
            change_id=mover.change_id,
            revision=mover.revision,
        )
        found.extend(_explained(entry, None if mover.change_id else waited.get(stand.milestone_id)))
    return found


def marks_of(stands: Iterable[Stand], at: datetime) -> list[Mark]:
    """Where the ledger stands after it was brought up to the present."""
    return [Mark(one.milestone_id, one.promised_on, one.forecast_on, one.slip_days, at) for one in stands]


def by_cause(shown: Iterable[tuple[SlipCause, int]]) -> dict[SlipCause, int]:
    """Working days by cause, in the order of the causes; they sum to the slip as the entries do."""
    total: dict[SlipCause, int] = {}
    for cause, days in shown:
        total[cause] = total.get(cause, 0) + days
    return dict(sorted(total.items()))


def split(entry: Entry, shares: Sequence[Share]) -> list[Entry]:
    """The entry as several, one for each cause; only the first has an id. Errors: Invalid when days do not add up."""
    given = [share.days for share in shares]
    if len(shares) == 1 and given[0] is None:
        given = [entry.moved_days]
    if any(days is None for days in given):
        raise Invalid("Say how many days each cause took.", field="attributions")
    if sum(days or 0 for days in given) != entry.moved_days:
        raise Invalid(f"The days of the causes sum to {entry.moved_days}.", field="attributions")
    if len(shares) > 1 and not all(given):
        raise Invalid("A cause that shares a movement took at least a day.", field="attributions")
    return [
        replace(
            entry,
            id=entry.id if number == 0 else "",
            moved_days=days or 0,
            cause=share.cause,
            note=share.note,
            is_attributed=True,
        )
        for number, (share, days) in enumerate(zip(shares, given, strict=True))
    ]


def cause_for(entry: Entry, level: int, client_id: str) -> SlipCause:
    """The cause as a reader may know it: INTERNAL for another client's matter and for what only hidden rows caused.

    What a person has attributed is said to everybody who sees the milestone, unless it is another client's matter.
    """
    if level >= Level.STAFF:
        return entry.cause
    if entry.client_id and entry.client_id != client_id and entry.cause in _OF_A_CLIENT:
        return SlipCause.INTERNAL
    return entry.cause if entry.is_attributed or entry.seen_from <= level else SlipCause.INTERNAL


def _explained(entry: Entry, waited: Waited | None) -> list[Entry]:
    """An entry whose delay was waited for in whole or in part is split."""
    days = min(entry.moved_days, waited.days) if waited else 0
    if waited is None or days <= 0:
        return [entry]
    waiting = replace(
        entry,
        moved_days=days,
        cause=SlipCause.WAITING_FOR_CLIENT,
        seen_from=waited.seen_from,
        author="",
        client_id=waited.client_id,
    )
    rest = entry.moved_days - days
    return [waiting, replace(entry, moved_days=rest)] if rest else [waiting]

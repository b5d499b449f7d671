"""What a grant gives, and which of several counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from inloop_kit.errors import Invalid
from inloop_projects.domain.people.levels import PRESETS, Capability, Level, Preset

CLIENT_LEVELS = frozenset({Level.SUMMARY, Level.ROADMAP, Level.TIMELINE, Level.DETAIL, Level.COMMERCIAL})


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client (no contact) or one contact may see and do in one project. `expires_on` is the last day."""

    id: str
    workspace_id: str
    project_id: str
    client_id: str
    contact_id: str | None
    level: Level
    capabilities: frozenset[Capability]
    expires_on: date | None
    granted_at: datetime
    withdrawn_at: datetime | None = None

    def is_valid(self, today: date) -> bool:
        """Whether it gives anything today."""
        return self.withdrawn_at is None and (self.expires_on is None or today <= self.expires_on)


@dataclass(frozen=True, slots=True)
class Given:
    """A level with capabilities."""

    level: Level
    capabilities: frozenset[Capability]


def choose(preset: int, level: int, capabilities: Iterable[int]) -> Given:
    """What a request asks for: a preset, or a level with capabilities.

    Errors: Invalid for both, neither, or a level that is not for clients.
    """
    wanted = frozenset(Capability(number) for number in capabilities if number)
    if preset:
        if level or wanted:
            raise Invalid("Give a preset or a level with capabilities, not both.", field="preset")
        return Given(*PRESETS[Preset(preset)])
    if level not in CLIENT_LEVELS:
        raise Invalid("Give a level from SUMMARY to COMMERCIAL, or a preset.", field="level")
    return Given(Level(level), wanted)


def effective(grants: Iterable[Grant], contact_id: str, today: date) -> Grant | None:
    """The grant that counts for a contact: the own override, up or down, before the client's default; None for neither.

    `grants` are those of the contact's client in one project. An override that was withdrawn or ran out leaves nothing:
    falling back to the default would give back what was taken away.
    """
    rows = list(grants)
    own = [grant for grant in rows if grant.contact_id == contact_id]
    if own:
        newest = max(own, key=_age)
        return newest if newest.is_valid(today) else None
    defaults = [grant for grant in rows if grant.contact_id is None and grant.is_valid(today)]
    return max(defaults, key=_age, default=None)


def _age(grant: Grant) -> tuple[datetime, str]:
    """The order in which grants were made; ids decide within one instant, because they grow."""
    return grant.granted_at, grant.id

"""Levels, capabilities, roles and presets as plain numbers; a test holds them equal to `options/v1/access.proto`."""

from enum import IntEnum


class Level(IntEnum):
    """How deep a reader sees; each contains the ones before it."""

    NONE = 0
    ANYONE = 1
    SUMMARY = 2
    ROADMAP = 3
    TIMELINE = 4
    DETAIL = 5
    COMMERCIAL = 6
    STAFF = 7


class Capability(IntEnum):
    """What a contact may do."""

    MESSAGE = 1
    ATTACH = 2
    REQUEST_CHANGE = 3
    APPROVE = 4
    REPORTS = 5
    INVITE = 6


class Role(IntEnum):
    """What a member of staff is; each contains the ones before it."""

    NONE = 0
    MEMBER = 1
    MANAGER = 2
    OWNER = 3


class Preset(IntEnum):
    """Ready-made combinations of a level and capabilities."""

    OBSERVER = 1
    STAKEHOLDER = 2
    COLLABORATOR = 3
    SPONSOR = 4


_COLLABORATOR = frozenset({Capability.MESSAGE, Capability.ATTACH, Capability.REQUEST_CHANGE, Capability.REPORTS})

PRESETS: dict[Preset, tuple[Level, frozenset[Capability]]] = {
    Preset.OBSERVER: (Level.SUMMARY, frozenset()),
    Preset.STAKEHOLDER: (Level.ROADMAP, frozenset({Capability.MESSAGE})),
    Preset.COLLABORATOR: (Level.TIMELINE, _COLLABORATOR),
    Preset.SPONSOR: (Level.COMMERCIAL, frozenset(Capability)),
}


def preset_of(level: Level, capabilities: frozenset[Capability]) -> Preset | None:
    """The preset that equals this combination, if any."""
    return next((preset for preset, combination in PRESETS.items() if combination == (level, capabilities)), None)

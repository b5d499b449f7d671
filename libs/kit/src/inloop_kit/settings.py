"""Settings: a frozen dataclass read once from the environment, with every complaint in one message.

    @dataclass(frozen=True, kw_only=True)
    class Settings(ServiceSettings):
        smtp_url: str
        smtp_password: Secret | None = None

    settings = read(Settings, os.environ, "NOTIFY")      # INLOOP_NOTIFY_SMTP_URL, ...

A name with the service's prefix that no setting has is a complaint too: a misspelt optional setting would
otherwise be ignored in silence.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

Made = TypeVar("Made")

TRUTHS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
# Kubernetes puts the addresses of a Service named `inloop-projects` into every pod under these names.
SERVICE_LINKS = re.compile(r"SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?")


class SettingsWrong(Exception):
    """The environment does not hold what the service needs; the message has a line for each name."""


class Secret:
    """A text that is not printed by accident: str() and repr() give `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What every service has. Addresses are `host:port`; URLs may hold passwords and are left out of repr()."""

    listen: str
    """Where gRPC is served."""
    metrics_listen: str
    """Where /metrics, /healthz and /readyz are served."""
    database_url: str = field(repr=False)
    nats_url: str = field(repr=False)
    keys_dir: Path
    """The folder of the signing keys (see caller.py)."""
    public_url: str
    """The address that people know us by; links are built from nothing else."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    deploy: Literal["production", "local"] = "production"
    broker_url: str = field(default="memory://", repr=False)
    drain_seconds: int = 10
    """How long calls and work in flight may still take once the process is told to stop."""
    tls_dir: Path | None = None
    """Certificates for TLS between services (see rpc_credentials.py); without it the calls are plain."""
    threads: int = 12
    """Calls that are worked on at the same time."""


def read(cls: type[Made], environ: Mapping[str, str], prefix: str) -> Made:
    """An instance of the dataclass `cls` from `INLOOP_<PREFIX>_<NAME>`.

    Types: str, int, float, bool, Path, Secret, Literal of texts, `X | None`, `tuple[str, ...]` (comma separated).
    An empty value counts as not set. Raises SettingsWrong with every missing, unreadable or unknown name.
    """
    start = f"INLOOP_{prefix.upper()}_"
    hints = typing.get_type_hints(cls)
    fields = {start + one.name.upper(): one for one in dataclasses.fields(typing.cast("Any", cls)) if one.init}
    complaints = [*_unknown(environ, start, set(fields))]
    values: dict[str, Any] = {}
    for name, one in fields.items():
        text = environ.get(name, "")
        if text:
            try:
                values[one.name] = _parse(hints[one.name], text)
            except ValueError as error:
                complaints.append(f"{name}: {error}")
        elif one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
            complaints.append(f"{name}: is not set")
    if complaints:
        raise SettingsWrong("The settings cannot be used:\n" + "\n".join(f"  {line}" for line in complaints))
    return cls(**values)


def _unknown(environ: Mapping[str, str], start: str, known: set[str]) -> list[str]:
    complaints = []
    for name in sorted(environ):
        if name.startswith(start) and name not in known and not SERVICE_LINKS.fullmatch(name.removeprefix(start)):
            near = difflib.get_close_matches(name, known, n=1)
            complaints.append(f"{name}: is no setting" + (f"; did you mean {near[0]}?" if near else ""))
    return complaints


def _parse(kind: Any, text: str) -> Any:
    """The text as `kind`; ValueError messages never repeat the text, it may be a secret in the wrong place."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        (kind,) = (one for one in typing.get_args(kind) if one is not types.NoneType)
    if typing.get_origin(kind) is Literal:
        return _choice(typing.get_args(kind), text)
    if typing.get_origin(kind) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is bool:
        return TRUTHS[_choice(tuple(TRUTHS), text.lower())]
    if kind in (int, float):
        return _number(kind, text)
    if kind in (str, Path, Secret):
        return kind(text)
    raise TypeError(f"settings of type {kind!r} are not supported")


def _choice(choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        raise ValueError(f"must be one of {', '.join(choices)}")
    return text


def _number(kind: type[int | float], text: str) -> int | float:
    try:
        return kind(text)
    except ValueError:
        raise ValueError("must be a whole number" if kind is int else "must be a number") from None

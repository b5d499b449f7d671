"""The settings of this service: those that every service has."""

from dataclasses import dataclass

from inloop_kit.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """`INLOOP_PROJECTS_<NAME>`."""

    converter_python: str = ""
    """An interpreter that has the Python package `mpxj`; empty: this one. Without it `.mpp` and `.xer` are not read."""

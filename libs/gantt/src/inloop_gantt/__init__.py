"""The Gantt: a plan view in, one scene out, and a painter that decides nothing."""

from inloop_gantt.layout import lay_out, lay_out_to_fit
from inloop_gantt.scene import Scene
from inloop_gantt.timescale import Zoom
from inloop_gantt.view import DayRange, Kind, LinkKind, LinkView, PlanView, RowView, State
from inloop_gantt.words import UnknownLanguage

__all__ = [
    "DayRange",
    "Kind",
    "LinkKind",
    "LinkView",
    "PlanView",
    "RowView",
    "Scene",
    "State",
    "UnknownLanguage",
    "Zoom",
    "lay_out",
    "lay_out_to_fit",
]

"""The golden files that hold both painters equal, and how to write them anew.

    python -m inloop_gantt.testing.golden tests/data/gantt

Look at the difference before you commit it: a golden file is a promise about a picture.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inloop_gantt import Scene, Zoom, lay_out, lay_out_to_fit
from inloop_gantt.legend_painter import paint_legend
from inloop_gantt.svg import paint
from inloop_gantt.testing.plans import phased, slipped, small
from inloop_gantt.theme import DARK, LIGHT

THEMES = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True)
class Case:
    """One golden picture: how it is laid out, and what the painters are asked for."""

    scene: Scene
    theme: str = "light"
    rows: list[int] | None = None
    width: int | None = None
    arrows_for: list[int] | None = None
    has_names: bool = True
    has_head: bool = True
    is_decoration: bool = False
    legend_width: int = 1040

    def options(self) -> dict[str, Any]:
        """Return what the painters are asked for, as JSON; what is not asked for is absent."""
        options = {name: value for name, value in vars(self).items() if name != "scene"}
        return {name: value for name, value in options.items() if value is not None}


def cases() -> dict[str, Case]:
    """Return every golden picture by its name."""
    sixty = phased(6, 8)
    return {
        "small": Case(lay_out(small())),
        "slipped": Case(lay_out(slipped(), zoom=Zoom.DAYS)),
        "phases": Case(lay_out_to_fit(phased(3, 3), width_px=1040), legend_width=500),
        "sixty-window": Case(
            lay_out(sixty, zoom=Zoom.MONTHS), rows=[*range(20, 24), *range(30, 46)], arrows_for=[31], has_names=False,
            has_head=False, is_decoration=True,
        ),
        "sixty-page": Case(lay_out_to_fit(sixty, width_px=1040, language="de"), rows=list(range(22, 44)), width=780),
        "dark": Case(lay_out(slipped(), language="de-AT"), theme="dark"),
        "quarters": Case(lay_out(sixty, zoom=Zoom.QUARTERS), rows=[0, *range(28, 38), 50]),
    }  # fmt: skip


def pictures(name: str, case: Case) -> dict[str, str]:
    """Return the golden files of a case, by file name."""
    options = case.options()
    legend_width, theme = options.pop("legend_width"), THEMES[options.pop("theme")]
    return {
        f"{name}.scene.json": json.dumps(case.scene.to_dict(), ensure_ascii=False, indent=1) + "\n",
        f"{name}.options.json": json.dumps(case.options(), indent=1) + "\n",
        f"{name}.svg": paint(case.scene, theme=theme, **options) + "\n",
        f"{name}.legend.svg": paint_legend(case.scene, width=legend_width, theme=theme) + "\n",
    }


def main() -> None:
    """Write all files into the folder that is named on the command line."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    themes = {name: asdict(theme) for name, theme in THEMES.items()}
    (folder / "themes.json").write_text(json.dumps(themes, indent=1) + "\n", encoding="utf-8")
    for name, case in cases().items():
        for file, content in pictures(name, case).items():
            (folder / file).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()

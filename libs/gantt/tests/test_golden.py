"""The Python painter against the golden files that the TypeScript painter is held to as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inloop_gantt import Scene
from inloop_gantt.testing.golden import THEMES, Case, cases, pictures

FOLDER = Path(__file__).parents[3] / "tests" / "data" / "gantt"
CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_a_plan_is_laid_out_and_painted_as_its_golden_files_say(name):
    for file, content in pictures(name, CASES[name]).items():
        assert content == (FOLDER / file).read_text(encoding="utf-8"), (
            f"{file} differs; see inloop_gantt.testing.golden"
        )


@pytest.mark.parametrize("name", CASES)
def test_a_scene_that_travelled_as_json_paints_the_same_picture(name):
    stored = json.loads((FOLDER / f"{name}.scene.json").read_text(encoding="utf-8"))
    travelled = Case(**{**vars(CASES[name]), "scene": Scene.from_dict(stored)})
    assert pictures(name, travelled)[f"{name}.svg"] == (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def test_the_themes_given_to_the_typescript_painter_are_those_of_this_one():
    stored = json.loads((FOLDER / "themes.json").read_text(encoding="utf-8"))
    assert stored == {name: {key: getattr(theme, key) for key in stored[name]} for name, theme in THEMES.items()}


def test_every_golden_file_belongs_to_a_case():
    expected = {file for name, case in CASES.items() for file in pictures(name, case)} | {"themes.json"}
    assert {file.name for file in FOLDER.iterdir()} == expected

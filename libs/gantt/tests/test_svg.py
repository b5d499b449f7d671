"""What the Python painter promises beyond its golden files."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from inloop_gantt import Zoom, lay_out
from inloop_gantt.elements import Element, path, px, to_svg_string
from inloop_gantt.legend_painter import paint_legend, paint_swatch
from inloop_gantt.svg import pages, paint
from inloop_gantt.testing.plans import phased, slipped, small
from inloop_gantt.theme import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]


def test_lengths_are_written_in_pixels_with_at_most_two_decimals():
    assert [px(length) for length in (0, 100, 1250, 1205, -5, -150, 7)] == [
        "0",
        "1",
        "12.5",
        "12.05",
        "-0.05",
        "-1.5",
        "0.07",
    ]
    assert path("M", 50, -1, "Z") == "M 0.5 -0.01 Z"


def test_words_and_attributes_are_escaped():
    element = Element("text", {"aria-label": 'a "b" & <c>'}, "<&>")
    assert to_svg_string(element) == '<text aria-label="a &quot;b&quot; &amp; &lt;c&gt;">&lt;&amp;&gt;</text>'


def test_the_picture_is_named_by_its_conclusion_and_a_decoration_is_hidden():
    scene = lay_out(slipped())
    root, hidden = ET.fromstring(paint(scene)), ET.fromstring(paint(scene, is_decoration=True))
    assert (root.get("role"), root.get("aria-label")) == ("img", scene.title)
    assert (hidden.get("role"), hidden.get("aria-label"), hidden.get("aria-hidden")) == (None, None, "true")


def test_nothing_in_a_picture_needs_a_style_a_script_an_id_or_another_file():
    svg = paint(lay_out(phased(6, 8))) + paint_legend(lay_out(phased(6, 8)), width=900)
    assert not re.search(r"<style|<script|\sstyle=|\sid=|url\(|href|\son\w+=", svg)


def test_every_state_has_a_word_and_a_shape_besides_its_colour():
    svg = paint(lay_out(slipped()))
    assert {"late", "on plan", "waits"} <= set(texts(svg))
    grey = re.sub(r'(fill|stroke)="#[0-9a-f]{6}"', r'\1="grey"', svg)
    icons = {
        re.sub(r"[0-9.-]+", "", paint_swatch(f"state-{state}").split(">", 1)[1])
        for state in ("done", "plan", "late", "waits")
    }
    assert len(icons) == 4
    assert "+3 d" in texts(grey)


def test_a_window_paints_its_rows_and_no_others():
    shown = texts(paint(lay_out(phased(6, 8)), rows=range(10, 14)))
    assert "Phase 2" in shown
    assert "Phase 1" not in shown
    assert "Step 4 of phase 2" not in shown


def test_a_picture_scaled_to_a_width_keeps_its_proportions():
    scene = lay_out(small())
    full, half = ET.fromstring(paint(scene)), ET.fromstring(paint(scene, width=scene.width // 200))
    assert half.get("viewBox") == full.get("viewBox")
    assert float(half.get("height", 0)) == pytest.approx(float(full.get("height", 0)) / 2, abs=0.5)


def test_only_the_arrows_of_the_asked_rows_are_drawn():
    scene = lay_out(slipped())

    def heads(only):
        return len(re.findall(rf'Z" fill="{LIGHT.muted}"', paint(scene, arrows_for=only)))

    assert (heads(None), heads([]), heads([4])) == (5, 0, 2)


def test_an_arrow_to_a_row_on_the_next_page_runs_to_the_edge_without_a_head():
    scene = lay_out(small())
    lone = paint(scene, rows=[0])
    assert f'Z" fill="{LIGHT.muted}"' not in lone
    bottom = 2 * scene.tier_height + scene.marks_height + scene.row_height
    assert re.search(rf'V {bottom}" fill="none" stroke="{LIGHT.muted}" stroke-width="1"', lone)


def test_an_arrow_to_a_row_folded_away_between_the_shown_ones_is_not_drawn():
    scene = lay_out(small())
    assert 'stroke-width="1"/>' not in paint(scene, rows=[0, 2], arrows_for=[0], has_names=False, has_head=False)


def test_the_hatch_covers_exactly_what_lies_beyond_the_promise():
    scene = lay_out(slipped(), zoom=Zoom.DAYS)
    svg = paint(scene, rows=[0], has_names=False)
    hatch = re.search(rf'd="([^"]+)" fill="none" stroke="{LIGHT.paper}"', svg)
    assert hatch
    xs = [float(x) for x in re.findall(r"[ML] ([0-9.]+)", hatch.group(1))]
    assert min(xs) >= scene.rows.promised_finish[0] * 24
    assert max(xs) <= scene.rows.forecast_finish[0] * 24


def test_pages_hold_every_row_once_and_leave_no_phase_alone_at_the_foot():
    scene = lay_out(phased(6, 8))
    found = pages(scene, rows_per_page=21)
    assert [row for page in found for row in page] == list(range(60))
    assert all(len(page) <= 21 for page in found)
    assert all(scene.rows.kind[page[-1]] != "summary" for page in found)
    assert found[0] == range(20)


def test_a_page_without_room_for_two_rows_is_refused():
    with pytest.raises(ValueError, match="two rows"):
        pages(lay_out(small()), rows_per_page=1)


def test_a_plan_without_rows_has_no_pages():
    scene = lay_out(small().__class__(title="", rows=(), today=small().today, status_on=small().today))
    assert pages(scene, rows_per_page=20) == []
    ET.fromstring(paint(scene))


def test_the_dark_theme_uses_none_of_the_light_colours():
    assert not set(re.findall(r"#[0-9a-f]{6}", paint(lay_out(slipped()), theme=DARK))) & set(
        re.findall(r"#[0-9a-f]{6}", str(LIGHT))
    )


def test_the_legend_says_each_sign_in_words():
    scene = lay_out(slipped())
    root = ET.fromstring(paint_legend(scene, width=1000))
    assert "Critical: line beneath: any delay here moves the finish" in (root.get("aria-label") or "")
    assert [said for said in texts(paint_legend(scene, width=1000)) if said in scene.legend.word] == scene.legend.word


def test_a_narrow_legend_has_one_column_and_a_wide_one_two():
    scene = lay_out(slipped())
    narrow, wide = (ET.fromstring(paint_legend(scene, width=width)) for width in (500, 1040))
    assert float(narrow.get("height", 0)) == 24 * len(scene.legend.key)
    assert float(wide.get("height", 0)) == 24 * -(-len(scene.legend.key) // 2)


def test_an_unknown_sign_is_refused():
    with pytest.raises(ValueError, match="no sign called comet"):
        paint_swatch("comet")

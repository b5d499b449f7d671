"""What the layout decides: where bars and words stand, what is shaded, which lines are drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inloop_gantt import (
    DayRange,
    Kind,
    LinkView,
    PlanView,
    Scene,
    State,
    UnknownLanguage,
    Zoom,
    lay_out,
    lay_out_to_fit,
)
from inloop_gantt.scene import ABSENT
from inloop_gantt.testing.plans import TODAY, milestone, phased, slipped, small, task, weekends
from inloop_gantt.type_metrics import REGULAR


def day_of(scene: Scene, offset: int) -> date:
    return date.fromisoformat(scene.origin_on) + timedelta(days=offset)


def test_a_bar_spans_its_first_day_to_the_end_of_its_last():
    scene = lay_out(small())
    assert day_of(scene, scene.rows.forecast_start[1]) == date(2026, 5, 13)
    assert day_of(scene, scene.rows.forecast_finish[1]) == date(2026, 5, 28)


def test_a_milestone_starts_and_ends_on_its_day():
    scene = lay_out(slipped())
    assert (
        day_of(scene, scene.rows.promised_start[4]) == day_of(scene, scene.rows.promised_finish[4]) == date(2026, 5, 22)
    )
    assert (
        day_of(scene, scene.rows.forecast_start[4]) == day_of(scene, scene.rows.forecast_finish[4]) == date(2026, 5, 27)
    )


def test_a_slip_is_counted_in_working_days_and_being_early_has_no_label():
    scene = lay_out(slipped())
    assert scene.rows.slip_days == [3, -2, 0, 4, 3]
    assert scene.rows.slip_label == ["+3 d", "", "", "+4 d", "+3 d"]


def test_a_row_that_is_new_since_the_promise_has_no_promise_drawn():
    scene = lay_out(slipped())
    assert (scene.rows.promised_start[2], scene.rows.promised_finish[2]) == (ABSENT, ABSENT)
    assert scene.rows.forecast_start[2] != ABSENT


def test_work_that_was_finished_is_drawn_until_the_day_it_was_finished():
    row = task("1", "Design", date(2026, 5, 4), date(2026, 5, 12), state=State.DONE, actual_finish=date(2026, 5, 8))
    scene = lay_out(replace(small(), rows=(row,), links=()))
    assert day_of(scene, scene.rows.forecast_finish[0]) == date(2026, 5, 9)


def test_rows_keep_their_order_and_links_name_them_by_index():
    scene = lay_out(slipped())
    assert scene.rows.id == ["a", "b", "c", "d", "e"]
    assert list(zip(scene.links.predecessor, scene.links.successor, scene.links.kind, strict=True)) == [
        (0, 3, "FS"), (0, 1, "SS"), (1, 2, "FF"), (3, 4, "FS"), (2, 4, "SF"),
    ]  # fmt: skip


def test_a_link_to_a_row_that_is_not_there_is_left_out():
    assert lay_out(replace(small(), links=(LinkView("1", "hidden"),))).links.kind == []


def test_a_picture_that_is_cut_shows_only_its_days():
    scene = lay_out(replace(slipped(), from_on=date(2026, 5, 11), to_on=date(2026, 5, 17)))
    assert (scene.origin_on, scene.days) == ("2026-05-11", 7)
    assert (scene.rows.forecast_start[0], scene.rows.forecast_finish[0]) == (0, 5)
    assert (scene.rows.forecast_start[4], scene.rows.label_x[4]) == (ABSENT, ABSENT)


def test_a_day_before_the_first_bar_is_kept_free_for_the_edge():
    for zoom in Zoom:
        scene = lay_out(small(), zoom=zoom)
        assert min(scene.rows.forecast_start) * scene.px_per_day >= 1200


@pytest.mark.parametrize("zoom", Zoom)
def test_words_beside_bars_stay_inside_the_picture(zoom):
    scene = lay_out(phased(6, 8), zoom=zoom)
    rows = scene.rows
    ends = [
        x + 14 + width + (6 + slip_width if slip else 0)
        for x, width, slip, slip_width in zip(
            rows.label_x, rows.label_width, rows.slip_label, rows.slip_width, strict=True
        )
    ]
    assert max(ends) * 100 <= scene.days * scene.px_per_day
    assert min(rows.label_x) >= 0


@pytest.mark.parametrize("width", [400, 720, 1040, 1600])
def test_a_picture_made_to_fit_is_never_wider_than_asked_and_wastes_less_than_a_day(width):
    scene = lay_out_to_fit(phased(6, 8), width_px=width)
    assert width * 100 - scene.px_per_day - 100 < scene.width <= width * 100


def test_the_zoom_of_a_fitted_picture_follows_from_how_long_the_plan_is():
    assert lay_out_to_fit(slipped(), width_px=1040).zoom == "days"
    assert lay_out_to_fit(phased(6, 8), width_px=1040).zoom == "weeks"
    assert lay_out_to_fit(phased(20, 8), width_px=1040).zoom == "months"
    assert lay_out_to_fit(phased(60, 8), width_px=1040).zoom == "quarters"


def test_a_name_too_long_for_the_column_is_cut_in_the_picture_but_whole_in_the_scene():
    name = "A very long name of a piece of work that somebody wrote without thinking of the column it has to fit into"
    scene = lay_out(replace(small(), rows=(task("1", name, date(2026, 5, 4), date(2026, 5, 12)),), links=()))
    assert scene.rows.name == [name]
    assert scene.rows.name_label[0].endswith("…")
    room = scene.state_x - scene.rows.name_x[0] - scene.rows.wbs_width[0]
    assert REGULAR.width(scene.rows.name_label[0], scene.font_size) <= room


def test_line_breaks_and_control_characters_of_a_name_become_spaces():
    scene = lay_out(
        replace(small(), rows=(task("1", "two\nlines\x00", date(2026, 5, 4), date(2026, 5, 12)),), links=())
    )
    assert scene.rows.name == ["two lines"]


def test_weekends_are_shaded_where_they_can_be_seen_and_joined_with_holidays():
    view = replace(
        small(),
        non_working=(*weekends(date(2026, 5, 1), date(2026, 6, 30)), DayRange(date(2026, 5, 11), date(2026, 5, 11))),
    )
    near, far = lay_out(view), lay_out(view, zoom=Zoom.QUARTERS)
    start = near.shades.start[1]
    assert (day_of(near, start), day_of(near, near.shades.finish[1])) == (date(2026, 5, 9), date(2026, 5, 12))
    assert far.shades.start == []


def test_today_is_a_line_and_the_status_date_only_where_it_is_another_day():
    assert lay_out(small()).lines.key == ["today"]
    scene = lay_out(slipped())
    assert scene.lines.key == ["today", "status"]
    assert [day_of(scene, day) for day in scene.lines.day] == [TODAY, date(2026, 5, 13)]
    assert scene.lines.label == ["Today, 14 May", "Status, 13 May"]


def test_the_words_of_the_two_lines_never_cover_each_other():
    for status in (date(2026, 5, 1), date(2026, 5, 13), date(2026, 5, 15), date(2026, 6, 4)):
        lines = lay_out(replace(slipped(), status_on=status), zoom=Zoom.MONTHS).lines
        (today_x, status_x), (today_width, status_width) = lines.label_x, lines.label_width
        assert today_x + today_width <= status_x or status_x + status_width <= today_x


def test_a_line_outside_the_picture_is_not_drawn():
    assert lay_out(replace(small(), today=date(2031, 1, 1), status_on=date(2031, 1, 1))).lines.key == []


def test_the_scale_names_months_with_their_year_and_weeks_by_their_monday():
    ticks = lay_out(small()).ticks
    upper = [label for tier, label in zip(ticks.tier, ticks.label, strict=True) if tier == 0]
    lower = [label for tier, label in zip(ticks.tier, ticks.label, strict=True) if tier == 1]
    assert "May 2026" in upper
    assert lower[:5] == ["27", "4", "11", "18", "25"]


def test_ticks_of_a_tier_lie_end_to_end():
    for zoom in Zoom:
        scene = lay_out(phased(6, 8), zoom=zoom)
        for wanted in (0, 1):
            spans = [
                (s, f)
                for t, s, f in zip(scene.ticks.tier, scene.ticks.start, scene.ticks.finish, strict=True)
                if t == wanted
            ]
            assert spans[0][0] == 0
            assert spans[-1][1] == scene.days
            assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_the_legend_teaches_what_occurs_and_nothing_else():
    assert lay_out(small()).legend.key == [
        "promise", "forecast", "progress", "milestone", "link", "done", "plan", "today", "shade",
    ]  # fmt: skip
    keys = lay_out(slipped()).legend.key
    assert {"slip", "critical", "late", "waits", "status"} <= set(keys)
    assert "summary" not in keys


def test_a_plan_without_rows_is_a_picture_with_a_sentence():
    scene = lay_out(PlanView(title="Website", rows=(), today=TODAY, status_on=TODAY))
    assert (scene.title, scene.row_count, scene.lines.key) == ("Nothing is planned yet.", 0, ["today"])
    assert lay_out_to_fit(PlanView(title="Website", rows=(), today=TODAY, status_on=TODAY), width_px=600).row_count == 0


def test_a_language_without_words_is_refused():
    with pytest.raises(UnknownLanguage, match="not fr"):
        lay_out(small(), language="fr")


days = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))


@st.composite
def rows(draw):
    start, more = draw(days), st.integers(min_value=0, max_value=200)
    finish, now = start + timedelta(days=draw(more)), start + timedelta(days=draw(more))
    make, kind = draw(st.sampled_from([(task, Kind.TASK), (task, Kind.SUMMARY), (milestone, Kind.MILESTONE)]))
    name, state = draw(st.text(max_size=60)), draw(st.sampled_from(list(State)))
    common = {
        "kind": kind,
        "state": state,
        "percent_complete": draw(st.integers(0, 100)),
        "depth": draw(st.integers(0, 9)),
    }
    if make is milestone:
        return milestone(name, name, finish, now=now, **common)
    return task(name, name, start, finish, now=now, **common)


@settings(max_examples=80, deadline=None)
@given(st.lists(rows(), max_size=12), days, st.sampled_from(list(Zoom)), st.booleans())
def test_whatever_the_plan_every_bar_and_word_lies_inside_the_picture(found, today, zoom, fits):
    view = PlanView(
        title="Any",
        rows=tuple(found),
        today=today,
        status_on=today,
        non_working=weekends(date(2024, 1, 1), date(2028, 12, 31)),
    )
    scene = lay_out_to_fit(view, width_px=900) if fits else lay_out(view, zoom=zoom)
    assert Scene.from_dict(scene.to_dict()) == scene
    assert scene.px_per_day % 2 == 0
    for start, finish in (
        *zip(scene.rows.forecast_start, scene.rows.forecast_finish, strict=True),
        *zip(scene.rows.promised_start, scene.rows.promised_finish, strict=True),
        *zip(scene.shades.start, scene.shades.finish, strict=True),
    ):
        assert (start, finish) == (ABSENT, ABSENT) or 0 <= start <= finish <= scene.days
    assert all(x == ABSENT or 0 <= x * 100 <= scene.days * scene.px_per_day for x in scene.rows.label_x)
    assert all(len(column) == len(found) for column in scene.to_dict()["rows"].values())

"""The conclusion above the picture, and each row for somebody who cannot see the bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from inloop_gantt import PlanView, State, lay_out
from inloop_gantt.testing.plans import TODAY, milestone, phased, slipped, small, task, weekends

WAITING = (
    "Sign-off of the design: promised 13 May, now 19 May, 4 working days late, 0 % done, "
    "waits for something before it can go on"
)


def view_of(*rows, today=TODAY):
    return PlanView(
        title="Website",
        rows=rows,
        today=today,
        status_on=today,
        non_working=weekends(date(2026, 1, 1), date(2027, 12, 31)),
    )


def title_of(*rows):
    return lay_out(view_of(*rows)).title


LAUNCH = milestone("l", "Launch", date(2026, 5, 11), now=date(2026, 5, 14))
DONE = milestone("d", "Design accepted", date(2026, 5, 4), state=State.DONE, actual_finish=date(2026, 5, 4))


def test_the_title_says_how_far_the_last_milestone_moves_and_how_many_are_done():
    assert title_of(DONE, LAUNCH) == "Launch moves 3 days to 14 May; 1 of 2 milestones is done."


def test_days_are_called_working_days_where_a_weekend_makes_a_difference():
    moved = milestone("l", "Launch", date(2026, 5, 15), now=date(2026, 5, 18))
    assert title_of(moved) == "Launch moves 1 working day to 18 May."


def test_a_milestone_that_comes_early_is_told_as_early():
    assert (
        title_of(milestone("l", "Launch", date(2026, 5, 14), now=date(2026, 5, 12)))
        == "Launch comes 2 days early, on 12 May."
    )


def test_a_plan_on_course_is_told_as_staying():
    assert (
        title_of(DONE, milestone("l", "Launch", date(2026, 5, 28)))
        == "Launch stays on 28 May; 1 of 2 milestones is done."
    )


def test_a_late_milestone_before_an_unmoved_last_one_is_not_kept_quiet():
    early = milestone("e", "Texts ready", date(2026, 5, 11), now=date(2026, 5, 14))
    told = title_of(early, milestone("l", "Launch", date(2026, 5, 28)))
    assert told == "Launch stays on 28 May, but 1 milestone is late; 0 of 2 milestones are done."


def test_a_finished_last_milestone_is_told_as_finished():
    assert title_of(DONE) == "Design accepted was finished on 4 May."


def test_a_last_milestone_without_a_promise_is_told_as_expected():
    new = milestone("n", "Launch", date(2026, 5, 28), promised_start=None, promised_finish=None)
    assert title_of(new) == "Launch is expected on 28 May."


def test_without_milestones_the_title_speaks_of_the_plan_itself():
    assert (
        title_of(task("1", "Build", date(2026, 5, 4), date(2026, 5, 12), now=date(2026, 5, 15)))
        == "Website moves 3 days to 15 May."
    )


def test_a_date_of_another_year_is_told_with_its_year():
    assert title_of(milestone("l", "Launch", date(2027, 1, 4))) == "Launch stays on 4 January 2027."


def test_a_late_row_says_promise_forecast_delay_progress_and_the_published_reason():
    assert lay_out(slipped()).rows.sentence[0] == (
        "Texts <draft> & “final”: promised 12 May, now 15 May, 3 days late, 40 % done, any delay here moves the "
        "finish. Reason: The texts came later."
    )


def test_rows_on_course_early_new_waiting_and_done_each_have_their_own_words():
    assert lay_out(small()).rows.sentence == [
        "Design: done 12 May, as promised",
        "Build & test: promised 27 May, as planned, 20 % done",
        "Launch: promised 28 May, as planned",
    ]
    assert lay_out(slipped()).rows.sentence[1:4] == [
        "Pictures: promised 20 May, now 18 May, 2 days early, 70 % done, a longer delay here moves the finish",
        "Cookie notice: new since the promise, expected 19 May, 0 % done",
        WAITING,
    ]


def test_the_same_picture_speaks_german():
    scene = lay_out(slipped(), language="de-AT")
    assert scene.language == "de"
    assert scene.title == "Launch verschiebt sich um 3 Arbeitstage auf den 27. Mai."
    assert scene.rows.sentence[1] == (
        "Pictures: zugesagt 20. Mai, jetzt 18. Mai, 2 Tage früher, zu 70 % erledigt, "
        "eine längere Verzögerung hier verschiebt das Ende"
    )
    assert scene.rows.slip_label[0] == "+3 T"
    assert scene.lines.label == ["Heute, 14. Mai", "Stand, 13. Mai"]


def test_no_sentence_has_a_place_left_open():
    for language in ("en", "de"):
        scene = lay_out(phased(6, 8), language=language)
        assert not [
            told for told in (*scene.rows.sentence, scene.title, *scene.legend.text) if "{" in told or "}" in told
        ]


def test_a_milestone_that_slips_over_a_weekend_only_is_not_called_late():
    moved = milestone("l", "Launch", date(2026, 5, 15), now=date(2026, 5, 16), state=State.PLAN)
    assert lay_out(view_of(moved)).rows.sentence == ["Launch: promised 15 May, now 16 May"]


def test_the_year_is_told_by_todays_year_not_by_the_plans():
    later = replace(view_of(LAUNCH), today=date(2027, 5, 1), status_on=date(2027, 5, 1))
    assert lay_out(later).title == "Launch moves 3 days to 14 May 2026."

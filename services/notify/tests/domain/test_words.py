"""The words of outside messages, and what the type of a message can hold at all."""

from dataclasses import fields

import pytest

from inloop_notify.domain import words
from inloop_notify.domain.outside import PLACES, OutsideMessage, Topic, link_to

LANGUAGES = sorted(words.LANGUAGES)
ONE_TIME = {Topic.INVITATION, Topic.PASSWORD_RESET}


def test_an_outside_message_has_no_place_for_content():
    assert [one.name for one in fields(OutsideMessage)] == [
        "counts",
        "workspace_name",
        "link",
        "language",
        "is_digest",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_words_in_every_language(topic: Topic, language: str):
    message = OutsideMessage(((topic, 1),), "Acme", "http://portal.test/", language)
    said = [words.subject_of(message), *words.sentences_of(message), *words.link_words_of(message)]
    assert all(said)
    assert not any("{" in one for one in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_that_waits_for_a_digest_has_a_line(language: str):
    counts = tuple((topic, 2) for topic in Topic if topic not in ONE_TIME)
    message = OutsideMessage(counts, "Acme", "http://portal.test/", language, is_digest=True)
    lines = words.sentences_of(message)[1:]
    assert len(set(lines)) == len(counts)
    assert all(line.endswith(": 2") for line in lines)


def test_every_topic_without_a_one_time_link_has_a_place_in_the_portal():
    assert set(PLACES) == set(Topic) - ONE_TIME
    assert link_to("http://portal.test/", Topic.MESSAGE, "p1") == "http://portal.test/projects/p1/conversations"


def test_a_subject_is_one_line_whatever_an_agency_is_called():
    message = OutsideMessage(((Topic.HICCUP, 1),), "Acme\r\n\tLtd", "http://portal.test/", "en")
    assert words.subject_of(message) == "Acme Ltd: a date has changed"


def test_an_unknown_language_falls_to_english():
    assert words.language_of("fr") == "en"
    assert words.language_of("de") == "de"

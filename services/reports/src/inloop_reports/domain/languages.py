"""The languages that a report can be written in."""

from inloop_reports.domain.english import ENGLISH
from inloop_reports.domain.german import GERMAN
from inloop_reports.domain.words import Words

_ALL = {words.language: words for words in (ENGLISH, GERMAN)}


def words_for(language: str) -> Words:
    """The words of a language; KeyError for one that `stages.language_of` would not give."""
    return _ALL[language]

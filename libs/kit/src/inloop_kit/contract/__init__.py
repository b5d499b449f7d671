"""The contract as a whole: is it sound, what does it say, and the documents that follow from it.

    problems(files)   what is wrong, as sentences; services refuse to start while there is anything
    lock(files)       sorted lines for proto/access.lock
    openapi(files)    OpenAPI 3.1 as dictionaries; the gateway serves it, `make proto` writes docs/openapi.yaml
    access_page(files), events_page(files)   Markdown for docs/

`all_files()` is the contract that is installed. On the command line: `python -m inloop_kit.contract check`.
"""

from inloop_kit.contract.check import problems
from inloop_kit.contract.files import all_files, comments, events_of, topic_of
from inloop_kit.contract.lock import lock
from inloop_kit.contract.openapi import openapi
from inloop_kit.contract.pages import access_page, events_page

__all__ = [
    "access_page",
    "all_files",
    "comments",
    "events_of",
    "events_page",
    "lock",
    "openapi",
    "problems",
    "topic_of",
]

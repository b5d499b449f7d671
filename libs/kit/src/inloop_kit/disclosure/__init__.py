"""The one codec of every exit: JSON, live stream, webhooks, exports, and what background services read for a person.

    encoder(PlanReply, level)(message) -> bytes     never touches a field above the level
    mask(message, level)                            clears what is above the level, before anybody works with it
    decoder(EditRequest, level)(body) -> message    refuses what the level does not see as "no such field"
    query_reader(ListRequest, level, names=…)       the same for a query string and a path
    etag(encoded)                                   hash of the disclosed bytes
    revision_tag(revision, encoded)                 the same behind a revision that was disclosed

All are compiled once per (message type, level) from the `visible_from` options of the contract and refuse to compile
when a field has none.
"""

from inloop_kit.disclosure.decode import decoder
from inloop_kit.disclosure.encode import dictionary_maker, encoder, source_of
from inloop_kit.disclosure.mask import mask, masked_copy
from inloop_kit.disclosure.query import may_come_as_text, query_reader
from inloop_kit.disclosure.tags import etag, revision_tag

__all__ = [
    "decoder",
    "dictionary_maker",
    "encoder",
    "etag",
    "mask",
    "masked_copy",
    "may_come_as_text",
    "query_reader",
    "revision_tag",
    "source_of",
]

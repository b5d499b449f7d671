"""Types by bytes, slices without gaps, states as the contract numbers them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inloop.messaging.v1 import conversations_pb2
from inloop_messaging.domain.files import FileBroken, Part, State, slices
from inloop_messaging.domain.media import HEAD_BYTES, OTHER, media_type


def test_states_are_numbered_as_in_the_contract():
    known = conversations_pb2.AttachmentState.items()
    assert {f"ATTACHMENT_STATE_{one.name}": one.value for one in State} == {n: v for n, v in known if v}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00EVIL", OTHER),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (
            b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml..word/document.xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK",
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        (b"PK\x03\x04" + b"\x00" * 26 + b"setup.exe", "application/zip"),
        ("Grüße, a plain text".encode(), "text/plain"),
        (("ü" * HEAD_BYTES).encode()[1 : HEAD_BYTES + 1], OTHER),
        ((" " + "ü" * HEAD_BYTES).encode()[:HEAD_BYTES], "text/plain"),
        (b"<html><script>alert(1)</script>", OTHER),
        (b"\xef\xbb\xbf \n<svg onload=alert(1)>", OTHER),
        (b"#!/bin/sh", OTHER),
        (b"text\x00with nul", OTHER),
        (b"MZ\x90\x00", OTHER),
        (b"", OTHER),
    ],
)
def test_the_bytes_decide_the_type(head: bytes, expected: str):
    assert media_type(head) == expected


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20), st.data())
def test_slices_cover_exactly_the_range(sizes: list[int], data: st.DataObject):
    parts, offset = [], 0
    for number, size in enumerate(sizes):
        parts.append(Part(number, offset, size, b"", str(number)))
        offset += size
    start = data.draw(st.integers(0, offset))
    stop = data.draw(st.integers(start, offset))
    places = [part.offset + at for part, since, behind in slices(parts, start, stop) for at in range(since, behind)]
    assert places == list(range(start, stop))


def test_a_missing_part_is_found():
    parts = [Part(0, 0, 5, b"", "a"), Part(2, 10, 5, b"", "c")]
    assert slices(parts, 11, 13) == [(parts[1], 1, 3)]
    for start, stop in ((0, 15), (4, 6), (5, 10), (14, 16)):
        with pytest.raises(FileBroken):
            slices(parts, start, stop)

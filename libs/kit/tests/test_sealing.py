"""What sealing promises: what was stored opens unchanged, anything else is refused, and no secret is printed."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inloop_kit.sealing import (
    SEGMENT_BYTES,
    DataKey,
    KekMissing,
    Keyring,
    KeyringUnusable,
    Part,
    PartManifest,
    PartsBroken,
    SegmentWriter,
    Unreadable,
    bind,
    fresh_part_path,
    open_all,
    open_range,
    open_sealed,
    part_facts,
    seal,
    seal_all,
    seal_stream,
    sealed_size,
)
from inloop_kit.sealing.keys import kek_version

if TYPE_CHECKING:
    from pathlib import Path

FACTS = bind("attachment", "a1")
SMALL = 1024  # a segment size that lets tests have many segments
HEADER = 25
STEP = SMALL + 16


def a_key() -> DataKey:
    return DataKey(os.urandom(32))


def sealed_in_small_segments(key: DataKey, plaintext: bytes, aad: bytes = FACTS) -> bytes:
    writer = SegmentWriter(key, aad, segment_bytes=SMALL)
    return bytes(writer.write(plaintext) + writer.finish())


class TestKeyring:
    def test_a_wrapped_key_opens_in_its_own_context_and_in_no_other(self, tmp_path: Path) -> None:
        keyring = Keyring.create(tmp_path / "kek.json")
        key, wrapped = keyring.new_key("conversation/c1")
        sealed = seal(key, b"hello", FACTS)
        reopened = Keyring.load(tmp_path / "kek.json").open_key(wrapped, "conversation/c1")
        assert open_sealed(reopened, sealed, FACTS) == b"hello"
        with pytest.raises(Unreadable):
            keyring.open_key(wrapped, "conversation/c2")

    def test_the_key_file_is_for_its_owner_only_and_never_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "kek.json"
        Keyring.create(path)
        before = path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(KeyringUnusable):
            Keyring.create(path)
        assert path.read_bytes() == before
        assert [entry.name for entry in tmp_path.iterdir()] == ["kek.json"]

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
    def test_a_key_file_open_to_others_is_refused(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "kek.json"
        Keyring.create(path)
        path.chmod(mode)
        with pytest.raises(KeyringUnusable):
            Keyring.load(path)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "{}",
            '{"format": 2, "keys": {}}',
            '{"format": 1, "keys": {}}',
            '{"format": 1, "keys": {"1": "c2hvcnQ="}}',
            '{"format": 1, "keys": {"one": "c2hvcnQ="}}',
            '{"format": 1, "keys": ["x"]}',
            '{"format": 1, "keys": {"1": 7}}',
        ],
    )
    def test_a_key_file_that_makes_no_sense_is_refused_without_quoting_it(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "kek.json"
        path.touch(mode=0o600)
        path.write_text(text)
        with pytest.raises(KeyringUnusable) as refusal:
            Keyring.load(path)
        assert "c2hvcnQ=" not in repr(refusal.value)

    def test_a_missing_key_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(KeyringUnusable):
            Keyring.load(tmp_path / "kek.json")

    def test_rewrapping_moves_a_key_to_the_newest_version_once_and_keeps_what_it_sealed(self, tmp_path: Path) -> None:
        path = tmp_path / "kek.json"
        old = Keyring.create(path)
        key, wrapped = old.new_key("report/r1")
        sealed = seal(key, b"figures", FACTS)
        new = Keyring.add_version(path)
        renewed = new.rewrap(wrapped, "report/r1")
        assert (kek_version(wrapped), kek_version(renewed)) == (1, 2)
        assert new.rewrap(renewed, "report/r1") is renewed
        for form in (wrapped, renewed):
            assert open_sealed(new.open_key(form, "report/r1"), sealed, FACTS) == b"figures"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(KekMissing):
            old.open_key(renewed, "report/r1")

    def test_every_flipped_bit_of_a_wrapped_key_is_detected(self, tmp_path: Path) -> None:
        keyring = Keyring.create(tmp_path / "kek.json")
        _, wrapped = keyring.new_key("report/r1")
        for bit in range(len(wrapped) * 8):
            with pytest.raises(Unreadable):
                keyring.open_key(flipped(wrapped, bit), "report/r1")
        for length in range(len(wrapped)):
            with pytest.raises(Unreadable):
                keyring.open_key(wrapped[:length], "report/r1")

    def test_keys_print_as_stars_and_do_not_pickle(self, tmp_path: Path) -> None:
        keyring = Keyring.create(tmp_path / "kek.json")
        key, _ = keyring.new_key("report/r1")
        secret = json.loads((tmp_path / "kek.json").read_text())["keys"]["1"]
        assert repr(key) == f"{key}" == "DataKey(***)"
        assert "***" in repr(keyring)
        assert secret not in repr(keyring)
        for thing in (key, keyring):
            with pytest.raises(TypeError):
                pickle.dumps(thing)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


class TestSmallValues:
    @given(st.binary(max_size=300), st.binary(max_size=40))
    def test_a_value_opens_with_its_key_and_facts_only(self, plaintext: bytes, facts: bytes) -> None:
        key = a_key()
        sealed = seal(key, plaintext, facts)
        assert open_sealed(key, sealed, facts) == plaintext
        for wrong_key, wrong_facts in ((a_key(), facts), (key, facts + b"x")):
            with pytest.raises(Unreadable):
                open_sealed(wrong_key, sealed, wrong_facts)

    def test_every_flipped_bit_and_every_cut_of_a_value_is_detected(self) -> None:
        key = a_key()
        sealed = seal(key, b"twelve bytes", FACTS)
        for bit in range(len(sealed) * 8):
            with pytest.raises(Unreadable):
                open_sealed(key, flipped(sealed, bit), FACTS)
        for wrong in [sealed[:length] for length in range(len(sealed))] + [sealed + b"\0"]:
            with pytest.raises(Unreadable):
                open_sealed(key, wrong, FACTS)

    def test_sealing_the_same_value_twice_gives_different_bytes(self) -> None:
        key = a_key()
        assert seal(key, b"yes", FACTS) != seal(key, b"yes", FACTS)

    @given(st.lists(st.text() | st.integers()), st.lists(st.text() | st.integers()))
    def test_different_facts_never_encode_alike(self, one: list[str | int], other: list[str | int]) -> None:
        assert (bind(*one) == bind(*other)) == (one == other)
        assert bind("a", "b") != bind("ab") != bind("a", "", "b")
        assert bind(1) != bind("1")


class TestStreams:
    @given(st.lists(st.binary(max_size=3 * SMALL), max_size=6), st.binary(max_size=3 * SMALL))
    def test_a_stream_opens_whole_however_it_was_cut_into_chunks(self, chunks: list[bytes], last: bytes) -> None:
        key, plaintext = a_key(), b"".join([*chunks, last])
        writer = SegmentWriter(key, FACTS, segment_bytes=SMALL)
        sealed = b"".join(writer.write(chunk) for chunk in chunks) + bytes(writer.finish(last))
        assert len(sealed) == sealed_size(len(plaintext), segment_bytes=SMALL)
        assert open_all(key, sealed, FACTS, size=len(plaintext)) == plaintext

    @pytest.mark.parametrize("size", [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES])
    def test_streaming_and_sealing_at_once_write_the_same_format(self, size: int) -> None:
        key, plaintext = a_key(), os.urandom(size)
        streamed = b"".join(seal_stream(key, (plaintext[i : i + 1000] for i in range(0, size, 1000)), FACTS))
        for sealed in (streamed, seal_all(key, plaintext, FACTS)):
            assert len(sealed) == sealed_size(size)
            assert open_all(key, sealed, FACTS, size=size) == plaintext

    @given(st.integers(0, 5 * SMALL), st.integers(0, 6 * SMALL), st.integers(0, 6 * SMALL))
    def test_any_range_equals_the_slice_of_the_plaintext(self, size: int, one: int, other: int) -> None:
        key, plaintext = a_key(), os.urandom(size)
        sealed = sealed_in_small_segments(key, plaintext)
        start, stop = sorted((one, other))
        pieces = open_range(lambda low, high: sealed[low:high], key, FACTS, size=size, start=start, stop=stop)
        assert b"".join(pieces) == plaintext[start:stop]

    def test_a_range_in_the_middle_reads_the_header_and_its_own_segments_only(self) -> None:
        key, plaintext = a_key(), os.urandom(10 * SMALL)
        sealed = sealed_in_small_segments(key, plaintext)
        reads: list[tuple[int, int]] = []

        def read_at(low: int, high: int) -> bytes:
            reads.append((low, high))
            return sealed[low:high]

        start = 7 * SMALL + 3
        assert (
            b"".join(open_range(read_at, key, FACTS, size=len(plaintext), start=start, stop=start + 5))
            == (plaintext[start : start + 5])
        )
        assert reads == [(0, HEADER), (HEADER + 7 * STEP, HEADER + 8 * STEP)]

    def test_two_streams_of_one_key_share_no_segment_key(self) -> None:
        key, plaintext = a_key(), bytes(4 * SMALL)
        assert sealed_in_small_segments(key, plaintext)[HEADER:] != sealed_in_small_segments(key, plaintext)[HEADER:]


class TestTamperingWithStreams:
    """Every change of what is stored is detected when the object is read whole."""

    SIZE = 4 * SMALL + 100

    def refuses(self, key: DataKey, sealed: bytes, aad: bytes = FACTS, size: int = SIZE) -> None:
        with pytest.raises(Unreadable):
            open_all(key, sealed, aad, size=size)

    def test_every_flipped_bit_of_the_header_and_a_bit_of_every_byte_behind_it(self) -> None:
        key = a_key()
        sealed = sealed_in_small_segments(key, os.urandom(self.SIZE))
        for bit in range(HEADER * 8):
            self.refuses(key, flipped(sealed, bit))
        for at in range(HEADER, len(sealed)):
            self.refuses(key, flipped(sealed, at * 8 + at % 8))

    def test_every_truncation_and_extension(self) -> None:
        key = a_key()
        sealed = sealed_in_small_segments(key, os.urandom(self.SIZE))
        for length in range(len(sealed)):
            self.refuses(key, sealed[:length])
        for tail in (b"\0", sealed[-STEP:], sealed[HEADER : HEADER + STEP], sealed):
            self.refuses(key, sealed + tail)

    def test_every_swap_removal_and_repeat_of_segments(self) -> None:
        key = a_key()
        sealed = sealed_in_small_segments(key, os.urandom(5 * SMALL))
        header, segments = sealed[:HEADER], [sealed[HEADER + i * STEP : HEADER + (i + 1) * STEP] for i in range(5)]
        for i in range(5):
            self.refuses(key, header + b"".join(segments[:i] + segments[i + 1 :]), size=5 * SMALL)
            for j in range(i + 1, 5):
                order = list(segments)
                order[i], order[j] = order[j], order[i]
                self.refuses(key, header + b"".join(order), size=5 * SMALL)
                self.refuses(key, header + b"".join([*segments[:i], segments[j], *segments[i + 1 :]]), size=5 * SMALL)

    def test_a_cut_at_a_segment_border_even_when_the_recorded_size_agrees_with_it(self) -> None:
        key = a_key()
        sealed = sealed_in_small_segments(key, os.urandom(4 * SMALL))
        for kept in range(1, 4):
            self.refuses(key, sealed[: HEADER + kept * STEP], size=kept * SMALL)

    def test_segments_of_another_object_of_the_same_key(self) -> None:
        key = a_key()
        one, other = (sealed_in_small_segments(key, os.urandom(self.SIZE)) for _ in range(2))
        for i in range(4):
            low, high = HEADER + i * STEP, HEADER + (i + 1) * STEP
            self.refuses(key, one[:low] + other[low:high] + one[high:])
        self.refuses(key, other[:HEADER] + one[HEADER:])

    def test_another_key_and_other_facts(self) -> None:
        key = a_key()
        sealed = sealed_in_small_segments(key, os.urandom(self.SIZE))
        self.refuses(a_key(), sealed)
        self.refuses(key, sealed, aad=bind("attachment", "a2"))

    def test_a_range_is_refused_when_its_own_segment_was_changed_and_served_when_another_was(self) -> None:
        key, plaintext = a_key(), os.urandom(self.SIZE)
        sealed = flipped(sealed_in_small_segments(key, plaintext), (HEADER + 2 * STEP) * 8)
        read = open_range(lambda low, high: sealed[low:high], key, FACTS, size=self.SIZE, start=0, stop=SMALL)
        assert b"".join(read) == plaintext[:SMALL]
        at = 2 * SMALL
        changed = open_range(lambda low, high: sealed[low:high], key, FACTS, size=self.SIZE, start=at, stop=at + 1)
        with pytest.raises(Unreadable):
            list(changed)


class TestParts:
    @staticmethod
    def parts_of(*sizes: int) -> list[Part]:
        offsets = [sum(sizes[:number]) for number in range(len(sizes))]
        return [
            Part(number, offset, size, hashlib.sha256(b"").digest(), fresh_part_path("attachments", "a1", number))
            for number, (offset, size) in enumerate(zip(offsets, sizes, strict=True))
        ]

    @given(st.lists(st.integers(1, 50), max_size=8), st.integers(0, 450), st.integers(0, 450))
    def test_the_slices_of_a_range_make_up_exactly_that_range(self, sizes: list[int], one: int, other: int) -> None:
        content = os.urandom(sum(sizes))
        manifest = PartManifest.of(reversed(self.parts_of(*sizes)))
        start, stop = sorted((one, other))
        found = [
            content[piece.part.offset + piece.start : piece.part.offset + piece.stop]
            for piece in manifest.covering(start, stop)
        ]
        assert b"".join(found) == content[start:stop]
        assert all(found)

    def test_a_gap_an_overlap_a_missing_a_doubled_or_an_empty_part_is_refused(self) -> None:
        first, second, third = self.parts_of(10, 20, 30)
        for broken in ([second], [first, third], [first, first], [first, second, second], self.parts_of(10, 0)):
            with pytest.raises(PartsBroken):
                PartManifest.of(broken)
        with pytest.raises(PartsBroken):
            PartManifest.of([first]).with_part(third)
        shifted = Part(1, 9, 20, second.sha256, second.path)
        with pytest.raises(PartsBroken):
            PartManifest.of([first]).with_part(shifted)

    def test_the_manifest_grows_part_by_part_and_knows_when_the_file_is_whole(self) -> None:
        manifest = PartManifest()
        for part in self.parts_of(10, 20, 30):
            assert manifest.size == part.offset
            manifest = manifest.with_part(part)
        manifest.require_whole(60)
        for wrong in (59, 61):
            with pytest.raises(PartsBroken):
                manifest.require_whole(wrong)

    def test_a_part_does_not_open_as_another_part_or_as_part_of_another_file(self) -> None:
        key = a_key()
        sealed = seal_all(key, b"x" * 10, part_facts("a1", number=1, offset=10, size=10))
        assert open_all(key, sealed, part_facts("a1", number=1, offset=10, size=10), size=10) == b"x" * 10
        for wrong in (
            part_facts("a2", number=1, offset=10, size=10),
            part_facts("a1", number=2, offset=10, size=10),
            part_facts("a1", number=1, offset=20, size=10),
            part_facts("a1", number=1, offset=10, size=9),
        ):
            with pytest.raises(Unreadable):
                open_all(key, sealed, wrong, size=10)

    def test_every_try_of_a_part_has_a_path_of_its_own(self) -> None:
        paths = {fresh_part_path("attachments", "a1", 3) for _ in range(50)}
        assert len(paths) == 50
        assert all(path.startswith("attachments/a1/000003-") for path in paths)

"""Files arrive in parts, survive disconnects, and are read in ranges by those who may."""

import hashlib
import random
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from world_of_messaging import World, random_bytes

from inloop_kit.errors import Missing
from inloop_messaging.domain.files import FileNameUnusable, State, TooManyBytes, WrongOffset

MIB = 1024 * 1024
on_sqlite = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


def test_any_range_of_a_file_is_read_across_its_parts(world: World):
    content = random_bytes(300_001)
    conversation = world.start(world.ann)
    attachment = world.upload(world.ann, conversation.id, content, part=70_000)
    assert (attachment.state, attachment.facts.media_type) == (State.UNSCANNED, "application/pdf")
    assert attachment.facts.sha256 == hashlib.sha256(content).hexdigest()
    chance = random.Random(7)
    starts = [0, 69_999, 70_000, 65_535, 299_999, 300_001, 999_999, *(chance.randrange(300_001) for _ in range(20))]
    for start in starts:
        length = chance.choice([1, 2, 65_536, 70_001, 300_001])
        assert world.read_file(world.ann, attachment.id, start, length) == content[start : start + length]


def test_an_upload_goes_on_after_a_disconnect_at_the_offset_that_is_stored(world: World):
    content = random_bytes(200_000)
    begun = world.begin(world.ann, world.start(world.ann).id, len(content))
    world.append(world.ann, begun.id, 0, content[:90_000])
    with world.read() as session:
        resumed = world.uploads.get(session, world.ann, begun.id)
    assert (resumed.offset_bytes, resumed.state) == (90_000, State.UPLOADING)
    world.append(world.ann, begun.id, 90_000, content[90_000:])
    assert world.read_file(world.ann, begun.id) == content


def test_another_offset_than_the_present_one_is_refused_with_the_present_one(world: World):
    begun = world.begin(world.ann, world.start(world.ann).id, 100)
    world.append(world.ann, begun.id, 0, b"a" * 40)
    stored = len(world.stored_blobs())
    for offset in (0, 10, 41, 99):
        with pytest.raises(WrongOffset) as refused:
            world.append(world.ann, begun.id, offset, b"b")
        assert refused.value.facts == {"offset": 40}
    assert len(world.stored_blobs()) == stored


def test_the_same_bytes_sent_again_change_nothing_and_succeed(world: World):
    begun = world.begin(world.ann, world.start(world.ann).id, 80)
    world.append(world.ann, begun.id, 0, b"a" * 40)
    assert world.append(world.ann, begun.id, 0, b"a" * 40).offset_bytes == 40
    world.append(world.ann, begun.id, 40, b"b" * 40)
    assert world.append(world.ann, begun.id, 40, b"b" * 40).state is State.UNSCANNED
    with pytest.raises(WrongOffset):
        world.append(world.ann, begun.id, 40, b"c" * 40)
    assert world.read_file(world.ann, begun.id) == b"a" * 40 + b"b" * 40


def test_of_two_who_append_at_once_one_wins_and_nothing_of_the_other_stays(world: World):
    begun = world.begin(world.ann, world.start(world.ann).id, 1000)
    both = Barrier(2)

    def append(letter: bytes) -> bytes | int:
        with world.read() as session:
            expected = world.uploads.expect(session, world.ann, begun.id, offset=0, content=letter * 100)
        received = world.uploads.receive(expected, letter * 100)
        both.wait(10)
        try:
            with world.write() as session:
                world.uploads.append(session, world.ann, received)
        except WrongOffset as refused:
            return int(refused.facts["offset"])
        return letter

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(append, (b"a", b"b")))
    assert min(map(str, outcomes)) == "100"
    assert len(world.stored_blobs()) == 1


def test_no_more_bytes_are_taken_than_were_announced(world: World):
    begun = world.begin(world.ann, world.start(world.ann).id, 10)
    with pytest.raises(TooManyBytes):
        world.append(world.ann, begun.id, 0, b"a" * 11)
    assert world.stored_blobs() == []


def test_a_file_is_its_uploaders_until_a_message_takes_it_and_then_its_clients(world: World):
    conversation = world.start(world.ann)
    attachment = world.upload(world.ann, conversation.id, b"%PDF-secret")
    assert world.read_file(world.ann, attachment.id) == b"%PDF-secret"
    for other in (world.abe, world.manager, world.bob, world.stranger):
        with pytest.raises(Missing):
            world.read_file(other, attachment.id)
        with pytest.raises(Missing), world.read() as session:
            world.uploads.get(session, other, attachment.id)
    world.post(world.ann, conversation.id, "Here", attachment.id)
    for reader in (world.ann, world.abe, world.manager):
        assert world.read_file(reader, attachment.id) == b"%PDF-secret"
    for other in (world.bob, world.stranger):
        with pytest.raises(Missing):
            world.read_file(other, attachment.id, length=0)


def test_nobody_uploads_into_the_conversation_of_another_client(world: World):
    conversation = world.start(world.ann)
    with pytest.raises(Missing):
        world.begin(world.bob, conversation.id, 10)


@on_sqlite
def test_a_file_name_keeps_neither_folders_nor_control_signs(world: World):
    conversation = world.start(world.ann)
    named = world.begin(world.ann, conversation.id, 1, "..\\..\\etc/pass\u202ewd\x00.pdf")
    assert named.facts.file_name == "passwd.pdf"
    with pytest.raises(FileNameUnusable):
        world.begin(world.ann, conversation.id, 1, "folder/..")


@on_sqlite
def test_twenty_mebibytes_pass_through_little_memory(world: World):
    """20 MiB in appends of 1 MiB: what Python holds at once stays below a fifth of the file."""
    conversation = world.start(world.ann)
    digest = hashlib.sha256()
    begun = world.begin(world.ann, conversation.id, 20 * MIB)
    tracemalloc.start()
    for number in range(20):
        chunk = random.Random(number).randbytes(MIB)
        digest.update(chunk)
        last = world.append(world.ann, begun.id, number * MIB, chunk)
    read = hashlib.sha256()
    for start in range(0, 20 * MIB, MIB):
        read.update(world.read_file(world.ann, begun.id, start, MIB))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert last.facts.sha256 == digest.hexdigest() == read.hexdigest()
    assert peak < 8 * MIB


@on_sqlite
def test_an_upload_that_no_message_took_is_forgotten_with_its_bytes(world: World):
    conversation = world.start(world.ann)
    kept = world.upload(world.ann, conversation.id, b"%PDF-kept")
    world.post(world.ann, conversation.id, "", kept.id)
    world.upload(world.ann, conversation.id, b"%PDF-gone")
    world.clock.advance(days=3)
    fresh = world.upload(world.ann, conversation.id, b"%PDF-fresh")
    assert world.examining.forget_unposted() == 1
    assert len(world.stored_blobs()) == 2
    assert world.read_file(world.manager, kept.id) == b"%PDF-kept"
    assert world.read_file(world.ann, fresh.id) == b"%PDF-fresh"

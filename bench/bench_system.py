"""The whole system on one machine: how long a warm start takes, and what it holds at rest.

Goals: ready in 8 s, at most 900 MB resident (the sum of all processes' proportional shares).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from deploy.local.testing import System

STARTS = 3
REST_SECONDS = 5.0
GOAL_SECONDS = 8.0
GOAL_MB = 900


def main() -> int:
    """Start once cold (it seeds), then warm; print the medians beside the goals."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder))
        began = time.perf_counter()
        system.start()
        print(f"first start, with the demonstration workspace   {time.perf_counter() - began:6.2f} s")
        system.stop()
        warm, held = [], []
        for _ in range(STARTS):
            began = time.perf_counter()
            system.start()
            warm.append(time.perf_counter() - began)
            time.sleep(REST_SECONDS)
            held.append(resident(system))
            system.stop()
        seconds = statistics.median(warm)
        total = statistics.median(sum(one.values()) for one in held)
        print(
            f"warm start to ready   {seconds:6.2f} s   goal {GOAL_SECONDS:.0f} s   {seconds / GOAL_SECONDS:.2f} of it"
        )
        share = total / GOAL_MB
        print(f"memory at rest           {total:6.0f} MB   goal {GOAL_MB} MB   {share:.2f} of it")
        for name, megabytes in sorted(held[-1].items()):
            print(f"    {name:<20} {megabytes:6.0f} MB")
    return 0


def resident(system: System) -> dict[str, float]:
    """Proportional resident memory in MB by process, of everything below the supervisor."""
    assert system.process is not None
    found: dict[str, float] = {}
    for process in _tree(system.process.pid):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        name = _name(process)
        found[name] = found.get(name, 0.0) + kilobytes / 1000
    return found


def _tree(root: int) -> list[int]:
    """A process and all that come from it."""
    parents: dict[int, list[int]] = {}
    for entry in [path.name for path in Path("/proc").iterdir()]:
        if entry.isdigit():
            try:
                parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(entry))
    found, pending = [], [root]
    while pending:
        one = pending.pop()
        found.append(one)
        pending += parents.get(one, [])
    return found


def _name(process: int) -> str:
    words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    for word in words:
        if word.startswith(("inloop_", "deploy.")):
            return word
    return Path(words[0]).name


if __name__ == "__main__":
    raise SystemExit(main())

"""`make bench`: every bench, one after the other; each prints ours, the floor or the goal, and the ratio."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main() -> int:
    """Run every bench_*.py; how many failed."""
    failed = 0
    for path in sorted(FOLDER.glob("bench_*.py")):
        print(f"\n== {path.stem.removeprefix('bench_')} ==", flush=True)
        failed += subprocess.run([sys.executable, str(path)], cwd=FOLDER.parent, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    raise SystemExit(main())

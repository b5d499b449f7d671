"""Make the build context of one service's image: locked wheels, our own wheels, its system packages, the web client.

    python deploy/prepare_image.py projects build/image/projects

Runs in the project's environment (`make` has built it) on the platform that the image is for. What a service needs is
read from the metadata of the installed packages; versions and hashes come from requirements.lock and nowhere else.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("gateway", "projects", "messaging", "reports", "notify")
APT = {"reports": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libharfbuzz-subset0", "fontconfig"]}
APT["reports"] += ["fonts-dejavu-core", "fonts-noto-core"]


def needed_by(service: str) -> tuple[set[str], set[str]]:
    """Names of what a service imports, however indirectly: (other people's packages, our own)."""
    theirs: set[str] = set()
    ours: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(f"inloop-{service}", "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        (ours if name.startswith("inloop-") else theirs).add(name)
        for line in distribution(name).requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(wanted.name), one) for one in ("", *wanted.extras)]
    return theirs, ours


def locked_blocks(lock: str) -> dict[str, str]:
    """Return each package's lines of a requirements.lock, hashes included, by its canonical name."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
    return {canonicalize_name(re.split(r"[=<>!~\[; ]", block, maxsplit=1)[0]): block for block in blocks}


def locked_for(service: str) -> str:
    """Return the part of requirements.lock that a service needs. Fails when a need is not locked."""
    theirs, _ = needed_by(service)
    blocks = locked_blocks((ROOT / "requirements.lock").read_text())
    missing = sorted(theirs - blocks.keys())
    if missing:
        raise SystemExit(f"requirements.lock lacks {', '.join(missing)}; run `make lock`")
    return "".join(f"{blocks[name]}\n" for name in sorted(theirs))


def prepare(service: str, into: Path) -> None:
    """Fill the folder; what was there before is gone."""
    shutil.rmtree(into, ignore_errors=True)
    for part in ("wheels", "ours", "web"):
        (into / part).mkdir(parents=True)
    (into / "locked.txt").write_text(locked_for(service))
    (into / "apt.txt").write_text("".join(f"{name}\n" for name in APT.get(service, ())))
    pip = [sys.executable, "-m", "pip"]
    options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "-d", str(into / "wheels")]
    subprocess.run([*pip, "download", "-q", *options, "-r", str(into / "locked.txt")], check=True)
    _, ours = needed_by(service)
    for name in sorted(ours):
        folder = ROOT / ("services" if name == f"inloop-{service}" else "libs") / name.removeprefix("inloop-")
        build = [*pip, "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(into / "ours")]
        subprocess.run([*build, str(folder)], check=True)
    if service == "gateway":
        shutil.copytree(ROOT / "web" / "dist", into / "web", dirs_exist_ok=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("into", type=Path)
    chosen = parser.parse_args()
    prepare(chosen.service, chosen.into)


if __name__ == "__main__":
    main()

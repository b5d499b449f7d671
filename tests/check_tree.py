"""Rules about the tree that no linter knows: names of files, READMEs of services, lists that must be complete."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BANNED = {"utils", "helpers", "common", "misc", "base", "manager", "core"}
HEADINGS = ("Owns", "Calls", "Publishes", "Listens", "Settings")
LAYERS = ("__main__.py", "app.py", "settings.py", "entry", "actions", "domain", "store")
ADDRESS = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org")
MACHINE_PATH = re.compile(r"(?<![a-z.])/(?:work|home/[a-z]+)/(?!\.)[a-z]")
SELF = "tests/check_tree.py"


def tracked() -> list[str]:
    """Every file that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


def banned_names(files: list[str]) -> list[str]:
    """Files whose name says nothing."""
    found = [name for name in files if Path(name).suffix in (".py", ".ts", ".tsx") and Path(name).stem in BANNED]
    return [f"{name}: a file is named after what is in it" for name in found]


def services_alike() -> list[str]:
    """Every service has the same layers and a README with the same headings."""
    complaints = []
    for service in sorted((ROOT / "services").iterdir()):
        package = service / "src" / f"inloop_{service.name}"
        complaints += [
            f"{package.relative_to(ROOT)}/{one} is missing" for one in LAYERS if not (package / one).exists()
        ]
        readme = service / "README.md"
        text = readme.read_text() if readme.exists() else ""
        complaints += [
            f"{readme.relative_to(ROOT)} does not say {one}"
            for one in HEADINGS
            if not re.search(rf"(?m)^(\*\*|## ){one}", text)
        ]
    return complaints


def foreign_lines(files: list[str]) -> list[str]:
    """Registry addresses and paths of somebody's machine."""
    complaints = []
    for name in files:
        if name == SELF or Path(name).suffix in (".png", ".ico", ".woff2", ".pdf", ".mpp"):
            continue
        text = (ROOT / name).read_text(errors="ignore")
        for pattern, what in ((ADDRESS, "a registry address"), (MACHINE_PATH, "a path of one machine")):
            if pattern.search(text):
                complaints.append(f"{name}: holds {what}")
    return complaints


def lock_has_hashes() -> list[str]:
    """Every pin of the lock has a hash."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text())
    return [
        f"requirements.lock: {block.split()[0]} has no hash" for block in blocks if block and "--hash=" not in block
    ]


def main() -> int:
    """Print every complaint; the exit code of the check."""
    files = tracked()
    complaints = [*banned_names(files), *services_alike(), *foreign_lines(files), *lock_has_hashes()]
    for complaint in complaints:
        sys.stderr.write(complaint + "\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())

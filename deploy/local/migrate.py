"""`make migrate`: the databases of the one-machine run at the newest schema."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deploy.local.environment import REPOSITORY
from deploy.local.home import SERVICES, Home

from inloop_kit.migrations import migrate


def main() -> int:
    """Migrate each database; the exit code of the process."""
    home = Home(Path(os.environ.get("INLOOP_HOME") or REPOSITORY / "var").resolve())
    home.make()
    for name in SERVICES:
        migrate(f"sqlite:///{home.data / name}.db", f"inloop_{name}")
        sys.stdout.write(f"{name}: at the newest schema\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

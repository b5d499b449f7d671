"""Plan files of other programs (`.mpp`, Primavera `.xer` and XML, `.mpx`) to Microsoft Project XML by MPXJ.

MPXJ (LGPL) and a Java runtime are optional and never part of this process: each file gets a process of its own with
limits of time, memory and output, an empty environment and a folder that is removed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from inloop_kit.errors import NotNow
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.mspdi_xml import MAX_BYTES

JOB: Final = Path(__file__).with_name("mpxj_job.py")
SECONDS: Final = 60.0
HEAP_MB: Final = 512
MAX_RESULT_BYTES: Final = MAX_BYTES
PROBE_SECONDS: Final = 20.0
NO_JAVA: Final = (
    "A Java runtime is missing: install `default-jre-headless`, then the Python packages `mpxj` and `JPype1`."
)
NO_MPXJ: Final = (
    "The Python package `mpxj` is missing: `pip install mpxj JPype1` beside this service, or name an interpreter "
    "that has it in INLOOP_PROJECTS_CONVERTER_PYTHON."
)


class ConverterMissing(NotNow):
    """Nothing here reads this kind of plan file; the sentence says what to install."""

    reason = "CONVERTER_MISSING"


@dataclass(frozen=True, slots=True)
class Converter:
    """Converts in processes of their own. `python` is an interpreter that has `mpxj`; empty: this one."""

    python: str = ""
    seconds: float = SECONDS

    def missing(self) -> str:
        """What to install so that files can be converted; empty when nothing is missing."""
        return _missing(self.python)

    def to_mspdi(self, content: bytes, extension: str) -> bytes:
        """The file as Microsoft Project XML; `extension` (`mpp`, `xer`, …) tells MPXJ what it may be.

        Errors: ConverterMissing; PlanFileRefused for a file that MPXJ does not read, or not within limits.
        """
        lacking = self.missing()
        if lacking:
            raise ConverterMissing(f"Files of the kind .{extension} need a converter. {lacking}", state="NO_CONVERTER")
        with TemporaryDirectory(prefix="inloop-convert-") as folder:
            source, target = Path(folder, f"plan.{extension}"), Path(folder, "plan-out.xml")
            source.write_bytes(content)
            limits = [str(HEAP_MB), str(int(self.seconds) + 1), str(MAX_RESULT_BYTES)]
            command = [self.python or sys.executable, "-I", str(JOB), str(source), str(target), *limits]
            code = _run(command, folder, self.seconds)
            if code is None:
                raise PlanFileRefused(f"The file could not be converted within {self.seconds:.0f} seconds.")
            if code or not target.is_file():
                raise PlanFileRefused(f"The file is not a .{extension} plan that the converter can read.")
            if target.stat().st_size > MAX_RESULT_BYTES:
                raise PlanFileRefused(f"The converted plan is larger than {MAX_RESULT_BYTES // 1024 // 1024} MB.")
            return target.read_bytes()


@lru_cache(maxsize=4)
def _missing(python: str) -> str:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return NO_JAVA
    if python:
        with TemporaryDirectory(prefix="inloop-convert-") as folder:
            found = _run([python, "-I", "-c", "import mpxj, jpype"], folder, PROBE_SECONDS) == 0
    else:
        found = find_spec("mpxj") is not None and find_spec("jpype") is not None
    return "" if found else NO_MPXJ


def _run(command: list[str], folder: str, seconds: float) -> int | None:
    """The exit code; None when the time was up, and everything that the process had started is gone."""
    kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}
    process = subprocess.Popen(  # noqa: S603 - our own file and our own arguments, no shell
        command,
        cwd=folder,
        env=kept | {"HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None

"""The converter of plan files: what it says when it is not there, and what it does when it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from inloop_projects.clients import converter
from inloop_projects.clients.converter import Converter, ConverterMissing
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.mspdi import read_mspdi

FILES = Path(__file__).parents[4].parent / "shared" / "plans" / "files"
PYTHON = os.environ.get("INLOOP_PROJECTS_CONVERTER_PYTHON", "")
REAL = Converter(PYTHON)
# Java is optional for whoever runs Inloop, so for the tests too; the Python packages come with the lock.
needs_java = pytest.mark.skipif(bool(REAL.missing()), reason=REAL.missing())
needs_samples = pytest.mark.skipif(not FILES.is_dir(), reason="files of others, which are not ours to keep here")


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    converter._missing.cache_clear()


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ConverterMissing, match=r"\.mpp need a converter\. A Java runtime is missing: install"):
        Converter().to_mspdi(b"", "mpp")


def test_without_mpxj_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/somewhere")
    for python in ("", sys.executable):
        monkeypatch.setattr(converter, "find_spec", lambda _name: None)
        monkeypatch.setattr(converter, "_run", lambda *_given: 1)
        with pytest.raises(ConverterMissing, match="pip install mpxj JPype1"):
            Converter(python).to_mspdi(b"", "xer")


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A job of our own in the place of MPXJ, to be written by the test."""
    job = tmp_path / "job.py"
    monkeypatch.setattr(converter, "JOB", job)
    monkeypatch.setattr(converter, "_missing", lambda _python: "")
    return job


def test_the_job_gets_the_file_and_an_empty_environment(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVICE", "x")
    fake.write_text(
        "import os, sys\nassert 'SECRET_OF_THE_SERVICE' not in os.environ\n"
        "open(sys.argv[2], 'wb').write(open(sys.argv[1], 'rb').read().upper())\n"
    )
    assert Converter(sys.executable).to_mspdi(b"plan", "mpp") == b"PLAN"


def test_a_job_that_hangs_is_killed_with_everything_it_started(fake: Path) -> None:
    fake.write_text("import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'while True: pass'])\n")
    with pytest.raises(PlanFileRefused, match="could not be converted within 1 seconds"):
        Converter(sys.executable, seconds=1).to_mspdi(b"plan", "mpp")


@pytest.mark.parametrize("job", ["import sys; sys.exit(3)", "import os; os.kill(os.getpid(), 9)", "pass"])
def test_a_job_that_fails_or_writes_nothing_is_a_refusal_of_the_file(fake: Path, job: str) -> None:
    fake.write_text(job)
    with pytest.raises(PlanFileRefused, match=r"not a \.xer plan"):
        Converter(sys.executable).to_mspdi(b"plan", "xer")


def test_a_result_beyond_bounds_is_refused(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converter, "MAX_RESULT_BYTES", 10)
    fake.write_text("import sys\nopen(sys.argv[2], 'w').write('x' * 11)\n")
    with pytest.raises(PlanFileRefused, match="larger than"):
        Converter(sys.executable).to_mspdi(b"plan", "mpp")


@needs_java
@needs_samples
@pytest.mark.parametrize("name", ["bug2.mpp", "mpp14baseline.mpp", "sf259.mpp", "PredecessorCalendar.xer"])
def test_a_real_file_becomes_the_plan_that_its_tool_saved(name: str) -> None:
    file = read_mspdi(REAL.to_mspdi((FILES / name).read_bytes(), name.rpartition(".")[2]))
    dates = schedule(file.plan)
    assert {key: (dates[key].start, dates[key].finish) for key in file.saved} == dict(file.saved)


@needs_java
def test_a_damaged_file_is_refused_by_the_real_converter() -> None:
    with pytest.raises(PlanFileRefused):
        REAL.to_mspdi(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"?" * 500, "mpp")

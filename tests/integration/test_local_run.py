"""What the person who types `make run` relies on."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import requests
from deploy.local.testing import System


@pytest.mark.xdist_group("local-run")
def test_a_second_start_keeps_the_data_and_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    system = System(tmp_path)
    system.start()
    first = system.demo
    manager = system.signed_in("Manager")
    made = manager.post(f"/v1/workspaces/{first['workspace_id']}/projects", name="Kept", start_on="2027-01-04")
    assert invitations(system) == 1
    assert system.stop() == 0
    system.start()
    assert system.demo["people"] == first["people"]
    names = [project["name"] for project in system.signed_in("Manager").get("/v1/projects")["projects"]]
    assert made["name"] in names
    assert names.count("Website relaunch") == 1
    assert invitations(system) == 1
    assert system.stop() == 0
    assert not any("not cleanly" in line for line in system.output)


@pytest.mark.xdist_group("local-run")
def test_two_instances_run_side_by_side_and_one_folder_has_one(tmp_path: Path) -> None:
    one, two = System(tmp_path / "one"), System(tmp_path / "two")
    one.start()
    two.start()
    assert one.demo["base_url"] != two.demo["base_url"]
    assert one.signed_in("Sponsor").get("/v1/me")["email"] == two.signed_in("Sponsor").get("/v1/me")["email"]
    intruder = System(tmp_path / "one")
    with pytest.raises(RuntimeError, match="in use by another instance"):
        intruder.start()
    assert one.stop() == 0
    assert two.stop() == 0


@pytest.mark.xdist_group("system")
def test_secrets_are_the_owners_alone_and_no_log_tells_one(system: System) -> None:
    readable = [
        path
        for path in [
            system.home,
            system.home / "demo.json",
            *system.home.glob("keys/*"),
            *system.home.glob("data/*.db"),
        ]
        if path.suffix != ".pub" and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert readable == []
    secrets = [path.read_text() for path in (system.home / "keys").glob("*.password")]
    secrets += [person["password"] for person in system.demo["people"]]
    logs = "\n".join(path.read_text() for path in (system.home / "logs").iterdir())
    assert secrets
    assert [secret for secret in secrets if secret in logs] == []


@pytest.mark.xdist_group("system")
def test_probes_and_the_description_of_the_api_are_public(system: System) -> None:
    base = system.demo["base_url"]
    http = requests.Session()
    http.trust_env = False
    assert http.get(f"{base}/healthz", timeout=5).status_code == 200
    assert http.get(f"{base}/readyz", timeout=5).status_code == 200
    described = http.get(f"{base}/openapi.json", timeout=5).json()
    assert described["openapi"].startswith("3.1")
    assert "/v1/projects/{project_id}/timeline" in described["paths"]
    page = http.get(base + "/", timeout=5, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def invitations(system: System) -> int:
    """How many invitations one demonstration contact has got."""
    return sum("/invitation#" in mail["text"] for mail in system.mails("tom@hartmann.example"))

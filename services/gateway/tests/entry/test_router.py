"""Addresses of the contract, found in one walk."""

import pytest

from inloop_gateway.entry.http.router import Router, TemplateUnusable

P = "01a20d4c-3bee-70b3-a6f4-b3744e32bf65"
C = "01a20d4c-3bee-70b3-a6f4-b3744e32bf66"


@pytest.fixture
def router() -> Router[str]:
    made: Router[str] = Router()
    for method, template in (
        ("GET", "/v1/projects"),
        ("GET", "/v1/projects/{project_id}"),
        ("PATCH", "/v1/projects/{project_id}"),
        ("POST", "/v1/projects/{project_id}/plan:edit"),
        ("POST", "/v1/projects/{project_id}/changes"),
        ("POST", "/v1/projects/{project_id}/changes:preview"),
        ("GET", "/v1/projects/{project_id}/changes/{change_id}"),
        ("POST", "/v1/projects/{project_id}/changes/{change_id}:approve"),
    ):
        made.add(method, template, f"{method} {template}")
    return made


def test_parameters_literals_and_verbs_are_told_apart(router: Router[str]) -> None:
    found = router.match(f"/v1/projects/{P}/changes/{C}:approve")
    assert found is not None
    assert found.values == {"project_id": P, "change_id": C}
    assert set(found.targets) == {"POST"}
    both = router.match(f"/v1/projects/{P}")
    assert both is not None
    assert set(both.targets) == {"GET", "PATCH"}
    edit = router.match(f"/v1/projects/{P}/plan:edit")
    assert edit is not None
    assert edit.values == {"project_id": P}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/",
        "/v1/projects/",
        f"/v1/projects/{P}/",
        f"/v1/projects/{P.upper()}",
        "/v1/projects/1",
        "/v1/projects/..",
        f"/v1/projects/{P}:approve",
        f"/v1/projects/{P}/changes/{C}:decline",
        f"/v1/projects/{P}/changes/{C}:approve:approve",
        f"/v1//projects/{P}",
        f"/v1/projects/{P}\n",
        "",
    ],
)
def test_what_no_route_declares_is_no_address(router: Router[str], path: str) -> None:
    assert router.match(path) is None


def test_two_routes_at_one_address_and_strange_templates_are_refused(router: Router[str]) -> None:
    for template in ("/v1/projects", "/v1/projects/{id}", "/v1/projects/{project_id=**}", "/v1/x{project_id}"):
        with pytest.raises(TemplateUnusable):
            router.add("GET", template, "twice")

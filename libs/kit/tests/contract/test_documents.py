import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from demo_protos import demo_files
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource

from inloop_kit.contract import access_page, all_files, events_page, lock, openapi
from inloop_kit.contract.__main__ import main, openapi_yaml
from inloop_kit.disclosure import encoder

ROOT = Path(__file__).resolve().parents[4]
SAID = {
    "kit_demo.v1.PlanService.GetPlan": "Reads a plan.",
    "kit_demo.v1.Task.name": "Its | name.",
    "kit_demo.v1.PlanMoved": "A plan changed.",
}
DOCUMENT = openapi(demo_files(), SAID)


def operation(path, verb):
    return DOCUMENT["paths"][path][verb]


def schema(name):
    """A validator of one component."""
    registry = Registry().with_resource("doc:", Resource.opaque(DOCUMENT))
    return Draft202012Validator({"$ref": f"doc:#/components/schemas/{name}"}, registry=registry)


def test_the_documents_of_the_demo_and_of_our_contract_are_valid_openapi():
    validate(DOCUMENT)
    validate(openapi(all_files()))


def test_an_operation_is_named_by_service_and_method_and_says_who_may_call_it():
    read = operation("/v1/projects/{project_id}/plan", "get")
    assert (read["operationId"], read["tags"], read["summary"]) == (
        "PlanService_GetPlan",
        ["PlanService"],
        "Reads a plan.",
    )
    assert read["x-inloop-requires"] == "READER level=ROADMAP scope=project_id"
    assert read["security"] == [{"session": []}, {"token": []}]
    assert operation("/v1/greeting", "get")["security"] == []


def test_fields_come_by_path_query_or_body_and_never_twice():
    names = [
        (one.get("name"), one.get("in")) for one in operation("/v1/projects/{project_id}/plan", "get")["parameters"]
    ]
    assert names[:3] == [("project_id", "path"), ("page_size", "query"), ("kinds", "query")]
    body = DOCUMENT["components"]["schemas"]["PutTaskRequest"]
    assert "project_id" not in body["properties"]
    assert "task_id" not in body["properties"]
    assert body["required"] == ["name", "kind", "minutes"]
    assert body["additionalProperties"] is False


def test_methods_between_services_have_no_path():
    assert not any("Resolve" in one["operationId"] for verbs in DOCUMENT["paths"].values() for one in verbs.values())


def test_mutating_operations_take_an_idempotency_key_and_reads_do_not():
    def takes_key(path, verb):
        return {"$ref": "#/components/parameters/IdempotencyKey"} in operation(path, verb)["parameters"]

    assert takes_key("/v1/projects/{project_id}/tasks/{task_id}:put", "post")
    assert takes_key("/v1/projects/{project_id}/plan", "delete")
    assert not takes_key("/v1/projects/{project_id}/plan", "get")


def test_every_refusal_is_a_problem():
    for verbs in DOCUMENT["paths"].values():
        for one in verbs.values():
            for status, answer in one["responses"].items():
                if status >= "400":
                    name = answer["$ref"].rsplit("/", 1)[1]
                    assert "application/problem+json" in DOCUMENT["components"]["responses"][name]["content"]


def test_bounds_are_keywords():
    body = DOCUMENT["components"]["schemas"]["PutTaskRequest"]["properties"]
    assert (body["minutes"]["minimum"], body["minutes"]["maximum"]) == (1, 100)
    assert (body["name"]["minLength"], body["name"]["maxLength"]) == (1, 20)
    assert body["tags"]["maxItems"] == 3
    assert body["password"]["writeOnly"] is True
    assert body["cost"] == {"$ref": "#/components/schemas/MoneyInput", "description": "Accepted from COMMERCIAL up."}


GOOD = {"name": "Build", "kind": "KIND_TASK", "minutes": 5}


@pytest.mark.parametrize(
    ("changed", "passes"),
    [
        ({}, True),
        ({"due_on": "2026-11-24"}, True),
        ({"due_on": ""}, True),
        ({"due_on": "2026-02-29"}, False),
        ({"text": "ab\ncd"}, True),
        ({"text": "a"}, False),
        ({"name": "a\nb"}, False),
        ({"name": ""}, False),
        ({"kind": "KIND_UNSPECIFIED"}, False),
        ({"minutes": 0}, False),
        ({"tags": ["B"]}, False),
        ({"by_days": 1, "to_on": "2026-11-24"}, False),
        ({"by_days": 1}, True),
        ({"extra": 1}, False),
        ({"steps": [{}]}, False),
    ],
)
def test_the_schema_of_a_request_takes_what_the_server_takes(changed, passes):
    assert schema("PutTaskRequest").is_valid({**GOOD, **changed}) is passes


def test_the_schema_of_an_answer_takes_what_the_encoder_writes_at_every_level_that_is_let_in():
    import json

    from demo_protos import message

    plan = message("Plan")(name="x", tasks=[{"id": "1", "cost": {"currency": "EUR", "minor_units": 5}, "percent": 0}])
    plan.tasks[0].start_at.seconds = 5
    for level in range(3, 8):
        schema("Plan").validate(json.loads(encoder(type(plan), level)(plan)))


def test_the_lock_says_each_rule_in_one_sorted_line():
    lines = lock(demo_files()).splitlines()[1:]
    assert lines == sorted(lines)
    assert (
        "method kit_demo.v1.PlanService.PutTask READER level=TIMELINE may=REQUEST_CHANGE scope=project_id writes | "
        "POST /v1/projects/{project_id}/tasks/{task_id}:put"
    ) in lines
    assert "field kit_demo.v1.Task.cost COMMERCIAL" in lines
    assert "write kit_demo.v1.PutTaskRequest.cost COMMERCIAL" in lines
    assert "event kit_demo.v1.PlanMoved topic=plan" in lines
    assert not any("Unruled" in line for line in lines)


def test_the_pages_name_every_method_field_and_event():
    access = access_page(demo_files(), SAID)
    assert (
        "| GetPlan | `GET /v1/projects/{project_id}/plan` | READER level=ROADMAP scope=project_id | Reads a plan. |"
        in access
    )
    assert "| name | text | SUMMARY | Its \\| name. |" in access
    assert "## kit_demo.v1.PlanMoved\n\nA plan changed.\n\nTopic: `plan`." in events_page(demo_files(), SAID)


@pytest.mark.parametrize(
    ("file", "made"),
    [
        ("proto/access.lock", lambda: lock(all_files())),
        ("docs/openapi.yaml", openapi_yaml),
        ("docs/access.md", lambda: access_page(all_files())),
        ("docs/events.md", lambda: events_page(all_files())),
    ],
)
def test_what_is_committed_is_what_the_contract_makes(file, made):
    assert (ROOT / file).read_text() == made(), "run `make proto`"


def test_the_generated_modules_are_those_of_the_protos(tmp_path):
    script = (
        "import importlib.util, sys, pathlib\n"
        "spec = importlib.util.spec_from_file_location('generate', sys.argv[1])\n"
        "generate = importlib.util.module_from_spec(spec); spec.loader.exec_module(generate)\n"
        "generate.FOREIGN = pathlib.Path(sys.argv[2], 'foreign')\n"
        "generate.TARGET = pathlib.Path(sys.argv[2], 'inloop')\n"
        "raise SystemExit(generate.main([]))\n"
    )
    subprocess.run([sys.executable, "-c", script, ROOT / "libs/contracts/generate.py", tmp_path], check=True)
    made, kept = tmp_path / "inloop", ROOT / "libs/contracts/src/inloop"
    texts = {path.relative_to(made): path.read_text() for path in made.rglob("*") if path.is_file()}
    committed = {
        path.relative_to(kept): path.read_text()
        for path in kept.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert texts == committed, "run `make proto`"


def test_the_command_line_writes_files_and_explains_itself(tmp_path, capsys):
    assert main(["openapi", str(tmp_path / "openapi.yaml")]) == 0
    assert yaml.safe_load((tmp_path / "openapi.yaml").read_text())["openapi"] == "3.1.0"
    assert main(["docs", str(tmp_path)]) == 0
    assert (tmp_path / "access.md").read_text().startswith("<!-- Generated")
    assert main(["nonsense"]) == 2
    assert "python -m inloop_kit.contract check" in capsys.readouterr().err

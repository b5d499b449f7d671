import itertools

import pytest
from demo_protos import compile_files, demo_files

from inloop_kit.contract import all_files, problems

SERIAL = itertools.count()
HEAD = """syntax = "proto3";
package {package};
import "google/api/annotations.proto";
import "google/protobuf/timestamp.proto";
import "inloop/options/v1/access.proto";
import "inloop/types/v1/money.proto";
"""
READER = 'option (inloop.options.v1.requires) = {audience: AUDIENCE_READER level: LEVEL_TIMELINE scope: "project_id"};'
READ = "option idempotency_level = NO_SIDE_EFFECTS;"
GET = 'option (google.api.http) = {get: "/v1/projects/{project_id}/things"};'
ID = "string project_id = 1 [(inloop.options.v1.bounds) = {required: true format: FORMAT_ID}];"
SEEN = "[(inloop.options.v1.visible_from) = LEVEL_TIMELINE]"


@pytest.fixture
def found(tmp_path):
    """Problems of a contract written in the test: body of the method, the request, the answer, and what else."""

    def find(method=GET + READ + READER, request=ID, answer=f"string a = 1 {SEEN};", more="", stream=""):
        package = f"kit_wrong{next(SERIAL)}"
        text = HEAD.format(package=package) + (
            f"service S {{ rpc R(Ask) returns ({stream} Answer) {{ {method} }} }}\n"
            f"message Ask {{ {request} }}\nmessage Answer {{ {answer} }}\n{more}"
        )
        folder = tmp_path / package
        folder.mkdir()
        (folder / f"{package}.proto").write_text(text)
        return [one.removeprefix(package + ".") for one in problems(compile_files(folder, f"{package}.proto"))]

    return find


def test_a_sound_contract_has_no_problems(found):
    assert found() == []
    assert problems(demo_files()) == []


def test_our_own_contract_has_no_problems():
    assert problems(all_files()) == []


POST = 'option (google.api.http) = {post: "/v1/projects/{project_id}/things" body: "*"};'


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"method": GET + READ}, "S.R does not say who may call it"),
        ({"request": ID.replace(" format: FORMAT_ID", "")}, "S.R: the path field project_id must be an id"),
        ({"method": READ + READER}, "S.R: has no route"),
        ({"method": GET + READER}, "S.R: GET needs idempotency_level = NO_SIDE_EFFECTS"),
        ({"method": POST.replace(' body: "*"', "") + READER}, 'S.R: POST needs body: "*"'),
        (
            {"method": GET.replace("/v1/", "/v2/") + READ + READER},
            "S.R: the path /v2/projects/{project_id}/things must",
        ),
        ({"method": GET.replace("{project_id}/", "") + READ + READER}, "S.R: the route must carry {project_id}"),
        ({"method": GET.replace("/things", "/{thing_id}") + READ + READER}, "S.R: the request has no field thing_id"),
        ({"method": GET + READ + READER.replace("project_id", "client_id")}, "S.R: `scope` must be one of"),
        ({"method": GET + READ + READER.replace('scope: "project_id"', "")}, "S.R: needs a `scope`"),
        ({"method": GET + READ + READER.replace("level: LEVEL_TIMELINE", "")}, "S.R: readers need a `level`"),
        ({"method": GET + READ + READER.replace("level:", "role: ROLE_OWNER level:")}, "S.R: `role` is for staff"),
        ({"method": GET + READ + READER.replace("level:", 'services: ["x"] level:')}, "S.R: `services` names"),
        (
            {"method": GET + READ + READER.replace("LEVEL_TIMELINE", "LEVEL_ROADMAP")},
            "S.R: a caller at ROADMAP is let in",
        ),
        (
            {"method": GET + READ + READER.replace("level:", "hand_routed: true level:")},
            "S.R: a method between services",
        ),
        ({"stream": "stream"}, "S.R: streams are not part"),
        ({"request": "string project_id = 1;"}, "S.R: the request field project_id must be required"),
        ({"request": ID + "inloop.types.v1.Money sum = 2;"}, "S.R: the field sum cannot come in a query string"),
        ({"request": ID + "bytes a = 2;"}, "Ask.a: bytes need a max_len"),
        ({"request": ID + "float a = 2;"}, "Ask.a: float loses digits"),
        ({"request": ID + "bool a = 2 [(inloop.options.v1.bounds) = {required: true}];"}, "Ask.a: `required` needs"),
        (
            {"request": ID + "int32 a = 2 [(inloop.options.v1.bounds) = {max_len: 3 multiline: true}];"},
            "Ask.a: min_len",
        ),
        ({"request": ID + "string a = 2 [(inloop.options.v1.bounds) = {gte: 3}];"}, "Ask.a: gte and lte are"),
        ({"request": ID + "int32 a = 2 [(inloop.options.v1.bounds) = {gte: 3 lte: 2}];"}, "Ask.a: no value keeps"),
        ({"request": ID + 'string a = 2 [(inloop.options.v1.bounds) = {pattern: "("}];'}, "Ask.a: the pattern is not"),
        ({"request": ID + "string a = 2 [(inloop.options.v1.bounds) = {max_items: 2}];"}, "Ask.a: max_items"),
        ({"answer": "string a = 1;"}, "Answer.a does not say from which level it is visible"),
        ({"answer": f"Inner a = 1 {SEEN};", "more": "message Inner { string b = 1; }"}, "Inner.b does not say"),
        ({"answer": f"map<int32, string> a = 1 {SEEN};"}, "Answer.a: the keys of a map are strings"),
        (
            {"answer": f"string a = 1 {SEEN}; string b = 2 {SEEN.replace('TIMELINE', 'DETAIL')};"},
            "Answer.b is visible from DETAIL, above the lowest level of its message: it must be `optional`",
        ),
        (
            {
                "answer": f"Inner a = 1 {SEEN};",
                "more": f"message Inner {{ string b = 1 {SEEN.replace('TIMELINE', 'STAFF')}; }}",
            },
            "Answer.a is visible from TIMELINE, but nothing of Inner is below STAFF",
        ),
        (
            {"answer": f"Inner a = 1 {SEEN};", "more": f"message Inner {{ Inner b = 1 {SEEN}; }}"},
            "Inner holds itself",
        ),
        (
            {
                "more": "message Moved { option (inloop.options.v1.announces) = {}; "
                f"inloop.types.v1.Money sum = 1 {SEEN}; }}"
            },
            "Moved.sum: an event carries no sums",
        ),
        (
            {"more": "message Moved { option (inloop.options.v1.announces) = {}; string a = 1; }"},
            "Moved.a does not say from which level",
        ),
    ],
)
def test_a_problem_is_a_sentence_that_begins_with_whose_it_is(found, changed, problem):
    assert [one for one in found(**changed) if problem in one], found(**changed)


def test_two_methods_cannot_have_one_route(found):
    other = GET.replace("{project_id}", "{other_id}") + READ
    more = (
        f"service T {{ rpc R(Ask2) returns (Answer) {{ {other} option (inloop.options.v1.requires) = "
        "{audience: AUDIENCE_ACCOUNT}; } }\n"
        "message Ask2 { string other_id = 1 [(inloop.options.v1.bounds) = {required: true}]; }"
    )
    assert [one for one in found(more=more) if "another method has the route" in one]

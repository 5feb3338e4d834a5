"""Parts of an answer that come later, for clients that take them; the whole one for all others."""

from typing import Any

import httpx
import pytest

from tests.support.api import Api
from tests.support.hashes import persisted, sha256
from tests.support.make import Make
from tests.support.streamed import EVENTS, MULTIPART, ask, events, parts, put_together

PEOPLE = """
query People($later: Boolean = true) {
  profiles { totalCount nodes { firstName ...Work @defer(if: $later, label: "work") } }
}
fragment Work on Profile { jobs { title } }
"""
WHOLE = {
    "profiles": {
        "totalCount": 2,
        "nodes": [
            {"firstName": "Bo", "jobs": []},
            {"firstName": "Ada", "jobs": [{"title": "Analyst"}]},
        ],
    }
}
FIRST = {"profiles": {"totalCount": 2, "nodes": [{"firstName": "Bo"}, {"firstName": "Ada"}]}}
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, "
    "text/event-stream, multipart/mixed"
)
APOLLO = (
    "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9"
)


@pytest.fixture
def api(api: Api, make: Make) -> Api:
    """With two people, one of whom has a job."""
    make.job(make.profile(first_name="Ada"), title="Analyst")
    make.profile(first_name="Bo")
    return api


def check(answers: list[dict[str, Any]]) -> None:
    """Two parts, in the newer form and in the earlier one."""
    first, second = answers
    paths = [["profiles", "nodes", number] for number in range(2)]
    assert first == {
        "data": FIRST,
        "pending": [{"id": str(n), "path": p, "label": "work"} for n, p in enumerate(paths)],
        "hasNext": True,
    }
    assert second == {
        "incremental": [
            {"id": str(n), "path": path, "label": "work", "data": {"jobs": person["jobs"]}}
            for n, (path, person) in enumerate(zip(paths, WHOLE["profiles"]["nodes"], strict=True))
        ],
        "completed": [{"id": "0"}, {"id": "1"}],
        "hasNext": False,
    }
    assert put_together(answers) == WHOLE


@pytest.mark.parametrize(
    "accept",
    [
        "multipart/mixed",
        MULTIPART,
        APOLLO,
        URQL,
        "multipart/mixed;q=0.1, application/json",
        "multipart/mixed, text/event-stream",
        "multipart/mixed;q=0.5, text/event-stream;q=0.4",
    ],
)
def test_who_takes_several_bodies_gets_them_in_one(api: Api, accept: str) -> None:
    check(parts(ask(api, PEOPLE, accept)))


@pytest.mark.parametrize(
    "accept",
    [
        EVENTS,
        "text/event-stream, application/json",
        "multipart/mixed;q=0.5, text/event-stream",
        "multipart/mixed;q=0, text/event-stream;q=0.1, */*",
    ],
)
def test_who_takes_events_gets_one_for_each_part(api: Api, accept: str) -> None:
    check(events(ask(api, PEOPLE, accept)))


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "application/graphql-response+json",
        "*/*",
        "multipart/*, text/*, application/json",
        "multipart/mixed;q=0, text/event-stream;q=0, application/json",
        "multipart/form-data, application/json",
    ],
)
def test_everybody_else_gets_the_whole_at_once(api: Api, accept: str) -> None:
    response = ask(api, PEOPLE, accept)
    assert response.headers["content-type"].startswith("application/")
    assert response.json() == {"data": WHOLE}


def test_whether_it_comes_later_may_be_a_variable(api: Api) -> None:
    check(parts(ask(api, PEOPLE, MULTIPART, {"later": True})))
    at_once = ask(api, PEOPLE, MULTIPART, {"later": False})
    assert parts(at_once) == [{"data": WHOLE, "hasNext": False}]
    for later in (True, False):
        assert ask(api, PEOPLE, "application/json", {"later": later}).json() == {"data": WHOLE}


def test_a_get_and_a_hash_are_answered_in_parts_too(api: Api) -> None:
    accept = {"Accept": MULTIPART}
    check(parts(api.request("GET", "/graphql", params={"query": PEOPLE}, headers=accept)))
    for parameters in (persisted(sha256(PEOPLE), query=PEOPLE), persisted(sha256(PEOPLE))):
        check(parts(api.request("POST", "/graphql", json=parameters, headers=accept)))


def test_a_batch_is_answered_whole(api: Api) -> None:
    headers = {"Accept": f"{MULTIPART}, {EVENTS}"}
    response = api.request("POST", "/graphql", json=[{"query": PEOPLE}] * 2, headers=headers)
    assert response.json() == [{"data": WHOLE}] * 2


def test_parts_of_parts_come_later_still(api: Api) -> None:
    document = """{ profiles(first: 5) { nodes {
      firstName ... @defer(label: "work") { jobs { title ... @defer(label: "firm") { company } } }
    } } }"""
    answers = parts(ask(api, document))
    assert [answer["hasNext"] for answer in answers] == [True] * (len(answers) - 1) + [False]
    labels = [piece["label"] for answer in answers[1:] for piece in answer.get("incremental", ())]
    assert labels == ["work", "work", "firm"]
    nodes = put_together(answers)["profiles"]["nodes"]
    assert nodes[1] == {"firstName": "Ada", "jobs": [{"title": "Analyst", "company": "Engines"}]}


@pytest.mark.parametrize(
    "document",
    [
        '{ profiles(search: "@defer") { totalCount } }',
        "{ profiles { totalCount } } # @stream",
        "query defer { stream: profiles { totalCount } }",
        "{ profiles @ #" + "#" * 5000 + "\n skip(if: false) { totalCount } }",
    ],
)
def test_a_document_that_only_speaks_of_it_is_answered_at_once(api: Api, document: str) -> None:
    assert ask(api, document).headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("gap", ["", " ", ",", "\n", "\ufeff", " # a comment\r", "#\n,#\n"])
def test_whatever_stands_between_the_sign_and_the_name(api: Api, gap: str) -> None:
    document = f"{{ ... @{gap}defer {{ profiles {{ totalCount }} }} __typename }}"
    assert put_together(parts(ask(api, document)))["profiles"] == {"totalCount": 2}
    assert ask(api, document, "application/json").json()["data"]["profiles"] == {"totalCount": 2}


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{", {}),
        ("{ ... @defer { nothing } }", {}),
        ("mutation { ... @defer { logout { errors { code } } } }", {}),
        ("{ profiles @stream { totalCount } }", {}),
        ("query ($x: Boolean!) { ... @defer(if: $x) { profiles { totalCount } } }", {}),
        ("subscription { myProfileChanged { ... @defer { kind } } }", {}),
    ],
)
@pytest.mark.parametrize("accept", [MULTIPART, f"{EVENTS}, application/json", "application/json"])
def test_what_cannot_be_run_is_an_error_with_a_code(
    api: Api, document: str, variables: dict[str, Any], accept: str
) -> None:
    (answer,) = read(ask(api, document, accept, variables))
    assert answer.keys() - {"hasNext"} == {"errors"}
    for error in answer["errors"]:
        assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR"


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ profiles { nodes @stream(initialCount: -1) { id } } }", {}),
        ("query ($x: Int!) { profiles { nodes @stream(initialCount: $x) { id } } }", {"x": -1}),
        ("query ($x: Int) { profiles { nodes @stream(initialCount: $x) { id } } }", {"x": None}),
        ("query ($x: Boolean) { ... @defer(if: $x) { __typename } me { id } }", {"x": None}),
    ],
)
@pytest.mark.parametrize("accept", [MULTIPART, EVENTS])
def test_a_directive_that_makes_no_sense_is_bad_input(
    api: Api, document: str, variables: dict[str, Any], accept: str
) -> None:
    (answer,) = read(ask(api, document, accept, variables))
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


def read(response: httpx.Response) -> list[dict[str, Any]]:
    """The answers in a response of whatever kind."""
    kind = response.headers["content-type"].partition(";")[0]
    readers = {"multipart/mixed": parts, "text/event-stream": events}
    return readers[kind](response) if kind in readers else [response.json()]

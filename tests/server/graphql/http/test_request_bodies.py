"""Bodies that hold no operation are refused in JSON, and never with a 500."""

import gzip
import json
from typing import Any

import pytest

from tests.support.api import Api

JSON = {"Content-Type": "application/json"}
NAME = "query N($text: String) { profiles(search: $text) { totalCount } }"

ODD_BODIES = [
    b"",
    b"null",
    b"1",
    b'"x"',
    b"[]",
    b"[[]]",
    b"[1]",
    b"[null]",
    b"\xff\xfe",
    b'{"query": "\xff"}',
    '{"query": "{ __typename }"}'.encode("utf-16"),
    b"{",
    b"{}",
    b"NaN",
    b'{"query": "{ __typename }", "variables": {"x": NaN}}',
    b'{"query": "{ __typename }", "variables": {"x": -Infinity}}',
    b'{"query": "{ __typename }"} {}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"query": ' + b"9" * 5000 + b"}",
    b'{"query": null}',
    b'{"query": ""}',
    b'{"query": 1}',
    b'{"query": ["{ __typename }"]}',
    b'{"documentId": 1}',
    b'{"query": "{ __typename }", "variables": []}',
    b'{"query": "{ __typename }", "variables": "{}"}',
    b'{"query": "{ __typename }", "operationName": 1}',
    b'{"query": "{ __typename }", "extensions": []}',
    b'{"query": "{ __typename }", "extensions": {"persistedQuery": 1}}',
    b'{"query": "{ __typename }", "extensions": {"persistedQuery": {"version": 1}}}',
]


@pytest.mark.parametrize("body", ODD_BODIES, ids=lambda body: repr(body[:40]))
def test_an_odd_body_is_a_bad_request(api: Api, body: bytes) -> None:
    response = api.request("POST", "/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert response.json().keys() == {"errors"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"\xef\xbb\xbf{}", "The request begins with a byte order mark (BOM): leave it out."),
        ('{"query": "{ a }"}'.encode("utf-16"), "The request is in UTF-16: send JSON in UTF-8."),
        ('{"query": "{ a }"}'.encode("utf-16-be"), "The request is in UTF-16: send JSON in UTF-8."),
        ('{"query": "{ a }"}'.encode("utf-32"), "The request is in UTF-32: send JSON in UTF-8."),
        ('{"query": "é"}'.encode("latin-1"), "The request is not UTF-8, from byte 12 on."),
        (gzip.compress(b"{}", mtime=0), "The request is not UTF-8, from byte 2 on."),
        (b"", "The request is not valid JSON, from line 1, column 1 on."),
        (b'{"query": "{ a }"} {}', "The request is not valid JSON, from line 1, column 20 on."),
        (b'{\n"query": }', "The request is not valid JSON, from line 2, column 10 on."),
        (b'{"variables": NaN}', "The request is not valid JSON: NaN is no number there."),
        (b"[-Infinity]", "The request is not valid JSON: -Infinity is no number there."),
    ],
)
def test_what_is_no_json_is_told_what_it_is(api: Api, body: bytes, sentence: str) -> None:
    response = api.request("POST", "/graphql", content=body, headers=JSON)
    assert (response.status_code, response.json()["errors"][0]["message"]) == (400, sentence)


def test_the_variables_of_an_address_are_json_too(api: Api) -> None:
    params = {"query": "{ __typename }", "variables": "\ufeff{}"}
    response = api.request("GET", "/graphql", params=params)
    assert response.status_code == 400
    assert "byte order mark" in response.json()["errors"][0]["message"]


def answer(api: Api, body: str) -> tuple[int, Any]:
    response = api.request("POST", "/graphql", content=body.encode(), headers=JSON)
    return response.status_code, response.json()


def test_of_a_key_that_comes_twice_the_last_one_counts(api: Api) -> None:
    body = '{"query": "{", "query": "{ __typename }", "variables": 1, "variables": null}'
    assert answer(api, body) == (200, {"data": {"__typename": "Query"}})


def test_parameters_that_nobody_knows_are_ignored(api: Api) -> None:
    body = '{"query": "{ __typename }", "id": 1, "operationName": null, "extensions": {"a": 1}}'
    assert answer(api, body) == (200, {"data": {"__typename": "Query"}})


def test_an_empty_name_is_none(api: Api) -> None:
    body = '{"query": "query A { __typename }", "operationName": ""}'
    assert answer(api, body) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    "value",
    ['"\\ud800"', '{"a": "\\udc00"}', "123456789012345678901234567890", "1e999", '"\\u0000"'],
)
def test_what_json_holds_and_a_field_does_not_is_refused_by_the_field(api: Api, value: str) -> None:
    status, body = answer(api, f'{{"query": {json.dumps(NAME)}, "variables": {{"text": {value}}}}}')
    assert status == 200
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_USER_INPUT"]


def test_lone_surrogates_in_a_document_are_a_syntax_error(api: Api) -> None:
    for document in ("{ __typename } # \\ud800", '{ nodes(ids: [\\"\\ud800\\"]) { id } }'):
        status, body = answer(api, f'{{"query": "{document}"}}')
        codes = [error["extensions"]["code"] for error in body["errors"]]
        assert (status, codes) == (200, ["GRAPHQL_PARSE_FAILED"])


@pytest.mark.parametrize("depth", [50, 300, 900, 5000])
def test_deep_variables_are_refused(api: Api, depth: int) -> None:
    deep = '{"not":' * depth + "{}" + "}" * depth
    query = "query ($f: ProfileFilter) { profiles(filter: $f) { totalCount } }"
    status, body = answer(api, f'{{"query": "{query}", "variables": {{"f": {deep}}}}}')
    (error,) = body["errors"]
    assert (status, error["extensions"]["code"]) in {(200, "BAD_USER_INPUT"), (400, "BAD_REQUEST")}

"""Only JSON in UTF-8 is read: a page of another origin cannot send it without asking first."""

import gzip
import zlib

import pytest

from tests.support.api import Api

BODY = b'{"query": "{ __typename }"}'
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/graphql-response+json",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        'application/json; charset="utf-16"',
        "text/plain; x=application/json",
        "text/plain, application/json",
    ],
)
def test_any_other_content_type_is_refused(api: Api, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type is not None else {}
    response = api.request("POST", "/graphql", content=BODY, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (415, "application/json")
    assert response.headers["accept"] == "application/json"
    (error,) = response.json()["errors"]
    assert error["message"].startswith(
        "Send JSON in UTF-8, with the content type `application/json`"
    )
    assert error["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        " application/json ;charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json; profile=x; charset=utf-8",
        "application/json;odata=verbose",
        "application/json; charset=utf8",
    ],
)
def test_json_in_utf_8_is_read_however_it_is_written(api: Api, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    response = api.request("POST", "/graphql", content=BODY, headers=headers)
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("GZIP", gzip.compress(BODY, mtime=0)),
        ("x-gzip", gzip.compress(BODY, mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("br", BODY),
        ("zstd", BODY),
        ("gzip, identity", gzip.compress(BODY, mtime=0)),
        ("identity, gzip", gzip.compress(BODY, mtime=0)),
        ("nonsense", BODY),
    ],
)
def test_a_body_that_is_encoded_is_refused_by_name(api: Api, encoding: str, body: bytes) -> None:
    headers = {**JSON, "Content-Encoding": encoding}
    response = api.request("POST", "/graphql", content=body, headers=headers)
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")
    (error,) = response.json()["errors"]
    assert error == {
        "message": f"The body is encoded ({encoding.lower()}): send it as it is.",
        "extensions": {"code": "BAD_REQUEST"},
    }


@pytest.mark.parametrize("encoding", ["identity", "Identity", ""])
def test_an_encoding_that_is_none_changes_nothing(api: Api, encoding: str) -> None:
    headers = {**JSON, "Content-Encoding": encoding}
    response = api.request("POST", "/graphql", content=BODY, headers=headers)
    assert response.json() == {"data": {"__typename": "Query"}}


def test_of_a_long_encoding_the_beginning_is_repeated(api: Api) -> None:
    headers = {**JSON, "Content-Encoding": "x" * 5000}
    response = api.request("POST", "/graphql", content=BODY, headers=headers)
    assert response.status_code == 415
    assert len(response.content) < 200

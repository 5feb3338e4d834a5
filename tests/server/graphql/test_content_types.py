"""Only JSON in UTF-8 is read: a page of another origin cannot send it without asking first."""

import pytest

from tests.support.api import Api

BODY = b'{"query": "{ __typename }"}'


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
    (error,) = response.json()["errors"]
    assert error == {
        "message": "Send JSON in UTF-8, with the content type `application/json`.",
        "extensions": {"code": "BAD_REQUEST"},
    }


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        " application/json ;charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json; profile=x; charset=utf-8",
        "application/json;odata=verbose",
    ],
)
def test_json_in_utf_8_is_read_however_it_is_written(api: Api, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    response = api.request("POST", "/graphql", content=BODY, headers=headers)
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})

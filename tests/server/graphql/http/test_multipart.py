"""Operations with files, by the GraphQL multipart request specification."""

import json
from encodings.aliases import aliases
from typing import Any

import httpx
import pytest

from db.models import Profile
from server.headers import PREFLIGHT_HEADERS
from tests.support.api import Api
from tests.support.pictures import LEAVE, UPLOAD, form, picture

PLAIN = {"query": "{ __typename }"}
REFUSED = ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST")
NO_NULL = "Each path in `map` leads to a null in `variables`."


def send(api: Api, token: str | None, sent: dict[str, Any], headers: dict[str, str] = LEAVE) -> Any:
    signed = {"Authorization": f"Bearer {token}"} if token else {}
    return api.request("POST", "/graphql", headers=headers | signed, **sent)


def refused(response: Any, status: int) -> str:
    """The sentence of a refusal."""
    body = response.json()
    assert response.status_code == status, body
    assert body.keys() == {"errors"}
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    return error["message"]


@pytest.mark.parametrize("header", PREFLIGHT_HEADERS)
def test_a_header_that_needs_leave_says_that_no_form_of_another_origin_sent_it(
    api: Api, token: str, profile: Profile, header: str
) -> None:
    sent = form({"query": UPLOAD, "variables": {"id": profile.id}}, picture())
    assert PREFLIGHT_HEADERS[0] in refused(send(api, token, sent, {}), 415)
    refused(send(api, token, sent, {header: ""}), 415)
    body = send(api, token, sent, {header: "1"}).json()
    assert body["data"]["uploadProfilePicture"]["errors"] == []


def test_pages_that_are_let_in_may_send_the_header(api_with: Any) -> None:
    api = api_with(cors_origins="https://app.example.com")
    for header in PREFLIGHT_HEADERS:
        asked = {
            "Origin": "https://app.example.com",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": header,
        }
        assert api.request("OPTIONS", "/graphql", headers=asked).status_code == 200


def test_an_operation_of_a_batch_has_a_file(api: Api, token: str, profile: Profile) -> None:
    operation = {"query": UPLOAD, "variables": {"id": profile.id, "picture": None}}
    sent = form([PLAIN, operation], picture(), places={"0": ["1.variables.picture"]})
    plain, uploaded = send(api, token, sent).json()
    assert plain == {"data": {"__typename": "Query"}}
    assert uploaded["data"]["uploadProfilePicture"]["errors"] == []


def test_one_file_may_go_to_two_places(api: Api, token: str, profile: Profile) -> None:
    document = """
    mutation ($id: ID!, $one: Upload!, $two: Upload!) {
      a: uploadProfilePicture(id: $id, picture: $one) { errors { code } }
      b: uploadProfilePicture(id: $id, picture: $two) { errors { code } }
    }
    """
    asked = {"query": document, "variables": {"id": profile.id, "one": None, "two": None}}
    places = {"0": ["variables.one", "variables.two"]}
    body = send(api, token, form(asked, picture(), places=places)).json()
    assert body == {"data": {"a": {"errors": []}, "b": {"errors": []}}}


@pytest.mark.parametrize(
    ("operations", "places", "sentence"),
    [
        ("{", {"0": ["variables.picture"]}, "The request is not valid JSON"),
        (PLAIN, "{", "The request is not valid JSON"),
        (PLAIN, [], "`map` is an object"),
        (PLAIN, None, "`map` is an object"),
        (PLAIN, {"0": "variables.picture"}, "`map` is an object"),
        (PLAIN, {"0": []}, "`map` is an object"),
        (PLAIN, {"0": [1]}, "`map` is an object"),
        (PLAIN, {}, "Each file of the form is named in `map`"),
        (PLAIN, {"1": ["variables.picture"]}, "Each file of the form is named in `map`"),
        (PLAIN, {"0": ["variables.a"], "1": ["variables.b"]}, "Each file of the form is named"),
        (PLAIN, {"0": ["variables.picture"] * 21}, "`map` has at most 20 paths"),
        (PLAIN, {"0": ["variables" + ".a" * 100]}, "`map` has at most 20 paths of 200 characters"),
        (PLAIN, {"0": ["variables.picture"]}, NO_NULL),
        (PLAIN, {"0": ["query"]}, NO_NULL),
        (PLAIN, {"0": [""]}, NO_NULL),
        (PLAIN, {"0": ["variables"]}, NO_NULL),
        ({"variables": None, **PLAIN}, {"0": ["variables"]}, "`variables` must be an object"),
        ({"variables": {"a": 1}, **PLAIN}, {"0": ["variables.a"]}, NO_NULL),
        ({"variables": {"a": [1]}, **PLAIN}, {"0": ["variables.a.1"]}, NO_NULL),
        ({"variables": {"a": [1]}, **PLAIN}, {"0": ["variables.a.-1"]}, NO_NULL),
        ({"variables": {"a": [1]}, **PLAIN}, {"0": ["variables.a.x"]}, NO_NULL),
        ({"extensions": {"a": None}, **PLAIN}, {"0": ["extensions.a"]}, NO_NULL),
        ("null", {"0": ["variables.picture"]}, NO_NULL),
        ("[]", {"0": ["0.variables.picture"]}, NO_NULL),
        ([PLAIN], {"0": ["variables.picture"]}, NO_NULL),
    ],
)
def test_a_form_of_another_shape_is_refused(
    api: Api, token: str, operations: Any, places: Any, sentence: str
) -> None:
    places = "null" if places is None else places
    assert refused(send(api, token, form(operations, picture(), places=places)), 400).startswith(
        sentence
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing of the kind",
        b"--b\r\n\r\n",
        b'--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{}',
        b'--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{}\r\n--b--\r\n',
        b"--b\r\nContent-Disposition: form-data\r\n\r\n{}\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--b--\r\n',
    ],
)
@pytest.mark.parametrize("boundary", ["; boundary=b", "; boundary=", "", "; charset=x; boundary=b"])
def test_what_is_no_form_is_refused(api: Api, body: bytes, boundary: str) -> None:
    headers = LEAVE | {"Content-Type": f"multipart/form-data{boundary}"}
    refused(api.request("POST", "/graphql", content=body, headers=headers), 400)


@pytest.mark.parametrize("charset", sorted({*aliases.values(), "undefined", "idna", "no such"}))
def test_no_charset_of_a_form_changes_how_it_is_read(
    api: Api, token: str, profile: Profile, charset: str
) -> None:
    asked = {"query": UPLOAD, "variables": {"id": profile.id, "picture": None}}
    fields = {"operations": asked, "map": {"\u00e9": ["variables.picture"]}}
    parts = [
        (name, (None, json.dumps(value, ensure_ascii=False).encode()))
        for name, value in fields.items()
    ]
    files: Any = [*parts, ("\u00e9", ("a", b"no picture"))]
    request = httpx.Request("POST", "http://test", files=files)
    content_type = f"{request.headers['Content-Type']}; charset={charset}"
    headers = LEAVE | {"Content-Type": content_type, "Authorization": f"Bearer {token}"}
    body = api.request("POST", "/graphql", content=request.read(), headers=headers).json()
    (error,) = body["data"]["uploadProfilePicture"]["errors"]
    assert error["path"] == ["picture"]


@pytest.mark.parametrize(
    "accept", ["application/json", "text/event-stream", "multipart/mixed, */*"]
)
@pytest.mark.parametrize(
    "document",
    [
        "subscription ($picture: Boolean!) { myProfileChanged { kind @include(if: $picture) } }",
        "mutation ($picture: Int!) { logoutEverywhere: logout @skip(if: $picture) { __typename } }",
        "query ($picture: [Boolean!]) { profiles(ids: $picture) { totalCount } }",
        "query ($picture: ProfileFilter) { profiles(filter: $picture) { totalCount } }",
    ],
)
def test_a_file_where_none_goes_is_told_by_name(
    api: Api, token: str, document: str, accept: str
) -> None:
    sent = form({"query": document}, picture())
    body = send(api, token, sent, LEAVE | {"Accept": accept}).text
    assert "INTERNAL_SERVER_ERROR" not in body
    assert any(code in body for code in REFUSED)


def test_a_map_is_short(api: Api, token: str) -> None:
    places = {str(number): [""] for number in range(20_000)}
    assert refused(send(api, token, form(PLAIN, picture(), places=places)), 400) == (
        "`map` has at most 8000 bytes."
    )


def test_a_form_has_so_many_parts(api: Api, token: str) -> None:
    places = {str(n): ["variables.picture"] for n in range(11)}
    sent = form(PLAIN, *[b"x"] * 11, places=places)
    assert "at most 10 files" in refused(send(api, token, sent), 400)
    sent["files"] = [("operations", (None, "{}"))] * 5
    assert "no form" in refused(send(api, token, sent), 400)


def test_strangers_send_no_more_than_in_json(api: Api, token: str, profile: Profile) -> None:
    asked = {"query": UPLOAD, "variables": {"id": profile.id}}
    large = form(asked, b"x" * 2 * 1024 * 1024)
    assert "1048576 bytes" in refused(send(api, None, large), 413)
    assert "1048576 bytes" in refused(send(api, "no token", large), 413)
    assert send(api, token, large).status_code == 200
    larger = form(asked, b"x" * 7 * 1024 * 1024)
    assert "6291456 bytes" in refused(send(api, token, larger), 413)


def test_the_operations_are_no_longer_than_in_json(api: Api, token: str) -> None:
    sent = form({"query": "#" * 1024 * 1024 + "\n{ __typename }"}, picture())
    assert "no form" in refused(send(api, token, sent), 400)


@pytest.mark.parametrize("value", ["a text", 1, True, {}, [], ["x"], "data:image/png;base64,AA=="])
def test_nothing_that_json_can_say_is_a_file(
    api: Api, token: str, profile: Profile, value: Any
) -> None:
    assert api.codes(UPLOAD, {"id": profile.id, "picture": value}, token) == ["BAD_USER_INPUT"]
    inline = UPLOAD.replace(", $picture: Upload!", "").replace("$picture", json.dumps("a text"))
    assert api.codes(inline, {"id": profile.id}, token) == ["GRAPHQL_VALIDATION_FAILED"]


def test_a_file_is_no_text(api: Api, token: str) -> None:
    document = "query ($picture: String) { profiles(search: $picture) { totalCount } }"
    body = send(api, token, form({"query": document}, picture())).json()
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_the_same_key_is_another_question_with_another_file(
    api: Api, token: str, profile: Profile
) -> None:
    document = UPLOAD.replace("picture: $picture) {", 'picture: $picture) @idempotent(key: "k") {')
    asked = {"query": document, "variables": {"id": profile.id}}
    one, two = picture(), picture("JPEG")
    first = send(api, token, form(asked, one)).json()["data"]["uploadProfilePicture"]
    again = send(api, token, form(asked, one)).json()["data"]["uploadProfilePicture"]
    other = send(api, token, form(asked, two)).json()["data"]["uploadProfilePicture"]
    assert first["errors"] == []
    assert again == first
    assert [error["code"] for error in other["errors"]] == ["IDEMPOTENCY_KEY_REUSED"]

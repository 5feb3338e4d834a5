"""A number of any length is answered with a clear error, and never with a 500."""

import hmac
import json
from typing import Any

import pytest

from tests.conftest import SECRET
from tests.support.api import Api
from tests.support.keys import claims, encode
from tests.support.make import Make

LONG = "7" * 5000
"""More digits than Python turns into an int."""
TOO_LARGE = "Int cannot represent non 32-bit signed integer value."
LIST = "{ profiles(first: %s) { totalCount } }"
PAGE = "{ profilesPage(page: %s) { total } }"
DEFAULT = "query ($first: Int = %s) { profiles(first: $first) { totalCount } }"
VARIABLE = "query ($first: Int) { profiles(first: $first) { totalCount } }"
JSON = {"Content-Type": "application/json"}

LITERALS = {
    "an id": ("{ profile(id: %s) { id } }", "`id` is not an id: ids are UUIDs."),
    "an id in a list": ("{ nodes(ids: [%s]) { id } }", "`ids.0` is not an id: ids are UUIDs."),
    "an id by default": (
        "query ($id: ID! = %s) { profile(id: $id) { id } }",
        "`id` is not an id: ids are UUIDs.",
    ),
    "a text": (
        "{ profiles(search: %s) { totalCount } }",
        "String cannot represent a non string value.",
    ),
    "a name": (
        "{ profiles(orderBy: [{field: %s}]) { totalCount } }",
        "Enum 'ProfileOrderField' cannot represent non-enum value.",
    ),
    "a truth": ("{ __typename @skip(if: %s) }", "Boolean cannot represent a non boolean value."),
    "a day": (
        "mutation { createProfile(input: {dateOfBirth: %s}) { errors { code } } }",
        "Expected value of type 'Date', "
        "but encountered error 'Date must be RFC 3339, as 2026-01-31.'.",
    ),
    "an object": (
        "mutation { createProfile(input: %s) { errors { code } } }",
        "Expected value of type 'CreateProfileInput' to be an object.",
    ),
}


def refused(api: Api, document: str, variables: dict[str, Any] | None = None) -> tuple[str, str]:
    """Code and message of the one error of a response."""
    response = api.run(api.post(document, variables))
    assert response.status_code == 200
    assert LONG[:50] not in response.text
    (error,) = response.json()["errors"]
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize("document", [LIST, PAGE, DEFAULT])
@pytest.mark.parametrize("number", ["2147483648", "-2147483649", "9" * 100, "-" + "9" * 4299])
def test_a_literal_beyond_32_bits_is_bad_input(api: Api, document: str, number: str) -> None:
    assert refused(api, document % number) == ("BAD_USER_INPUT", TOO_LARGE)


@pytest.mark.parametrize("document", [LIST, PAGE, DEFAULT])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_literal_of_5000_digits_is_bad_input_too(api: Api, document: str, sign: str) -> None:
    assert refused(api, document % (sign + LONG)) == ("BAD_USER_INPUT", TOO_LARGE)


@pytest.mark.parametrize("number", [f"{LONG}.5", f"1e{LONG}", f"1.5e-{LONG}", "1e400"])
def test_a_fraction_of_any_length_is_no_int(api: Api, number: str) -> None:
    assert refused(api, LIST % number) == (
        "GRAPHQL_VALIDATION_FAILED",
        "Int cannot represent non-integer value.",
    )


@pytest.mark.parametrize("what", LITERALS)
def test_a_long_literal_in_place_of_something_else_is_bad_input(api: Api, what: str) -> None:
    document, message = LITERALS[what]
    assert refused(api, document % LONG) == ("BAD_USER_INPUT", message)


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**63, -(10**18), 2**64 - 1, 10**19])
def test_a_variable_beyond_32_bits_is_bad_input(api: Api, number: int) -> None:
    message = f"Variable '$first' has invalid value: {TOO_LARGE}"
    assert refused(api, VARIABLE, {"first": number}) == ("BAD_USER_INPUT", message)


@pytest.mark.parametrize("number", [10**20, 10**400, float("1e300"), 0.5])
def test_a_number_that_is_read_as_a_fraction_is_no_int(api: Api, number: float) -> None:
    code, message = refused(api, VARIABLE, {"first": number})
    assert code == "BAD_USER_INPUT"
    assert message.startswith("Variable '$first' has invalid value: Int cannot represent non")


@pytest.mark.parametrize("number", [f"{LONG}.5", f"1e{LONG}", f"-1e{LONG}", "1e400"])
def test_a_fraction_beyond_all_floats_is_no_int(api: Api, number: str) -> None:
    content = f'{{"query": "{VARIABLE}", "variables": {{"first": {number}}}}}'
    response = api.request("POST", "/graphql", content=content, headers=JSON)
    assert response.status_code == 200
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == (
        "Variable '$first' has invalid value: Int cannot represent non-integer value."
    )


@pytest.mark.parametrize("number", [LONG, f"-{LONG}"])
@pytest.mark.parametrize(
    "content",
    [
        f'{{"query": "{VARIABLE}", "variables": {{"first": %s}}}}',
        '{"query": "{ __typename }", "variables": {"unused": [%s]}}',
        '{"query": "{ __typename }", "extensions": {"x": %s}}',
        '{"query": "{ __typename }", "operationName": %s}',
        '{"query": %s}',
        "[%s]",
        "%s",
    ],
)
def test_a_body_with_a_number_of_5000_digits_is_a_bad_request(
    api: Api, content: str, number: str
) -> None:
    response = api.request("POST", "/graphql", content=content % number, headers=JSON)
    assert response.status_code == 400
    assert [error["extensions"] for error in response.json()["errors"]] == [{"code": "BAD_REQUEST"}]
    assert LONG[:50] not in response.text


@pytest.mark.parametrize("name", ["variables", "extensions"])
@pytest.mark.parametrize("value", [LONG, f'{{"first": {LONG}}}'])
def test_a_query_string_with_one_is_a_bad_request(api: Api, name: str, value: str) -> None:
    response = api.request("GET", "/graphql", params={"query": "{ __typename }", name: value})
    assert response.status_code == 400
    assert [error["extensions"] for error in response.json()["errors"]] == [{"code": "BAD_REQUEST"}]


def test_a_signed_token_with_one_is_a_bad_token(api: Api, make: Make) -> None:
    head, _, _ = make.token(make.user()).split(".")
    payload = json.dumps(claims(exp="later")).replace('"later"', LONG)
    text = f"{head}.{encode(payload.encode())}"
    token = f"{text}.{encode(hmac.digest(SECRET.encode(), text.encode(), 'sha256'))}"
    assert api.codes("{ me { id } }", token=token) == ["UNAUTHENTICATED"]

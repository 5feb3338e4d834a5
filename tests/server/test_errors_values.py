"""An error says what is wrong, and never repeats what was sent: it may be a password."""

import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.api import Api

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }"
CREATE = (
    "mutation ($input: CreateProfileInput!) { createProfile(input: $input) { errors { code } } }"
)
ORDERED = "query ($by: [ProfileOrder!]) { profiles(orderBy: $by) { totalCount } }"
FOUND = "query ($filter: ProfileFilter) { profiles(filter: $filter) { totalCount } }"
PROFILE = "query ($id: ID!) { profile(id: $id) { id } }"
FIRST = "query ($first: Int) { profiles(first: $first) { totalCount } }"
ENTER = "mutation { login(input: %s) { accessToken } }"
SECRET = "hunter2"
NUMBER = 481516
FRACTION = 4815.16


def credentials(**changes: Any) -> dict[str, Any]:
    return {"input": {"email": SECRET, "password": SECRET, **changes}}


SENT: dict[str, tuple[str, dict[str, Any], str]] = {
    "a text for an object": (LOGIN, {"input": SECRET}, "Expected value of type 'LoginInput'"),
    "a list for an object": (LOGIN, {"input": [SECRET]}, "Expected value of type 'LoginInput'"),
    "no email": (LOGIN, {"input": {"password": SECRET}}, "required field 'email'"),
    "null": (LOGIN, credentials(email=None), "value at .email: Expected value of non-null"),
    "an unknown field": (LOGIN, credentials(pin=SECRET), "unknown field 'pin'"),
    "a number for a password": (LOGIN, credentials(password=NUMBER), "at .password: String cannot"),
    "a fraction for it": (LOGIN, credentials(password=FRACTION), "at .password: String cannot"),
    "a list for it": (LOGIN, credentials(password=[SECRET]), "at .password: String cannot"),
    "an object for it": (
        LOGIN,
        credentials(password={"is": SECRET}),
        "at .password: String cannot",
    ),
    "an unknown gender": (CREATE, {"input": {"gender": SECRET}}, "does not exist in 'Gender' enum"),
    "a gender that looks like the end of a message": (
        CREATE,
        {"input": {"gender": f"x' does not exist in '{SECRET}\n'"}},
        "does not exist in 'Gender' enum",
    ),
    "a number for a gender": (CREATE, {"input": {"gender": NUMBER}}, "Enum 'Gender' cannot"),
    "no day": (CREATE, {"input": {"dateOfBirth": SECRET}}, "Date must be RFC 3339"),
    "a day that ends like the hint": (
        CREATE,
        {"input": {"dateOfBirth": f"{SECRET} Date must be RFC 3339, as 2026-01-31."}},
        "Date must be RFC 3339",
    ),
    "a text for a truth": (CREATE, {"input": {"isPublic": SECRET}}, "at .isPublic: Boolean cannot"),
    "no id": (PROFILE, {"id": SECRET}, "`id` is not an id: ids are UUIDs."),
    "an object for an id": (PROFILE, {"id": {"is": SECRET}}, "ID cannot"),
    "deep down": (
        CREATE,
        {"input": {"contacts": [{"type": "email", "value": [SECRET]}]}},
        "at .contacts[0].value: String cannot",
    ),
    "an unknown order": (ORDERED, {"by": [{"field": SECRET}]}, "in 'ProfileOrderField' enum"),
    "a filter of another type": (
        FOUND,
        {"filter": {"firstName": {"eq": [SECRET]}}},
        "String cannot",
    ),
    "an unknown filter": (FOUND, {"filter": {"name": {"eq": SECRET}}}, "unknown field 'name'"),
    "a text for a number": (FIRST, {"first": SECRET}, "Int cannot represent non-integer value."),
    "digits for a number": (
        FIRST,
        {"first": str(NUMBER)},
        "Int cannot represent non-integer value.",
    ),
    "a fraction": (FIRST, {"first": FRACTION}, "Int cannot represent non-integer value."),
    "a number that is too large": (
        FIRST,
        {"first": NUMBER * 10**6},
        "non 32-bit signed integer value.",
    ),
    "a number out of range": (FIRST, {"first": NUMBER}, "between 1 and 100"),
}
"""Documents and variables that are refused, and a part of the message."""

WRITTEN = {
    "a text for an object": (ENTER % '"hunter2"', "Expected value of type 'LoginInput'"),
    "a block for an object": (ENTER % '"""hunter2"""', "Expected value of type 'LoginInput'"),
    "no email": (ENTER % '{password: "hunter2"}', "required field 'email'"),
    "an unknown field": (
        ENTER % '{email: "hunter2", password: "hunter2", pin: "hunter2"}',
        "unknown field 'pin'",
    ),
    "a number for a password": (ENTER % '{email: "", password: 481516}', "String cannot"),
    "a name for a password": (ENTER % '{email: "", password: hunter2}', "String cannot"),
    "a list for a password": (ENTER % '{email: "", password: ["hunter2"]}', "String cannot"),
    "an object for a password": (ENTER % '{email: "", password: {is: "hunter2"}}', "String cannot"),
    "a password twice": (
        ENTER % '{email: "", password: "hunter2", password: "hunter2"}',
        "only one input field named 'password'",
    ),
    "an unknown argument": (
        '{ profiles(like: "hunter2") { totalCount } }',
        "Unknown argument 'like' on field 'Query.profiles'.",
    ),
    "two values for one field": (
        '{ profiles(search: "hunter2") { totalCount } profiles(search: "x") { totalCount } }',
        "differing arguments",
    ),
    "a text for a name": (
        '{ profiles(orderBy: [{field: "hunter2"}]) { totalCount } }',
        "Enum 'ProfileOrderField' cannot represent non-enum value.",
    ),
    "an unknown name": (
        "{ profiles(orderBy: [{field: hunter2}]) { totalCount } }",
        "does not exist in 'ProfileOrderField' enum",
    ),
    "a default of another type": (
        'query ($first: Int = "hunter2") { profiles(first: $first) { totalCount } }',
        "Int cannot represent non-integer value.",
    ),
    "no condition": ('{ __typename @skip(if: "hunter2") }', "Boolean cannot represent"),
    "no day": (
        'mutation { createProfile(input: {dateOfBirth: "hunter2"}) { errors { code } } }',
        "Date must be RFC 3339, as 2026-01-31.",
    ),
    "a fraction for an id": ("{ profile(id: 4815.16) { id } }", "ID cannot represent"),
}
"""The same, written into the document."""

BROKEN = {
    "a text too many": '{ profiles(search: "x" "hunter2") { totalCount } }',
    "a block too many": '{ profiles(search: "x" """hunter2""") { totalCount } }',
    "a number too many": "{ profiles(first: 1 481516) { totalCount } }",
    "a text at the end": '{ __typename } "hunter2"',
    "a block at the end": '{ __typename } """hunter2"""',
    "a text without an end": '{ profiles(search: "hunter2',
    "an escape that is none": r'{ profiles(search: "hunter2\q") { totalCount } }',
    "a character that is none": r'{ profiles(search: "hunter2\ud800") { totalCount } }',
    "a number that goes on": "{ profiles(first: 481516x) { totalCount } }",
}
"""Documents that cannot be parsed."""


def refusal(api: Api, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The first of a response's errors, none of which repeats a value."""
    response = api.run(api.post(document, variables))
    assert response.status_code == 200
    for value in (SECRET, str(NUMBER), str(FRACTION)):
        assert value not in response.text
    error: dict[str, Any] = response.json()["errors"][0]
    return error


@pytest.mark.parametrize("what", SENT)
def test_a_variable_that_is_refused_is_not_repeated(api: Api, what: str) -> None:
    document, variables, expected = SENT[what]
    error = refusal(api, document, variables)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert expected in error["message"]
    assert error["message"].endswith(".")


@pytest.mark.parametrize("what", WRITTEN)
def test_a_literal_that_is_refused_is_not_repeated(api: Api, what: str) -> None:
    document, expected = WRITTEN[what]
    error = refusal(api, document)
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert expected in error["message"]
    assert error["message"].endswith(".")


@pytest.mark.parametrize("what", BROKEN)
def test_a_literal_that_cannot_be_parsed_is_not_repeated(api: Api, what: str) -> None:
    error = refusal(api, BROKEN[what])
    assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
    assert error["message"].startswith("Syntax Error: ")


@pytest.mark.parametrize("number", [NUMBER, FRACTION])
def test_a_number_at_the_end_is_not_repeated(api: Api, number: float) -> None:
    error = refusal(api, f"{{ __typename }} {number}")
    assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


MARKED = st.text(string.printable, max_size=20).map(lambda text: f"{text}{SECRET}{text}")
VALUES = st.recursive(
    MARKED | st.none() | st.booleans(),
    lambda values: (
        st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(["pin", "code"]), values)
    ),
    max_leaves=6,
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(email=VALUES, password=VALUES.filter(lambda value: not isinstance(value, str)))
def test_whatever_is_sent_for_a_password_is_not_repeated(
    api: Api, email: Any, password: Any
) -> None:
    for variables in ({"input": {"email": email, "password": password}}, {"input": password}):
        response = api.run(api.post(LOGIN, variables))
        assert {error["extensions"]["code"] for error in response.json()["errors"]} == {
            "BAD_USER_INPUT"
        }
        assert SECRET not in response.text

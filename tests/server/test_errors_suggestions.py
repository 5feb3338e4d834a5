"""In development errors and introspection teach the schema; in production neither does."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql.utilities import get_introspection_query

from tests.support.api import Api

BY_VARIABLE = "query ($by: [ProfileOrder!]) { profiles(orderBy: $by) { totalCount } }"
MISSPELT: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a field": ("{ mee { id } }", {}, "Cannot query field 'mee' on type 'Query'", "me"),
    "a nested field": (
        "{ profiles { nods { id } } }",
        {},
        "Cannot query field 'nods' on type 'ProfileConnection'",
        "nodes",
    ),
    "a mutation": (
        "mutation { logn }",
        {},
        "Cannot query field 'logn' on type 'Mutation'",
        "login",
    ),
    "an argument": (
        "{ profiles(serch: 1) { totalCount } }",
        {},
        "Unknown argument 'serch' on field 'Query.profiles'",
        "search",
    ),
    "a type": (
        "query ($text: Strin) { profiles(search: $text) { totalCount } }",
        {},
        "Unknown type 'Strin'",
        "String",
    ),
    "a fragment's type": (
        "{ __typename ...F } fragment F on Qury { __typename }",
        {},
        "Unknown type 'Qury'",
        "Query",
    ),
    "an enum's name": (
        "{ profiles(orderBy: [{field: CREATED_ATT}]) { totalCount } }",
        {},
        "Value does not exist in 'ProfileOrderField' enum",
        "CREATED_AT",
    ),
    "an enum's name in a variable": (
        BY_VARIABLE,
        {"by": [{"field": "CREATED_ATT"}]},
        "Variable '$by' has invalid value at [0].field: "
        "Value does not exist in 'ProfileOrderField' enum",
        "CREATED_AT",
    ),
    "a field of an input in a variable": (
        BY_VARIABLE,
        {"by": [{"field": "CREATED_AT", "directon": "ASC"}]},
        "Variable '$by' has invalid value at [0]: "
        "Expected value of type 'ProfileOrder' not to include unknown field 'directon'",
        "direction",
    ),
    "no selection": (
        "{ me }",
        {},
        "Field 'me' of type 'User' must have a selection of subfields",
        "me { ... }",
    ),
}
"""Documents, variables, the message about them, and what could have been meant."""
INTROSPECTION = {
    "__schema": "{ __schema { queryType { name } } }",
    "__type": '{ __type(name: "User") { name } }',
    "a fragment": "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    "another name": '{ me: __type(name: "User") { name } }',
    "what tools send": get_introspection_query(),
}


@pytest.fixture
def production(api_with: Callable[..., Api]) -> Api:
    return api_with(environment="production")


def message(api: Api, document: str, variables: dict[str, Any]) -> str:
    (error,) = api.execute(document, variables)["errors"]
    return str(error["message"])


@pytest.mark.parametrize("what", MISSPELT)
def test_production_does_not_say_what_could_have_been_meant(production: Api, what: str) -> None:
    document, variables, expected, _ = MISSPELT[what]
    assert message(production, document, variables) == f"{expected}."
    assert message(production, document, variables) == f"{expected}."


@pytest.mark.parametrize("what", MISSPELT)
def test_development_says_what_could_have_been_meant(api: Api, what: str) -> None:
    document, variables, expected, meant = MISSPELT[what]
    said = message(api, document, variables)
    assert said.startswith(f"{expected}. Did you mean ")
    assert f"'{meant}'" in said


@pytest.mark.parametrize("what", MISSPELT)
def test_a_suggestion_is_a_question(api: Api, what: str) -> None:
    document, variables, _, _ = MISSPELT[what]
    assert message(api, document, variables).endswith("'?")


@pytest.mark.parametrize("what", INTROSPECTION)
def test_production_refuses_introspection(production: Api, what: str) -> None:
    body = production.execute(INTROSPECTION[what])
    assert "data" not in body
    assert {error["extensions"]["code"] for error in body["errors"]} == {
        "GRAPHQL_VALIDATION_FAILED"
    }
    assert "introspection has been disabled" in body["errors"][0]["message"]


@pytest.mark.parametrize("what", INTROSPECTION)
def test_development_answers_introspection(api: Api, what: str) -> None:
    assert api.data(INTROSPECTION[what])


def test_production_says_of_what_type_an_object_is(production: Api) -> None:
    assert production.execute("{ __typename }") == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(("environment", "on"), [("production", True), ("development", False)])
def test_a_setting_decides_before_the_environment_does(
    api_with: Callable[..., Api], environment: str, on: bool
) -> None:
    api = api_with(environment=environment, introspection=on)
    assert ("data" in api.execute(INTROSPECTION["__type"])) is on
    assert ("Did you mean" in message(api, "{ mee { id } }", {})) is on

"""Of a document with many operations the one that is asked for is measured and validated."""

import pytest
from graphql import OperationDefinitionNode, parse, print_ast

from server.graphql.documents.operation import reduced
from tests.support.api import Api

MANY = """
query A { me { id } ...Shared ...OfA }
query B { nothing ...Shared ...OfB }
fragment Shared on Query { __typename }
fragment OfA on Query { __typename }
fragment OfB on Query { nothing ...DeepInB }
fragment DeepInB on Query { nothing }
"""
UNUSED = "query A { __typename } query B { __typename } fragment Nobodys on Query { __typename }"


def names(text: str, operation: int) -> list[str]:
    document = parse(text)
    node = document.definitions[operation]
    assert isinstance(node, OperationDefinitionNode)
    left = reduced(document, node).definitions
    return [item.name.value for item in left]  # type: ignore[attr-defined]


def test_what_only_other_operations_reach_is_left_out() -> None:
    assert names(MANY, 0) == ["A", "Shared", "OfA"]
    assert names(MANY, 1) == ["B", "Shared", "OfB", "DeepInB"]


def test_what_nobody_reaches_stays() -> None:
    assert names(UNUSED, 0) == ["A", "Nobodys"]


def test_a_document_with_one_operation_stays_as_it_is() -> None:
    document = parse("query A { ...F ...F } fragment F on Query { ...F } fragment G on Query { x }")
    node = document.definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    assert print_ast(reduced(document, node)) == print_ast(document)


def ask(api: Api, text: str, name: str | None) -> list[str]:
    body = {"query": text, "operationName": name}
    answer = api.request("POST", "/graphql", json=body).json()
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


@pytest.mark.parametrize("_again", range(2))
def test_only_the_operation_that_is_asked_for_must_be_valid(api: Api, _again: int) -> None:
    assert ask(api, MANY, "A") == []
    assert set(ask(api, MANY, "B")) == {"GRAPHQL_VALIDATION_FAILED"}
    assert ask(api, MANY, "C") == ["OPERATION_RESOLUTION_FAILURE"]
    assert ask(api, MANY, None) == ["OPERATION_RESOLUTION_FAILURE"]
    assert ask(api, UNUSED, "A") == ["GRAPHQL_VALIDATION_FAILED"]


def test_only_the_operation_that_is_asked_for_is_measured(api: Api) -> None:
    deep = "{ me " + "{ profile { user " * 7 + "{ id }" + " } }" * 7 + " }"
    text = f"query A {{ __typename }} query B {deep}"
    assert ask(api, text, "A") == []
    assert ask(api, text, "B") == ["BAD_USER_INPUT"]

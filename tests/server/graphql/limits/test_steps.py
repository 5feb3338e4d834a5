"""Measuring takes steps in line with the document, whatever is multiplied in it, refused or not."""

import contextlib
import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from graphql import GraphQLError, OperationDefinitionNode, parse
from hypothesis import given, settings
from hypothesis import strategies as st

import schema
from bench.shapes import SHAPES
from server.graphql.documents.operation import reduced
from server.graphql.limits.figures import Limits
from server.graphql.limits.guard import Guard

SCHEMA = schema.build()._schema
TOKENS = 10_000
ENDLESS = Limits(**dict.fromkeys(Limits.__dataclass_fields__, 10**12))
CALLS_PER_TOKEN = 60
CALLS_AT_LEAST = 260_000
"""What any document may take: MOST_STEPS, of some ten calls each."""


def measure(text: str, variables: dict[str, Any], limits: Limits) -> None:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    guard = Guard(SCHEMA, limits)
    with contextlib.suppress(GraphQLError):
        guard.measure(reduced(document, operation), operation).cost(variables)


def calls(work: Callable[[], None]) -> int:
    """How many functions `work` calls: what no counter of ours can hide."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def fits(text: str) -> bool:
    """Whether the server would parse it."""
    try:
        parse(text, max_tokens=TOKENS)
    except (GraphQLError, RecursionError):
        return False
    return True


NUMBERS = st.sampled_from([0, 1, 2, 5, 20, 60, 100, 199, 400, 700, 1200, 2000, 3000])


@pytest.mark.parametrize("limits", [Limits(), ENDLESS], ids=["as they are", "without limits"])
@pytest.mark.parametrize("what", SHAPES)
@settings(max_examples=5, deadline=None)
@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_measuring_is_linear_in_the_document(
    what: str, limits: Limits, a: int, b: int, c: int
) -> None:
    text, variables = SHAPES[what](a, b, c)
    if not fits(text):
        return
    most = CALLS_AT_LEAST + CALLS_PER_TOKEN * min(
        TOKENS, (len(text) + len(json.dumps(variables))) // 2
    )
    assert calls(lambda: measure(text, variables, limits)) - calls(lambda: parse(text)) < most

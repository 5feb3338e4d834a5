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
from server.graphql.limits.figures import Limits
from server.graphql.limits.guard import Guard
from server.graphql.selected import reduced

SCHEMA = schema.build()._schema
TOKENS = 10_000
ENDLESS = Limits(**dict.fromkeys(Limits.__dataclass_fields__, 10**12))
CALLS_PER_TOKEN = 60
CALLS_AT_LEAST = 200_000
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


def times(number: int, text: str, separator: str = " ") -> str:
    """`text` again and again, `#` in it counting."""
    return separator.join(text.replace("#", str(n)) for n in range(number))


def fits(text: str) -> bool:
    """Whether the server would parse it."""
    try:
        parse(text, max_tokens=TOKENS)
    except (GraphQLError, RecursionError):
        return False
    return True


MULTIPLIERS: dict[str, Callable[[int, int, int], tuple[str, dict[str, Any]]]] = {
    "sizes of a connection, spreads, names": lambda a, b, c: (
        f"{{ {times(a, 'profiles(first:#) {...C}')} }} fragment C on ProfileConnection "
        f"{{ {'...D ' * b} }} fragment D on ProfileConnection {{ {times(c, 'a#')} }}",
        {},
    ),
    "a chain of fragments, each spread often": lambda a, b, c: (
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ {f'...F{n + 1} ' * (b + 1)} }}" for n in range(a))
        + f" fragment F{a} on Query {{ {times(c, 'a#')} x }}",
        {},
    ),
    "inline fragments inside each other around names": lambda a, b, c: (
        f"{{ {'... { ' * min(a, 80)} {times(b, 'a#')} {'... @include(if: true) { x } ' * c} "
        f"{'} ' * min(a, 80)} }}",
        {},
    ),
    "aliases and directives at every level": lambda a, b, c: (
        "{ " + times(a, f"a#: me {'@skip(if: false) ' * b} {{ {times(c, 'b#: id')} id }}") + " x }",
        {},
    ),
    "operations on one fragment full of variables": lambda a, b, c: (
        times(a + 1, "query O#($v: ID!, $n: Int) { ...F }")
        + " fragment F on Query { "
        + times(b, "p#: profiles(first: $n, filter: {or: [" + "{id: {eq: $v}} " * c + "]}) { x }")
        + " x }",
        {"v": "x" * 1000, "n": 3},
    ),
    "one variable used again and again": lambda a, b, c: (
        "query ($i: [ID!], $f: ProfileFilter) { "
        + times(a, "a#: profiles(filter: {or: [" + "{id: {in: $i}} {not: $f} " * b + "]}) { x }")
        + " x }",
        {"i": ["x"] * c, "f": {"and": [{"firstName": {"eq": "a"}}] * c}},
    ),
    "fragments that use variables, spread often": lambda a, b, c: (
        "query ("
        + times(a, "$v#: Int")
        + " $x: Int) { "
        + "...F " * b
        + "} fragment F on Query { "
        + times(a, "p#: profiles(first: $v#) { nodes { jobs(first: $v#) { id } } }")
        + " x }",
        {f"v{n}": c for n in range(a)},
    ),
    "introspection that leads on and on": lambda a, b, c: (
        "{ "
        + times(
            a + 1,
            "a#: __schema { types { "
            + "fields { type { " * min(b, 12)
            + times(c, "n#: enumValues { name }")
            + " name"
            + " } }" * min(b, 12)
            + " } }",
        )
        + " }",
        {},
    ),
    "fragments of introspection, spread often": lambda a, b, c: (
        "{ __schema { types { ...T0 } } } "
        + " ".join(
            f"fragment T{n} on __Type {{ {f'...T{n + 1} ' * b} ofType {{ ...T{n + 1} }} }}"
            for n in range(a)
        )
        + f" fragment T{a} on __Type {{ {times(c, 'a#: name')} name }}",
        {},
    ),
    "values in lists in objects": lambda a, b, c: (
        "{ profiles(filter: "
        + "{and: [" * min(a, 60)
        + "{} " * b
        + "]}" * min(a, 60)
        + ", orderBy: ["
        + '{field: "x"} ' * c
        + "]) { x } }",
        {"unused": [{"k" * min(c, 500): ["v"] * b}]},
    ),
}
NUMBERS = st.sampled_from([0, 1, 2, 5, 20, 60, 100, 199, 400, 700, 1200, 2000, 3000])


@pytest.mark.parametrize("limits", [Limits(), ENDLESS], ids=["as they are", "without limits"])
@pytest.mark.parametrize("what", MULTIPLIERS)
@settings(max_examples=10, deadline=None)
@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_measuring_is_linear_in_the_document(
    what: str, limits: Limits, a: int, b: int, c: int
) -> None:
    text, variables = MULTIPLIERS[what](a, b, c)
    if not fits(text):
        return
    most = CALLS_AT_LEAST + CALLS_PER_TOKEN * min(
        TOKENS, (len(text) + len(json.dumps(variables))) // 2
    )
    assert calls(lambda: measure(text, variables, limits)) - calls(lambda: parse(text)) < most

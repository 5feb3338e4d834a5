"""Messages are cut before they are read, and read once, whatever a client made them quote."""

import sys
from types import FrameType
from typing import Any

import pytest
from graphql import GraphQLError, OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values
from hypothesis import given
from hypothesis import strategies as st

import schema
from server.messages import MESSAGE_CHARACTERS, without_suggestion, without_values

SCHEMA = schema.build()._schema
SECRET = "hunter2"
FILTERED = "query ($f: ProfileFilter) { profiles(filter: $f) { totalCount } }"
PARTS = [
    *("Value '", "' does not exist in", " 'Gender' enum.", "' is not", ", found: ", "? Found "),
    *(" value: ", "invalid value: ", "found String ", "Expected Int ", ". Did you mean ", "x'"),
    *("Variable '$f' has invalid value at .a: ", "; Found: ", "ected BlockString ", "\n", "é"),
]
"""What graphql-core's messages are made of."""


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_what_follows_a_quotation_mark_of_graphql_core_is_left_out(before: str) -> None:
    """Once a message begins to repeat a value, no text up to the value's end is told."""
    for mark in (", found: ", "; Found: ", "? Found ", "found String ", "Expected Int "):
        assert SECRET not in without_values(f"{before}{mark}{SECRET}")
    assert SECRET not in without_values(f"{before}Value '{SECRET}' does not exist in 'Gender' enum")


@pytest.mark.parametrize("mark", ["Value '", ", found: ", " value: "])
@pytest.mark.parametrize("place", [0, MESSAGE_CHARACTERS - 20, MESSAGE_CHARACTERS - 3])
def test_a_value_that_is_cut_is_not_told_in_part(mark: str, place: int) -> None:
    message = "n" * place + mark + SECRET * 2000 + "' does not exist in 'Gender' enum."
    assert SECRET[:4] not in without_values(message)


def test_a_value_that_holds_the_end_of_a_message_is_not_told() -> None:
    value = f"x' does not exist in {SECRET} " + "y" * 2 * MESSAGE_CHARACTERS
    assert SECRET not in without_values(f"Value '{value}' does not exist in 'Gender' enum.")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("length", [10_000, 1_000_000])
def test_a_message_of_any_length_costs_no_more_steps_than_a_short_one(
    part: str, length: int
) -> None:
    message = part * (length // len(part))
    assert _calls(message) <= 12 * MESSAGE_CHARACTERS
    assert len(without_values(message)) <= MESSAGE_CHARACTERS + 100


def _calls(message: str) -> int:
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        without_values(message)
        without_suggestion(message)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("part", PARTS)
def test_a_key_of_variables_may_look_like_any_part_of_a_message(part: str) -> None:
    operation = parse(FILTERED).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    definitions = operation.variable_definitions or ()
    found = get_variable_values(SCHEMA, definitions, {"f": {part * 3000: SECRET}})
    assert isinstance(found, list)
    for error in found:
        assert isinstance(error, GraphQLError)
        told = without_values(error.message)
        assert SECRET not in told
        assert len(told) <= MESSAGE_CHARACTERS + 100


def test_a_suggestion_is_left_out_from_its_beginning() -> None:
    (error,) = validate(SCHEMA, parse("{ mee { id } }"))
    assert without_suggestion(error.message) == "Cannot query field 'mee' on type 'Query'."
    assert without_suggestion("Nothing to add.") == "Nothing to add."

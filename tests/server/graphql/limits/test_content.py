"""A variable counts as often as it is used, a condition costs, and so does a long text."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

import schema
from base.errors import BadUserInput, CostExceeded
from server.graphql.documents.document import Document
from server.graphql.limits.figures import LONGEST_NAME_CHARACTERS, Limits
from server.graphql.limits.guard import Guard

SCHEMA = schema.build()._schema


def measure(text: str, **variables: Any) -> int:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Guard(SCHEMA, Limits()).measure(document, operation).cost(variables)


def refusal(text: str, **variables: Any) -> BadUserInput | CostExceeded:
    with pytest.raises(Exception, match=r"This has|A name") as caught:
        measure(text, **variables)
    error = getattr(caught.value, "original_error", None)
    assert isinstance(error, (BadUserInput, CostExceeded))
    return error


EMPTY = "profiles { nodes { id } }"
CONDITIONS = {
    "{}": 0,
    '{firstName: {eq: "a"}}': 1,
    '{firstName: {eq: "a", contains: "b"}, lastName: {isNull: true}}': 3,
    '{or: [{firstName: {eq: "a"}}, {firstName: {in: ["b", "c"]}}]}': 3,
    '{not: {jobs: {title: {eq: "a"}}}}': 3,
    '{jobs: {title: {eq: "a"}}, location: {city: {eq: "b"}, country: {eq: "c"}}}': 5 * 2,
}


@pytest.mark.parametrize(("filter", "price"), CONDITIONS.items())
def test_a_condition_costs_one_times_the_relations_of_its_filter(filter: str, price: int) -> None:
    free = measure(f"{{ {EMPTY} }}")
    written = f"{{ {EMPTY.replace('profiles', f'profiles(filter: {filter})')} }}"
    assert measure(written) - free == price


def test_a_filter_in_a_variable_costs_as_much_each_time_it_is_used() -> None:
    field = "profiles(filter: $f) { nodes { id } }"
    document = "query ($f: ProfileFilter) {{ {} }}"
    given = {"not": {"jobs": {"title": {"eq": "a"}}}}
    once = measure(document.format(field), f=given)
    assert once - measure(document.format(field), f={}) == 3
    both = measure(document.format(f"a: {field} b: {field}"), f=given)
    assert both == 2 * once


def test_a_fragment_uses_its_variables_wherever_it_is_spread() -> None:
    fragment = "fragment F on Query { profiles(filter: $f) { nodes { id } } }"
    head = "query ($f: ProfileFilter) "
    given = {"firstName": {"eq": "a"}}
    once = measure(f"{head} {{ ...F }} {fragment}", f=given)
    assert measure(f"{head} {{ ...F ... {{ ...F }} }} {fragment}", f=given) == 2 * once


def test_what_a_variable_holds_counts_for_each_use() -> None:
    uses = ", ".join(["{id: {in: $ids}}"] * 30)
    text = f"query ($ids: [ID!]) {{ profiles(filter: {{or: [{uses}]}}) {{ nodes {{ id }} }} }}"
    assert measure(text, ids=["x"] * 40)
    assert refusal(text, ids=["x"] * 80).extensions == {"code": "BAD_USER_INPUT", "limit": 2000}


def test_a_long_text_counts_a_value_for_each_thousand_characters() -> None:
    text = "query ($t: String) { profiles { nodes { contacts(first: 1, type: $t) { id } } } }"
    short, long = measure(text, t="x"), measure(text, t="x" * 20_000)
    assert long - short == 10 * 20  # the filter is looked at for each of ten profiles
    assert refusal(text, t="x" * 2_000_000).extensions["code"] == "BAD_USER_INPUT"
    literal = text.replace("$t: String", "$n: Int").replace("$t", '"' + "x" * 20_000 + '"')
    assert measure(literal) == long


def test_a_text_whose_marks_have_to_be_sorted_counts_for_more() -> None:
    text = "query ($t: [String!]) { profiles(filter: {firstName: {in: $t}}) { totalCount } }"
    assert measure(text, t=["\u00e9" * 2_000] * 100)
    assert measure(text, t=["e\u0301" * 1_000] * 100)
    marked = refusal(text, t=["\u0301\u0316" * 1_000] * 10)
    assert marked.extensions == {"code": "BAD_USER_INPUT", "limit": 2000}


@pytest.mark.parametrize("where", ["at the top", "deep down", "unused"])
def test_a_key_of_variables_has_a_length(where: str) -> None:
    text = "query ($f: ProfileFilter) { profiles(filter: $f) { totalCount } }"
    for length, is_refused in (
        (LONGEST_NAME_CHARACTERS, False),
        (LONGEST_NAME_CHARACTERS + 1, True),
    ):
        key = "k" * length
        variables: dict[str, Any] = {
            "at the top": {key: 1},
            "deep down": {"f": {"and": [{"not": {key: 1}}]}},
            "unused": {"other": [{"x": {key: 1}}]},
        }[where]
        if is_refused:
            assert refusal(text, **variables).extensions["limit"] == LONGEST_NAME_CHARACTERS
        else:
            measure(text, **variables)


@pytest.mark.parametrize("part", ["field", "alias", "argument", "fragment", "variable", "value"])
def test_a_name_in_a_document_has_a_length(part: str) -> None:
    name = "n" * (LONGEST_NAME_CHARACTERS + 1)
    text = {
        "field": f"{{ {name} }}",
        "alias": f"{{ {name}: me {{ id }} }}",
        "argument": f"{{ me({name}: 1) {{ id }} }}",
        "fragment": f"{{ ...{name} }}",
        "variable": f"query (${name}: Int) {{ me {{ id }} }}",
        "value": f"{{ me(a: {name}) {{ id }} }}",
    }[part]
    with pytest.raises(Exception, match="A name has at most 200 characters"):
        Document.parsed(text)
    Document.parsed(text.replace(name, name[:LONGEST_NAME_CHARACTERS]))

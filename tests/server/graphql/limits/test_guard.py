"""What an operation costs, and what is refused before anything runs."""

import pytest
from graphql import OperationDefinitionNode, graphql_sync, parse
from graphql.utilities import get_introspection_query

import schema
from base.errors import CostExceeded, TopLevelError
from server.graphql.limits.figures import WORDS, Limits
from server.graphql.limits.guard import Guard
from tests.support.answers import objects
from tests.support.api import Api

SCHEMA = schema.build()._schema
LIMITS = Limits()


def measure(text: str, limits: Limits = LIMITS, **variables: object) -> int:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Guard(SCHEMA, limits).measure(document, operation).cost(variables)


COSTS = {
    "{ __typename }": 0,
    "{ me { id email } }": 1,
    "{ me { profile { id location { city } } } }": 3,
    "{ profiles { totalCount } }": 1 + 50,
    "{ profilesPage { total pages } }": 1 + 50 + 50,
    "{ profiles { nodes { id } } }": 1 + 10,
    "{ profiles(first: 20) { nodes { id } pageInfo { hasNextPage } } }": 1 + 20 + 1,
    "{ profiles(last: 20) { edges { cursor node { id } } } }": 1 + 20 * (1 + 1),
    "{ profilesPage(size: 5) { items { id } } }": 1 + 5,
    "{ profilesPage { items { id jobs { id } } } }": 1 + 10 * (1 + 100),
    "{ profiles { nodes { contacts { id } } } }": 1 + 10 * (1 + 50),
    "{ me { sessions { id } memberships { nodes { id } } } }": 1 + 100 + 1 + 10,
    "{ profiles(first: 3) { nodes { contacts(first: 90) { id } } } }": 1 + 3 * (1 + 50),
    "{ profiles(first: 2) { nodes { location { profiles(first: 5) { totalCount } } } } }": (
        1 + 2 * (1 + 1 + 1 + 50)
    ),
    "mutation { logout { errors { code } } }": 1 + 50,
    "{ profiles(first: 3) { nodes { contacts(first: 2) { id } } } }": 1 + 3 * (1 + 2),
    '{ nodes(ids: ["a", "b", "c"]) { id } }': 3,
    "query ($n: Int = 7) { profiles(first: $n) { nodes { id } } }": 1 + 7,
    "{ profiles(first: 4) { ...Part } } fragment Part on ProfileConnection { nodes { id } }": 1 + 4,
    "{ me { ... on User { profile { id } } ... @skip(if: true) { profile { id } } } }": 3,
    "{ profiles(first: 1000000) { nodes { id } } }": 1 + 100,
    "{ ... @defer { me { id } } }": 1 + 10,
    "{ profiles(first: 4) { nodes { ...A @defer } } } fragment A on Profile { id }": 1 + 4 * 11,
    "{ unknown { nodes { id } } }": 0,
    "{ ...A } fragment A on Query { me { id } ...A }": 1,
}


@pytest.mark.parametrize(("text", "cost"), COSTS.items())
def test_objects_cost_one_and_lists_multiply(text: str, cost: int) -> None:
    assert measure(text) == cost


def test_a_variable_says_how_long_a_list_is() -> None:
    text = "query ($n: Int) { profiles(first: $n) { nodes { id } } }"
    assert [measure(text, n=n) for n in (1, 50, 50.0, None)] == [2, 51, 51, 11]
    assert measure(text) == 11


def test_the_introspection_of_the_explorer_is_answered() -> None:
    assert measure(get_introspection_query(input_value_deprecation=True)) < LIMITS.cost


def test_introspection_that_fans_out_is_refused() -> None:
    fan = "interfaces { possibleTypes { "
    with pytest.raises(Exception, match="points of cost"):
        measure(f"{{ __schema {{ types {{ {fan * 4} name {'} } ' * 4} }} }} }}")


INTROSPECTED = [
    get_introspection_query(input_value_deprecation=True),
    '{ __type(name: "User") { fields { type { fields { args { name } } } } } }',
    "{ __schema { queryType { ...T } } } fragment T on __Type { fields { ...F type { name } } }"
    " fragment F on __Field { args { type { name } } }",
    '{ __type(name: "Nothing") { name } }',
    "{ __schema { types { possibleTypes { name } interfaces { name } inputFields { name } } } }",
]


@pytest.mark.parametrize("text", INTROSPECTED)
def test_introspection_costs_three_times_the_objects_that_come(text: str) -> None:
    result = graphql_sync(SCHEMA, text)
    assert result.errors is None
    assert measure(text) == 3 * (objects(result.data) - 1)  # but the root


def deep(levels: int) -> str:
    return "{ me { " + "profile { user { " * levels + "id" + " } }" * levels + " } }"


REFUSED = {
    "levels of fields": deep(6),
    "aliases": f"{{ me {{ {' '.join(f'a{n}: id' for n in range(51))} }} }}",
    "directives": f"{{ __typename {'@skip(if: false) ' * 51} }}",
    "fields at its root": f"{{ {'__typename ' * 21} }}",
    "repeated fields": f"{{ me {{ {'id ' * 202} }} }}",
    "fragment spreads": f"{{ {'...A ' * 101} }} fragment A on Query {{ __typename }}",
    "values in its arguments": f"{{ nodes(ids: [{'1 ' * 2000}]) {{ id }} }}",
    "definitions": f"{{ __typename }} {'fragment A on Query { __typename } ' * 200}",
    "fragment spreads and inline fragments": "{ " + "... { " * 101 + "id" + " }" * 101 + " }",
    "values in": "{ nodes(ids: {" + " ".join(f"a{n}: 1" for n in range(120)) + "}) { id } }",
    "points of cost": "{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }",
    "fields": f"{{ me {{ {' '.join(f'f{n}' for n in range(2000))} }} }}",
}


NAMES = {
    "fragment spreads": "spreads",
    "values in its arguments": "values",
    "values in": "values",
    **{words: name for name, words in WORDS.items()},
}


@pytest.mark.parametrize(("what", "text"), REFUSED.items())
def test_more_than_the_limit_is_refused_with_the_figure(what: str, text: str) -> None:
    with pytest.raises(Exception, match=f"This has (more than )?[0-9]+ {what}") as caught:
        measure(text)
    refusal = getattr(caught.value, "original_error", None)
    assert isinstance(refusal, TopLevelError)
    is_cost = what == "points of cost"
    assert isinstance(refusal, CostExceeded) == is_cost
    if is_cost:
        assert refusal.extensions["figure"] > refusal.extensions["limit"]
    else:
        assert refusal.extensions["limit"] == getattr(LIMITS, NAMES[what])


def test_just_the_limit_is_answered() -> None:
    assert measure(deep(5)) == 11
    assert measure("{ me { id } }", Limits(cost=1, depth=2)) == 1


def test_fragments_are_measured_once_however_often_they_are_spread() -> None:
    spreads = " ".join(
        f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} ...F{n + 1} }}" for n in range(15)
    )
    bomb = f"{{ ...F0 }} {spreads} fragment F15 on Query {{ me {{ id }} }}"
    with pytest.raises(Exception, match="This has more than 100 fragment spreads"):
        measure(bomb, Limits(fields=10**9, repeats=10**9))


def test_fragments_that_are_spread_nowhere_count_as_if_they_were() -> None:
    fragments = " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(101))
    with pytest.raises(Exception, match="This has more than 100 fragment spreads"):
        measure(f"{{ __typename }} {fragments}")


@pytest.mark.parametrize("length", [400, 800, 1200])
def test_a_long_chain_of_fragments_is_refused(length: int) -> None:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(length))
    text = f"{{ ...F0 }} {chain} fragment F{length} on Query {{ __typename }}"
    with pytest.raises(Exception, match="This has more than 200 definitions"):
        measure(text)
    with pytest.raises(Exception, match="fragment"):
        measure(text, Limits(definitions=10**6))


def test_values_in_variables_count() -> None:
    text = "query ($f: ProfileFilter) { profiles(filter: $f) { totalCount } }"
    with pytest.raises(Exception, match="This has more than 2000 values"):
        measure(text, f={"and": [{"firstName": {"eq": "a"}}] * 20_000})


@pytest.mark.parametrize(
    "text",
    [
        f"query ({' '.join(f'$v{n}: Int' for n in range(1001))}) {{ __typename }}",
        f"query ($ids: [ID!] = [{'1 ' * 2000}]) {{ __typename }}",
        f"{{ __typename @skip(if: [{'1 ' * 2000}]) }}",
    ],
    ids=["variables", "default", "directive"],
)
def test_values_count_wherever_they_are(text: str) -> None:
    with pytest.raises(Exception, match="This has more than 2000 values"):
        measure(text)


UNKNOWN = "{ a: 1 b: 2 and: [{ c: 3 }] not: { d: { e: 4 } } }"


@pytest.mark.parametrize(
    "text",
    [
        f"{{ profiles(filter: {UNKNOWN}) {{ totalCount }} }}",
        f"query ($f: [ProfileFilter!]! = [{UNKNOWN}]) {{ __typename }}",
    ],
)
def test_many_unknown_fields_of_inputs_are_counted_and_not_listed(text: str) -> None:
    with pytest.raises(Exception, match="This has 4 fields that the inputs around them"):
        measure(text)
    assert measure(text.replace("d: { e: 4 }", "")) < 60


def test_names_are_quoted_in_part(api: Api) -> None:
    (error,) = api.execute("{ x(a: " + "[" * 90 + "b" + "]" * 90 + ") }")["errors"]
    assert len(error["message"]) <= 1001
    names = " ".join(f"{'n' * 190}{number}" for number in range(20))
    errors = api.execute(f"{{ {names} }}")["errors"]
    assert max(len(error["message"]) for error in errors) <= 1001


def test_a_refusal_comes_before_any_sql(api: Api) -> None:
    body = api.execute("{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }")
    assert body == {
        "errors": [
            {
                "message": "This has 10101 points of cost, and at most 10000 are answered.",
                "extensions": {"code": "COST_EXCEEDED", "figure": 10101, "limit": 10000},
            }
        ]
    }


def test_the_cost_is_told_to_those_who_ask(api: Api) -> None:
    document = {"query": "{ profiles(first: 3) { nodes { id } } }"}
    asked = api.request("POST", "/graphql", json=document, headers={"X-GraphQL-Cost": "1"})
    assert asked.json() == {"data": {"profiles": {"nodes": []}}, "extensions": {"cost": 4}}
    assert "extensions" not in api.request("POST", "/graphql", json=document).json()

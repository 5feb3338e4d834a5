"""The price of an operation is at least the number of objects that can come, whatever it asks."""

import re
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import schema
from db.models import User
from resolvers import contact, job
from resolvers.fields.declared import OF_CARRIER, Declared, ListSize
from schema.guards import sizes
from schema.sizes import is_list, price_of, size_of
from tests.support.answers import objects
from tests.support.api import Api
from tests.support.make import Make

SCHEMA = schema.build()._schema
FIELDS = {
    f"{type_.name}.{name}": field
    for type_ in SCHEMA.type_map.values()
    if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
    for name, field in type_.fields.items()
}
DEEPEST = 4
PEOPLE = 12


@pytest.fixture
def member(api: Api, make: Make) -> User:
    """A super admin in whose account, at whose place, every list is full, or longer than 10."""
    user, place = make.admin(), make.location()
    profile = make.profile(user, location_id=place.id)
    for number in range(contact.LIMIT):
        make.contact(profile, value=f"{number}@example.com")
    for _ in range(job.LIMIT):
        make.job(profile)
    for _ in range(PEOPLE):
        make.profile(location_id=place.id)
        make.token(user)
        organization = make.organization(user)
    for _ in range(PEOPLE):
        make.membership(organization)
    return user


def selections(type_: Any, depth: int) -> st.SearchStrategy[str]:
    """A selection set of `type_`, objects in it up to `depth` levels deep."""
    if isinstance(type_, GraphQLInterfaceType):
        kinds = ("User", "Profile", "Location", "Organization")
        named = {kind: selections(SCHEMA.type_map[kind], depth) for kind in kinds}
        parts = [inner.map(f"{{{{ ... on {kind} {{}} }}}}".format) for kind, inner in named.items()]
        return st.one_of(*parts)
    choices = [
        field(name, item, depth)
        for name, item in type_.fields.items()
        if depth or is_leaf_type(get_named_type(item.type))
    ]
    return st.lists(st.one_of(*choices), min_size=1, max_size=3).map(
        lambda parts: "{ " + " ".join(f"{_aliased(n, part)}" for n, part in enumerate(parts)) + " }"
    )


def _aliased(number: int, part: str) -> str:
    return f"a{number}: {part}"


def field(name: str, item: Any, depth: int) -> st.SearchStrategy[str]:
    """A field with sizes written in every way, and what is selected of it."""
    named = get_named_type(item.type)
    head = st.just(name)
    size = size_of(item)
    if size is not None and size.arguments and size.arguments != ("ids",):
        argument = st.sampled_from(size.arguments)
        given = st.sampled_from(["1", "3", "60", "100", "$one", "$many", "$absent", "$none"])
        sized = st.builds(f"{name}({{}}: {{}})".format, argument, given)
        head = (head | sized) if "size" not in size.arguments else st.just(f"{name}(size: 7)")
    if not is_composite_type(named):
        return head
    return st.builds("{} {}".format, head, st.deferred(lambda: selections(named, depth - 1)))


def operations(member: User) -> st.SearchStrategy[str]:
    roots = [
        field("me", FIELDS["Query.me"], DEEPEST),
        field("profiles", FIELDS["Query.profiles"], DEEPEST - 1),
        field("organizations", FIELDS["Query.organizations"], DEEPEST - 1),
        field("auditEvents", FIELDS["Query.auditEvents"], DEEPEST - 1),
        st.builds(
            '{}(ids: ["{}", "{}"]) {}'.format,
            st.just("nodes"),
            st.just(member.id),
            st.just(member.id),
            selections(SCHEMA.type_map["Node"], DEEPEST - 2),
        ),
    ]
    return st.one_of(*roots)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_more_objects_come_than_were_paid_for(api: Api, make: Make, member: User) -> None:
    token = make.token(member)
    headers = {"Authorization": f"Bearer {token}", "X-GraphQL-Cost": "1"}
    declared = "$one: Int = 1, $many: Int, $absent: Int, $none: Int"
    seen = 0

    @settings(
        max_examples=150,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(root=operations(member), many=st.sampled_from([100, 100.0, 40, 2]))
    def ask(root: str, many: float) -> None:
        nonlocal seen
        used = ", ".join(
            text for text in declared.split(", ") if re.search(re.escape(text.split(":")[0]), root)
        )
        head = f"query ({used}) " if used else ""
        variables = {"many": many, "none": None}
        body = {"query": f"{head}{{ {root} }}", "variables": variables}
        answer = api.request("POST", "/graphql", json=body, headers=headers).json()
        if answer.get("data") is None:
            assert answer["errors"][0]["extensions"]["code"] == "COST_EXCEEDED", (body, answer)
            return
        seen += 1
        assert objects(answer["data"]) - 1 <= answer["extensions"]["cost"], body["query"]

    ask()
    assert seen > 20


LISTS = [name for name, item in FIELDS.items() if is_list(item)]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_how_many_items_it_holds(name: str) -> None:
    size = size_of(FIELDS[name])
    assert size is not None
    assert 1 <= size.default <= size.most <= 100
    assert set(size.arguments) <= FIELDS[name].args.keys()
    if size is OF_CARRIER:
        assert re.match(r".*(Connection|Page)\.(edges|nodes|items)$", name)


THINGS = "type Thing { name: String } type Things { nodes: [Thing] }"


def declaring(document: str, **fields: ListSize) -> GraphQLSchema:
    """A schema, some of whose lists have a size, each named as `Type_field`."""
    built = build_schema(document)
    for name, size in fields.items():
        type_, _, field = name.partition("_")
        built.type_map[type_].fields[field].extensions["declared"] = Declared(size=size)
    return built


@pytest.mark.parametrize(
    ("query", "sizes_given"),
    [("[Thing]", {}), ("Things", {"Things_nodes": OF_CARRIER})],
)
def test_a_list_or_connection_without_a_size_stops_the_start(
    query: str, sizes_given: dict[str, ListSize]
) -> None:
    built = declaring(f"type Query {{ things: {query} }} {THINGS}", **sizes_given)
    with pytest.raises(LookupError, match="is a list without a size"):
        sizes.enforce(built)


def test_what_has_a_size_starts() -> None:
    sizes.enforce(
        declaring(
            "type Query { things: [Thing] } type Thing { name: String }", Query_things=ListSize()
        )
    )


def test_every_count_is_priced() -> None:
    counts = {
        name: price_of(item)
        for name, item in FIELDS.items()
        if re.match(r".*(Connection\.totalCount|Page\.(total|pages))$", name)
    }
    assert len(counts) > 15
    assert set(counts.values()) == {50}
    assert all(isinstance(FIELDS[name].type, GraphQLNonNull) for name in counts)

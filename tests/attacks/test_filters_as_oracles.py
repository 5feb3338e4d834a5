"""A filter is no way to guess what a viewer may not read, however deep the question is hidden."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLInputObjectType, build_schema, get_named_type, is_list_type

import schema
from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, token_of

SCHEMA = build_schema(schema.sdl())
LISTS = ["profiles", "locations", "contacts", "jobs", "organizations"]
LISTS += [f"{name}Page" for name in LISTS]
"""The lists that are not for super admins alone."""
AT_ONCE = 15
"""Filters in one document."""
SUPER_ADMINS_ALONE = {"isActive", "isPublic", "email", "lastLoginAt"}
SIGNED_IN_ALONE = {"postalCode"}
"""What only these may filter by; everything else is for whoever reads."""
VALUES = {"String": '"x"', "Boolean": "true", "DateTime": '"2026-01-31T00:00:00Z"'}
VALUES |= {"ID": '"019a0000-0000-7000-8000-000000000001"', "Date": '"2026-01-31"', "Gender": "MALE"}


def conditions(type_: GraphQLInputObjectType, depth: int = 3) -> Iterator[tuple[str, str]]:
    """Each field that a filter can ask about, by way of others, and a filter that does."""
    for name, field in type_.fields.items():
        under = get_named_type(field.type)
        if not isinstance(under, GraphQLInputObjectType):
            continue
        if "eq" in under.fields:
            kind = get_named_type(under.fields["eq"].type).name
            yield name, f"{{{name}: {{eq: {VALUES[kind]}}}}}"
        elif depth > 1:
            for asked, inner in conditions(under, depth - 1):
                yield asked, f"{{{name}: {f'[{inner}]' if is_list_type(field.type) else inner}}}"


def filters() -> dict[str, GraphQLInputObjectType]:
    """The filter of each list that has one."""
    assert SCHEMA.query_type is not None
    types = {
        name: get_named_type(field.args["filter"].type)
        for name, field in SCHEMA.query_type.fields.items()
        if "filter" in field.args
    }
    return {name: each for name, each in types.items() if isinstance(each, GraphQLInputObjectType)}


def refused(viewer: str, field: str) -> bool:
    if field in SIGNED_IN_ALONE:
        return viewer == ANONYMOUS
    return field in SUPER_ADMINS_ALONE and viewer != ADMIN


def test_every_list_that_can_be_filtered_is_tried() -> None:
    assert filters().keys() - {"users", "usersPage", "auditEvents"} == set(LISTS)


@pytest.mark.parametrize("viewer", KINDS)
@pytest.mark.parametrize("name", LISTS)
def test_nobody_filters_by_what_they_may_not_read(
    api: Api, make: Make, name: str, viewer: str
) -> None:
    token = token_of(make, make.user(), viewer)
    tried = list(conditions(filters()[name]))
    secret = [text for field, text in tried if refused(viewer, field)]
    open_to = [text for field, text in tried if not refused(viewer, field)]
    assert bool(secret) == (viewer != ADMIN)
    for text in secret:
        assert api.codes(document(name, text), token=token) == ["FORBIDDEN"], text
    for start in range(0, len(open_to), AT_ONCE):
        some = open_to[start : start + AT_ONCE]
        assert api.codes(document(name, *some), token=token) == [], some


def document(name: str, *filters: str) -> str:
    """The list under each filter; nothing of it is read."""
    fields = (f"a{n}: {name}(filter: {text}) {{ __typename }}" for n, text in enumerate(filters))
    return f"{{ {' '.join(fields)} }}"

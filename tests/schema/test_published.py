"""The schema file is what the server serves, and everything in it is described."""

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    get_introspection_query,
    parse,
    validate,
)
from graphql.type import is_introspection_type, is_specified_scalar_type

import schema
from tests.support.api import Api

FILE = Path(schema.__file__).parent / "schema.graphql"


def test_the_schema_file_is_current() -> None:
    assert FILE.read_text("utf-8") == schema.sdl(), "run `make schema`"


def test_everything_is_described_in_whole_sentences() -> None:
    missing = [path for path, text in descriptions() if not text or not text.endswith(".")]
    assert missing == []


@pytest.mark.parametrize("scalar", ["DateTime", "Date"])
def test_our_scalars_say_where_they_are_specified(scalar: str) -> None:
    type_ = build_schema(schema.sdl()).type_map[scalar]
    assert isinstance(type_, GraphQLScalarType)
    assert type_.specified_by_url == "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"


def test_it_has_every_directive_that_introspection_has(api: Api) -> None:
    """What is valid to who asked the server is valid to who read the file, and the reverse."""
    asked = build_client_schema(api.data(get_introspection_query(directive_is_repeatable=True)))
    shown = [directives(each) for each in (asked, build_schema(FILE.read_text("utf-8")))]
    assert shown[0] == shown[1]
    ours = {"defer", "stream", "idempotent"}
    assert {"include", "skip", "deprecated", "specifiedBy", "oneOf"} | ours == {*shown[0]}


@pytest.mark.parametrize(
    "document",
    [
        '{ profiles { nodes { id ... @defer(if: true, label: "a") { bio } } } }',
        "{ profiles { ...Rest @defer } } fragment Rest on ProfileConnection { totalCount }",
        '{ profiles { nodes @stream(if: true, label: "b", initialCount: 3) { id } } }',
    ],
)
def test_documents_with_parts_are_valid_by_the_file(document: str) -> None:
    assert validate(build_schema(FILE.read_text("utf-8")), parse(document)) == []


def directives(read: GraphQLSchema) -> dict[str, object]:
    """Name, arguments with types and defaults, and places of each."""
    return {
        each.name: (
            {
                name: (str(argument.type), argument.default_value)
                for name, argument in each.args.items()
            },
            set(each.locations),
            each.is_repeatable,
        )
        for each in read.directives
    }


def test_no_default_is_null() -> None:
    """Left out and null are not the same: an update clears what is null."""
    defaults = re.findall(r"^ +\w+: [\w\[\]!]+ = (.+)$", schema.sdl(), re.MULTILINE)
    assert defaults
    assert not [default for default in defaults if re.search(r"\bnull\b", default)]


def descriptions() -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for type_ in build_schema(FILE.read_text("utf-8")).type_map.values():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        found.append((type_.name, type_.description))
        if isinstance(type_, GraphQLEnumType):
            found += [(f"{type_.name}.{n}", v.description) for n, v in type_.values.items()]
        elif isinstance(type_, GraphQLInputObjectType):
            found += [(f"{type_.name}.{n}", f.description) for n, f in type_.fields.items()]
        elif isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType)):
            for name, field in type_.fields.items():
                path = f"{type_.name}.{name}"
                found.append((path, field.description))
                found += [(f"{path}({n})", a.description) for n, a in field.args.items()]
    return found

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
    build_schema,
)
from graphql.type import is_introspection_type, is_specified_scalar_type

import schema

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

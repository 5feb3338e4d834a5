"""A field that declares nothing, or what is not there, stops the start."""

from collections.abc import Callable
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, GraphQLSchema

import schema
from db.models import Profile
from loaders.contact import contacts_by_profile
from loaders.profile import profile_by_id, profiles_by_location
from loaders.relation import One
from loaders.user import user_of_profile
from resolvers.fields.declared import Declared, Many, at_most
from resolvers.lists.listing import Catalogue
from resolvers.lists.page import PageRows
from schema.arguments import FIRST, Argument, an_id
from schema.fields import by_key, carried, column, computed, many, one
from schema.guards import declarations
from schema.lists import connection, page
from schema.sizes import declared_of
from schema.types.listing import Connection

SHOE_SIZE = Argument(str | None, "The size.")


@strawberry.type
class Contact:
    id: strawberry.ID


@strawberry.input
class Conditions:
    id: strawberry.ID


def declaring(type_name: str, annotation: Any, field: Any) -> GraphQLSchema:
    """A schema with one type of that name, which has one field."""
    made = type(type_name, (), {"__annotations__": {"thing": annotation}, "thing": field})
    return strawberry.Schema(strawberry.type(made))._schema


WRONG: dict[str, Callable[[], tuple[str, Any, Any]]] = {
    "Profile.thing declares nothing": lambda: (
        *("Profile", str | None),
        strawberry.field(description="Something.", default=None),
    ),
    "`shoe_size`, which no read of Profile returns": lambda: (
        *("Profile", str | None),
        column("The size.", of="shoe_size"),
    ),
    "`password_hash`, which no read of User returns": lambda: (
        *("User", str | None),
        column("A secret.", of="password_hash"),
    ),
    "`name_folded`, which no read of Organization returns": lambda: (
        *("Organization", str | None),
        column("A copy.", of="name_folded"),
    ),
    "`thing` of a row, and Wallet is no entity": lambda: (
        *("Wallet", str | None),
        column("Money."),
    ),
    "`wallet_id`, which no read of Profile returns": lambda: (
        *("Profile", Contact | None),
        one(user_of_profile, "wallet_id", "Money."),
    ),
    "User, and returns Contact": lambda: (
        *("Profile", Contact | None),
        one(user_of_profile, "user_id", "Whose."),
    ),
    "`nickname`, which Profile has not": lambda: (
        *("Query", Contact | None),
        by_key(One(Profile, "nickname"), "By name.", id=an_id("It.")),
    ),
    "Profile, and returns Contact": lambda: (
        *("Query", Contact | None),
        by_key(profile_by_id, "By id.", id=an_id("It.")),
    ),
    "`shoe_size`, which Contact has not": lambda: (
        *("Profile", list[Contact]),
        many(contacts_by_profile, "Contacts.", most=9, shoe_size=SHOE_SIZE),
    ),
    "ProfileConnection, and returns ContactConnection": lambda: (
        *("Location", Connection[Contact]),
        connection(profiles_by_location, "Profiles."),
    ),
    "ProfilePage, and returns ContactConnection": lambda: (
        *("Query", Connection[Contact]),
        page(Catalogue(Profile), Conditions, None, "Profiles."),
    ),
    "`thing`, which PageRows has not": lambda: (
        *("ProfilePage", int),
        carried(PageRows, "Something."),
    ),
    "no reason to compute": lambda: (
        *("Profile", int),
        computed(lambda _row, _context: 1, "One.", why=""),
    ),
}


@pytest.mark.parametrize("complaint", WRONG)
def test_what_is_not_there_cannot_be_declared(complaint: str) -> None:
    with pytest.raises(LookupError) as raised:
        declarations.enforce(declaring(*WRONG[complaint]()))
    assert complaint in str(raised.value)


def test_a_text_that_nobody_folds_cannot_be_compared() -> None:
    field = many(profiles_by_location, "Profiles.", most=9, bio=SHOE_SIZE)
    with pytest.raises(LookupError, match="has no folded copy"):
        declarations.enforce(declaring("Location", list[Contact], field))


def test_an_argument_that_is_not_taken_cannot_be_compared() -> None:
    field = schema.fields.answered(
        Many(contacts_by_profile, equal=("type",), size=at_most(9)), "Contacts.", first=FIRST
    )
    with pytest.raises(LookupError, match="`type`, which is none of its arguments"):
        declarations.enforce(declaring("Profile", list[Contact], field))


def test_every_field_of_the_schema_declares() -> None:
    fields = {
        f"{type_.name}.{name}": declared_of(field)
        for type_ in schema.build()._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
    }
    assert len(fields) > 200
    assert all(isinstance(declared, Declared) for declared in fields.values())

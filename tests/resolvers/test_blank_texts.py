"""What a form sends for a field that nobody filled in: blank is null where there may be nothing."""

from typing import Any

import pytest
import sqlalchemy as sa
from graphql import GraphQLInputObjectType, build_schema
from graphql.type import GraphQLString

import schema
from base.naming import camel
from db.models import Base
from tests.support.api import Api
from tests.support.details import TEXT, details, needed_texts
from tests.support.make import Make

BLANK = ["", " ", "\t\n", "\u00a0\u3000", "\u200b", "\u2800"]
FULL: dict[str, dict[str, str]] = {
    "Profile": {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "bio": "Counts.",
        "profilePictureUrl": "https://example.com/ada.png",
    },
    "Location": {
        "country": "Peru",
        "stateProvince": "Lima",
        "city": "Callao",
        "postalCode": "07001",
    },
    "Organization": {"name": "Works", "category": "Shop", "subcategory": "Small"},
    "User": {"username": "ada", "email": "ada@example.com"},
    **{
        entity.__name__: {camel(column): TEXT for column in needed_texts(entity)}
        for entity in details()
    },
    "Job": {"title": "Analyst", "company": "Engines", "industry": "Mathematics"},
}
DETAILS = {entity.__name__: entity for entity in details()}
NEEDED = {
    *("UpdateLocationInput.country", "UpdateOrganizationInput.name"),
    *("UpdateUserInput.username", "UpdateUserInput.email"),
    *(
        f"Update{entity.__name__}Input.{camel(column)}"
        for entity in details()
        for column in needed_texts(entity)
    ),
}
"""What an update may leave out, and nothing may clear."""
WRITE = "mutation ($input: {}!) {{ {}(input: $input) {{ errors {{ code path }} }} }}"


def optional_texts() -> list[tuple[str, str]]:
    """Every field of an input to a mutation that is a text and may be left out."""
    return [
        (name, field)
        for name, type_ in build_schema(schema.sdl()).type_map.items()
        if isinstance(type_, GraphQLInputObjectType) and name.endswith("Input")
        for field, definition in type_.fields.items()
        if definition.type is GraphQLString
    ]


def of(name: str) -> str:
    """What an input is about."""
    return next(entity for entity in reversed(FULL) if entity in name)


NO_COLUMNS = {"InviteMemberInput.email", "ReauthenticateInput.code"}
"""Whom to invite, and a code: blank is as if it were left out, and nothing is stored of either."""
CLEARED = [item for item in optional_texts() if ".".join(item) not in {*NEEDED, *NO_COLUMNS}]
KEPT = [item for item in optional_texts() if ".".join(item) in NEEDED]


def test_every_optional_text_is_one_or_the_other() -> None:
    assert {".".join(item) for item in KEPT} == NEEDED
    assert {field for name, field in CLEARED} == {
        *("firstName", "lastName", "bio", "profilePictureUrl", "industry"),
        *("stateProvince", "city", "postalCode", "category", "subcategory"),
    }


def write(api: Api, make: Make, name: str, values: dict[str, str]) -> Any:
    """The errors of a mutation whose input `name` is full but for `values`."""
    user = make.user()
    full: dict[str, Any] = {**FULL[of(name)], **values}
    token = make.token(make.admin() if of(name) in {"Location", "User"} else user)
    if name.startswith("Update"):
        full["id"] = {
            "Profile": lambda: make.profile(user),
            "Location": make.location,
            "Organization": lambda: make.organization(user),
            "User": lambda: user,
            **dict.fromkeys(DETAILS, lambda: make.detail(DETAILS[of(name)], make.profile(user))),
        }[of(name)]().id
    elif name == "AddJobInput":
        full["profileId"] = make.profile(user).id
    elif name == "ProfileJobInput":
        name, full = "CreateProfileInput", {"jobs": [full]}
    field = name[0].lower() + name[1:].removesuffix("Input")
    return errors(api.data(WRITE.format(name, field), {"input": full}, token))


def errors(data: dict[str, Any]) -> Any:
    (payload,) = data.values()
    return payload["errors"]


def stored(api: Api, table: sa.Table) -> dict[str, Any]:
    """The only row of a table, by the names of its fields."""
    with api.services.database.engine.connect() as connection:
        (row,) = connection.execute(sa.select(table)).mappings()
    return {camel(name): value for name, value in row.items()}


@pytest.mark.parametrize("blank", BLANK, ids=ascii)
@pytest.mark.parametrize(("name", "field"), CLEARED)
def test_an_optional_text_that_looks_blank_is_null(
    api: Api, make: Make, name: str, field: str, blank: str
) -> None:
    assert write(api, make, name, {field: blank}) == []
    row = stored(api, Base.metadata.tables[f"{of(name).lower()}s"])
    assert {key: row[key] for key in FULL[of(name)]} == {**FULL[of(name)], field: None}


@pytest.mark.parametrize("blank", BLANK, ids=ascii)
@pytest.mark.parametrize(("name", "field"), KEPT)
def test_what_is_needed_cannot_be_cleared_by_a_blank(
    api: Api, make: Make, name: str, field: str, blank: str
) -> None:
    assert write(api, make, name, {field: blank}) == [{"code": "VALIDATION", "path": [field]}]


def test_a_filter_still_compares_with_what_is_blank(api: Api, make: Make) -> None:
    make.profile(bio=None)
    document = '{ profiles(filter: { lastName: { eq: "" } }) { totalCount } }'
    assert api.data(document) == {"profiles": {"totalCount": 0}}

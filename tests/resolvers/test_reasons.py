"""Every problem that forms show has a reason, and where there is a limit, says it."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    build_schema,
)

import schema
from base.problem import ErrorCode, Problem
from tests.support.api import Api
from tests.support.make import Make

PUBLISHED = build_schema(schema.sdl())
LIMITED = {"TOO_SHORT", "TOO_LONG", "TOO_MANY"}
TEXTS = ["", "\u200b", "x", "password1", "a\x00b", " ada", "a\u0430", "x" * 20_000]
OTHERS = {"Date": "2999-01-01", "DateTime": "2999-01-01T00:00:00Z", "Boolean": True}


def fields() -> Iterator[tuple[str, GraphQLField]]:
    assert PUBLISHED.mutation_type is not None
    for name, field in PUBLISHED.mutation_type.fields.items():
        if "input" in field.args:
            yield name, field


FIELDS = dict(fields())


def filled(type_: GraphQLInputType, text: str | None, id: str) -> Any:
    """An input with all its fields, each text the same."""
    match type_:
        case GraphQLNonNull():
            return filled(type_.of_type, "" if text is None else text, id)
        case GraphQLList():
            return [filled(type_.of_type, text, id)] * 2
        case GraphQLInputObjectType():
            return {
                name: filled(field.type, text, id)
                for name, field in type_.fields.items()
                if name not in {"expectedUpdatedAt"}
            }
        case GraphQLEnumType():
            return next(iter(type_.values))
    return {"String": text, "ID": id, **OTHERS}[type_.name]


@pytest.mark.parametrize("name", FIELDS)
def test_every_problem_of_a_value_says_why(api: Api, make: Make, name: str) -> None:
    admin = make.admin()
    token, ids = make.token(admin), [admin.id, make.profile(admin).id]
    type_ = FIELDS[name].args["input"].type
    document = (
        f"mutation ($input: {type_}) {{ {name}(input: $input) "
        "{ errors { code reason limit message path } } }"
    )
    for text in [*TEXTS, None]:
        for id in ids:
            body = api.execute(document, {"input": filled(type_, text, id)}, token)
            payload = body["data"][name] or {"errors": []}
            for error in payload["errors"]:
                is_of_a_value = error["code"] in {"VALIDATION", "WEAK_PASSWORD"}
                assert is_of_a_value == (error["reason"] is not None), error
                assert (error["limit"] is not None) or error["reason"] not in LIMITED, error


def test_what_is_too_long_says_how_long_it_may_be(api: Api, make: Make) -> None:
    document = """
    mutation {
      createProfile(input: { firstName: "%s", lastName: "\u200b", dateOfBirth: "2999-01-01" }) {
        errors { code reason limit path }
      }
    }
    """
    errors = api.data(document % ("x" * 101), token=make.token(make.user()))
    found = errors["createProfile"]["errors"]
    assert {"reason": "TOO_LONG", "limit": 100} in [
        {"reason": error["reason"], "limit": error["limit"]} for error in found
    ]
    assert {error["reason"] for error in found} >= {"TOO_LONG", "IN_FUTURE"}


def test_a_password_says_what_it_lacks(api: Api) -> None:
    document = """
    mutation ($password: String!) {
      register(input: { email: "ada@example.com", username: "ada.byron", password: $password }) {
        errors { reason limit }
      }
    }
    """
    for password, reason, limit in (
        ("short", "TOO_SHORT", 8),
        ("password1", "COMMON", None),
        ("ada.byron", "CONTAINS_NAME", None),
    ):
        errors = api.data(document, {"password": password})["register"]["errors"]
        assert errors == [{"reason": reason, "limit": limit}]


@pytest.mark.parametrize("code", [ErrorCode.VALIDATION, ErrorCode.WEAK_PASSWORD])
def test_a_problem_without_a_reason_cannot_be_made(code: ErrorCode) -> None:
    with pytest.raises(LookupError, match="no reason is given"):
        Problem(code, "This value cannot be used.")

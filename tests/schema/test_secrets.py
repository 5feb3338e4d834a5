"""Secrets in the schema: what proves who somebody is comes in, and only new tokens go out."""

from graphql import GraphQLInputObjectType, GraphQLObjectType, build_schema

import schema

SCHEMA = build_schema(schema.sdl())
SECRET = ("password", "token", "hash", "secret")
RECOVERY = ("hint", "question", "answer")


def names(kind: type[GraphQLInputObjectType] | type[GraphQLObjectType], *words: str) -> set[str]:
    """The fields of the types of a kind that have one of the words in their name."""
    return {
        f"{type_.name}.{name}"
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, kind)
        for name in type_.fields
        if any(word in name.lower() for word in words)
    }


def test_nothing_is_given_out_but_new_tokens() -> None:
    given = names(GraphQLObjectType, *SECRET)
    assert {name for name in given if not name.startswith("Mutation.")} == {
        "AuthPayload.accessToken",
        "AuthPayload.refreshToken",
        "AuthPayload.tokenType",
        "EnrolTwoFactorPayload.secret",
    }


def test_no_hint_and_no_secret_question_stands_in_for_a_password() -> None:
    assert names(GraphQLInputObjectType, *RECOVERY) == set()
    assert names(GraphQLObjectType, *RECOVERY) == set()
    assert names(GraphQLInputObjectType, "password") >= {"LoginInput.password"}

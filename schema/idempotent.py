"""`@idempotent(key:)` on a field of Mutation: done once, however often it is sent."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from graphql import GraphQLResolveInfo
from graphql.execution.values import get_argument_values
from strawberry.directive import DirectiveLocation

from base.errors import BadUserInput
from resolvers.operation.context import Context
from resolvers.operation.once import Once

NAME = "idempotent"
LONGEST_KEY_CHARACTERS = 255
KEY = f"Made up by the client, such as a UUID; at most {LONGEST_KEY_CHARACTERS} characters."


@strawberry.directive(
    locations=[DirectiveLocation.FIELD],
    name=NAME,
    description="Do a mutation once: the same key by the same viewer, on the same field with the "
    "same arguments, is answered alike for 24 hours; with others it is IDEMPOTENCY_KEY_REUSED.",
)
def idempotent(
    key: Annotated[str, strawberry.argument(description=KEY)],
) -> None:
    """It is read by `asked_once`, and runs by no means of Strawberry's."""


def asked_once(
    info: GraphQLResolveInfo[Any], context: Context, arguments: Mapping[str, Any]
) -> Once | None:
    """Under which key the field is asked for, if any; BadUserInput for one of no use."""
    directive = info.schema.get_directive(NAME)
    assert directive is not None
    keys = {
        get_argument_values(directive, node, info.variable_values)["key"]
        for field in info.field_nodes
        for node in field.directives or ()
        if node.name.value == NAME
    }
    if not keys:
        return None
    if len(keys) > 1:
        raise BadUserInput("A field has one key.", argument="key")
    (key,) = keys
    if not 1 <= len(key) <= LONGEST_KEY_CHARACTERS:
        sentence = f"A key has 1 to {LONGEST_KEY_CHARACTERS} characters."
        raise BadUserInput(sentence, argument="key")
    field = info.field_name
    return Once(context.services.seal, key, field, arguments, context.address)

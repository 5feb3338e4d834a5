"""Fields that read as SDL: an annotation, what is behind the field, a description, the arguments.

    user: UserRef = one(user_of_profile, "user_id", "Whose profile it is.")

The annotation states the GraphQL type; the rest is data on the field, of which
`resolvers.fields.answers` makes a resolver. Rows name no type.
"""

from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import strawberry

from loaders import relation as loaders
from resolvers.fields.answers import answer
from resolvers.fields.declared import (
    ByKey,
    Carried,
    Column,
    Computed,
    Declared,
    Followed,
    ListSize,
    Many,
    One,
    Own,
    Written,
    at_most,
)
from schema.arguments import FIRST, Argument
from schema.given import given
from schema.signature import Info, sign

Resolver = Callable[..., Any]


def column(description: str, of: str = "") -> Any:
    """A column of the row; `of`: which, where the field has another name."""
    return read(Column(of), description)


def one(relation: loaders.One, key: str, description: str) -> Any:
    """The row of a relation whose key is in the column `key`."""
    return answered(One(relation, key), description)


def many(
    relation: loaders.Many,
    description: str,
    *,
    most: int,
    is_cut: bool = False,
    **equal: Argument,
) -> Any:
    """The rows of a relation that belong to the row: at most `most`, or with `is_cut` the first.

    `equal`: arguments that compare the text column of the same name.
    """
    declared = Many(relation, equal=tuple(equal), is_cut=is_cut, size=at_most(most))
    return answered(declared, description, first=FIRST, **equal)


def by_key(relation: loaders.One, description: str, **argument: Argument) -> Any:
    """The row of a relation whose key is the one argument."""
    (name,) = argument
    return answered(ByKey(relation, name), description, **argument)


def own(relation: loaders.One, description: str) -> Any:
    """The row of a relation whose key is the viewer's id."""
    return answered(Own(relation), description)


def carried(
    carrier: type, description: str, *, size: ListSize | None = None, price: int = 0
) -> Any:
    """What an object of `carrier`, which is no row, has under the name of the field."""
    return read(Carried(carrier, size=size, price=price), description)


def written(description: str, *, size: ListSize | None = None, **default: Any) -> Any:
    """A field of a payload: null, or its `default`, if nothing was written."""
    declared = {"declared": Written(size=size)}
    return strawberry.field(
        **(default or {"default": None}), description=description, metadata=declared
    )


def computed(
    function: Resolver,
    description: str,
    *,
    why: str,
    size: ListSize | None = None,
    **arguments: Argument,
) -> Any:
    """What `function(row, context, **arguments)` answers; `why` no other kind of field does."""
    return answered(Computed(function, why, size=size), description, **arguments)


def asked(
    function: Resolver,
    description: str,
    *,
    why: str,
    size: ListSize | None = None,
    **arguments: Argument,
) -> Any:
    """As `computed`, at the root, where there is no row: `function(context, **arguments)`."""
    declared = Computed(function, why, of_row=False, size=size)
    return answered(declared, description, **arguments)


def read(declared: Declared, description: str) -> Any:
    """A field that is read off the row."""
    return strawberry.field(description=description, metadata={"declared": declared})


def answered(declared: Declared, description: str, **arguments: Argument) -> Any:
    """A field that is answered as it is declared."""
    answer_field = answer(declared)

    def resolve(root: Any, info: Info, **values: Any) -> Any:
        chosen = {name: given(value) for name, value in values.items()}
        return answer_field(root, info.context, **chosen)

    sign(resolve, arguments)
    metadata = {"declared": declared}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def subscription(resolver: Resolver, description: str, **arguments: Argument) -> Any:
    """A field of Subscription, whose events `resolver(context, **arguments)` yields."""

    async def follow(root: Any, info: Info, **values: Any) -> Any:  # noqa: ARG001
        async with aclosing(resolver(info.context, **values)) as events:
            async for event in events:
                yield event

    sign(follow, arguments)
    metadata = {"declared": Followed(resolver)}
    return strawberry.subscription(resolver=follow, description=description, metadata=metadata)

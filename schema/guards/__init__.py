"""What stops the start, in the order in which it is asked: each refuses what nobody mentioned.

Guards that stand before a resolver are passed in the reverse order, the last one first.
"""

from collections.abc import Callable
from dataclasses import dataclass

from graphql import GraphQLSchema

from auth import permissions
from schema.guards import (
    arguments,
    declarations,
    enums,
    ids,
    inputs,
    kinds,
    lists,
    sizes,
    texts,
    written,
)


@dataclass(frozen=True)
class Guard:
    """A rule for all members of the schema, and what holds it: LookupError at the first breach."""

    rule: str
    enforce: Callable[[GraphQLSchema], None]


GUARDS = (
    Guard(
        "Every type and directive is one that something here answers for.",
        kinds.enforce,
    ),
    Guard("Every field declares what is behind it, and that is there.", declarations.enforce),
    Guard("Every argument is one that the declaration of its field takes.", arguments.enforce),
    Guard("Every field of an input has a column or a parameter to go to.", inputs.enforce),
    Guard("Every column that an input writes has a rule of who may.", written.enforce),
    Guard("Every condition and order of a list has a column or a relation.", lists.enforce),
    Guard("No filter compares a text as it is written.", texts.enforce),
    Guard("No long text is compared with the names of an enum.", enums.enforce),
    Guard("Every id that a client sends is a UUID before anything runs.", ids.enforce),
    Guard("Every field, filter and operation has a rule of who may.", permissions.enforce),
    Guard("Every list says how many items it holds.", sizes.enforce),
)


def enforce(schema: GraphQLSchema) -> None:
    """Put all guards in front of `schema`, in place; LookupError where one of them refuses."""
    for guard in GUARDS:
        guard.enforce(schema)

"""Refuses operations that ask for too much, before anything runs.

Also documents that turn out not to be valid are measured: validation itself takes time that grows
with the square of what is repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
)

from db.errors import BadUserInput, CostExceeded, Refusal
from server.graphql.measure import Measuring

MOST_UNKNOWN = 3
"""Input fields that do not exist, which validation tells of one by one."""


@dataclass(frozen=True)
class Limits:
    """The most that one operation may have of each measure."""

    cost: int = 10_000
    depth: int = 12
    aliases: int = 50
    directives: int = 50
    root_fields: int = 20
    fields: int = 2_000
    values: int = 2_000
    repeats: int = 200
    spreads: int = 100
    definitions: int = 200


@dataclass(frozen=True)
class Guard:
    """Refuses operations beyond `limits`."""

    schema: GraphQLSchema
    limits: Limits

    def measure(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> int:
        """The cost of `operation`; refused with CostExceeded or BadUserInput beyond a limit."""
        self._refuse_beyond("definitions", len(document.definitions), "definitions")
        measuring = Measuring(self.schema, document, variables, self.limits.values)
        try:
            sizes = [measuring.definition(node) for node in measuring.definitions]
        except RecursionError:  # hundreds of fragments, each spread in the one before
            raise _refused(BadUserInput("Its fragments are nested too deeply.")) from None
        for size in sizes:
            self._refuse_beyond("depth", size.depth, "levels of fields")
            self._refuse_beyond("aliases", size.aliases, "aliases")
            self._refuse_beyond("directives", size.directives, "directives")
        self._refuse_beyond("fields", sum(size.fields for size in sizes), "fields")
        values = measuring.values
        self._refuse_beyond("values", values.count, "values in its arguments and variables")
        if values.unknown > MOST_UNKNOWN:
            sentence = f"This has {values.unknown} fields that the inputs around them do not have."
            raise _refused(BadUserInput(sentence))
        self._refuse_beyond("repeats", sum(size.repeats for size in sizes), "repeated fields")
        spreads = max(sum(size.spreads for size in sizes), measuring.fragments)
        self._refuse_beyond("spreads", spreads, "fragment spreads")
        asked = measuring.definition(operation)
        self._refuse_beyond("root_fields", asked.width, "fields at its root")
        self._refuse_beyond("cost", asked.cost, "points of cost", CostExceeded)
        return asked.cost

    def _refuse_beyond(
        self, name: str, figure: int, what: str, refusal: type[Refusal] = BadUserInput
    ) -> None:
        limit: int = getattr(self.limits, name)
        if figure > limit:
            sentence = f"This has {figure} {what}, and at most {limit} are answered."
            raise _refused(refusal(sentence, figure=figure, limit=limit))


def _refused(refusal: Refusal) -> GraphQLError:
    return GraphQLError(refusal.message, original_error=refusal)

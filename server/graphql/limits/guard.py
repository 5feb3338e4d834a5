"""Refuses operations that ask for too much, before anything runs.

Also documents that turn out not to be valid are measured: validation itself takes time that grows
with the square of what is repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
)

from base.errors import BadUserInput
from server.graphql.limits.content import Variables
from server.graphql.limits.figures import Limits, Steps, of_request, refuse_beyond, refuse_cost
from server.graphql.limits.shape import Shape
from server.graphql.limits.survey import Survey


@dataclass(frozen=True)
class Measured:
    """An operation whose document is within the limits, whatever its variables are."""

    shape: Shape
    steps: int
    """Those that it took to say so."""
    limits: Limits

    def cost(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables; refused, as errors of the request, beyond a limit."""
        steps = Steps()
        held = Variables(variables, self.limits.values, steps)
        values = self.shape.values + held.unused.values
        refuse_beyond(self.limits, "values", values)
        used = held.used(self.shape.uses.items())
        refuse_beyond(self.limits, "values", values + used.values)
        refuse_beyond(self.limits, "filter_conditions", self.shape.conditions + used.conditions)
        cost, _ = self.shape.price.count(held, {})
        refuse_cost(self.limits, cost)
        return cost


@dataclass(frozen=True)
class Guard:
    """Refuses operations beyond `limits`."""

    schema: GraphQLSchema
    limits: Limits

    def measure(self, document: DocumentNode, operation: OperationDefinitionNode) -> Measured:
        """The measures of `operation`; BadUserInput or CostExceeded, as an error of the request."""
        refuse_beyond(self.limits, "definitions", len(document.definitions))
        fragments = [
            node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        ]
        survey = Survey(self.schema, self.limits, fragments)
        try:
            shape = survey.operation(operation)
        except RecursionError:  # hundreds of fragments, each spread in the one before
            raise of_request(BadUserInput("Its fragments are nested too deeply.")) from None
        return Measured(shape, survey.steps.count, self.limits)

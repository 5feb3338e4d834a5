"""What an operation has so far, with its fragments, held against the limits as it is looked at."""

from server.graphql.limits.figures import Limits, refuse_beyond, refuse_cost
from server.graphql.limits.shape import Selection, Shape


class Totals:
    """Each fragment counted wherever it is spread."""

    def __init__(self, limits: Limits) -> None:
        self.fields = self.repeats = self.spreads = 0
        self._limits = limits

    def check(self, now: Shape, selection: Selection) -> None:
        """Refuse what has passed a limit, before anything more is looked at.

        `now`: the operation or fragment under way; `selection`: the one in it.
        """
        limits = self._limits
        if (
            selection.depth > limits.depth
            or now.aliases > limits.aliases
            or now.directives > limits.directives
            or now.values > limits.values
            or now.conditions > limits.filter_conditions
            or self.fields > limits.fields
            or self.repeats > limits.repeats
            or self.spreads > limits.spreads
            or now.price.once > limits.cost
        ):
            self._refuse(now, selection)

    def _refuse(self, now: Shape, selection: Selection) -> None:
        refuse_beyond(self._limits, "depth", selection.depth)
        refuse_beyond(self._limits, "aliases", now.aliases)
        refuse_beyond(self._limits, "directives", now.directives)
        refuse_beyond(self._limits, "values", now.values)
        refuse_beyond(self._limits, "filter_conditions", now.conditions)
        refuse_beyond(self._limits, "fields", self.fields)
        refuse_beyond(self._limits, "repeats", self.repeats)
        refuse_beyond(self._limits, "spreads", self.spreads)
        refuse_cost(self._limits, now.price.once)

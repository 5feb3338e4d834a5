"""The shape of an operation or fragment: its figures and its price, from its document alone."""

from collections import Counter
from dataclasses import dataclass, field

from server.graphql.limits.content import Use
from server.graphql.limits.price import Price


@dataclass(slots=True)
class Selection:
    """A selection set, the fragments in it expanded."""

    price: Price = field(default_factory=Price)
    depth: int = 0
    fields: int = 0
    width: int = 0
    """Fields at the top, however often named."""
    names: dict[str, int] = field(default_factory=dict)
    """The names in the answer, each with the number of fields under it and itself."""


@dataclass(slots=True)
class Shape:
    """A whole operation or fragment."""

    selection: Selection = field(default_factory=Selection)
    aliases: int = 0
    directives: int = 0
    spreads: int = 0
    repeats: int = 0
    """Fields under a name that the same selection set has already, with all under them."""
    values: int = 0
    conditions: int = 0
    uses: Counter[Use] = field(default_factory=Counter)
    """Of variables, each as often as fields use it."""

    @property
    def price(self) -> Price:
        return self.selection.price

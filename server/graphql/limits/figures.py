"""The most that one operation may have of each figure, and the refusal of what has more."""

from dataclasses import dataclass

from graphql import GraphQLError

from base.errors import BadUserInput, CostExceeded, TopLevelError

LONGEST_NAME_CHARACTERS = 200
"""Characters of a name in a document and of a key in variables: of what errors quote."""
MOST_STEPS = 20_000
"""Steps that measuring one operation may take: a step is about a microsecond."""


@dataclass(frozen=True)
class Limits:
    """The settings `LIMIT_COST`, `LIMIT_DEPTH` and so on."""

    cost: int = 10_000
    depth: int = 12
    aliases: int = 50
    directives: int = 50
    root_fields: int = 20
    fields: int = 2_000
    values: int = 2_000
    filter_conditions: int = 100
    repeats: int = 200
    spreads: int = 100
    definitions: int = 200


WORDS = {
    "depth": "levels of fields",
    "aliases": "aliases",
    "directives": "directives",
    "root_fields": "fields at its root",
    "fields": "fields",
    "values": "values in its arguments and variables",
    "filter_conditions": "conditions in its filters",
    "repeats": "repeated fields",
    "spreads": "fragment spreads and inline fragments",
    "definitions": "definitions",
}
"""What each figure counts, in an answer."""


class Steps:
    """What measuring one operation has taken so far; measuring itself is what an attack aims at."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.count = 0
        self._most = most

    def take(self, count: int = 1) -> None:
        """BadUserInput, as an error of the request, beyond the most there may be."""
        self.count += count
        if self.count > self._most:
            raise of_request(BadUserInput("This is too complicated to be measured."))


def refuse_beyond(limits: Limits, name: str, figure: int) -> None:
    """BadUserInput where a figure passes its limit, however much is still to be counted."""
    limit: int = getattr(limits, name)
    if figure > limit:
        sentence = f"This has more than {limit} {WORDS[name]}."
        raise of_request(BadUserInput(sentence, limit=limit))


def refuse_cost(limits: Limits, cost: int) -> None:
    """CostExceeded beyond the limit of the cost."""
    if cost > limits.cost:
        sentence = f"This has {cost} points of cost, and at most {limits.cost} are answered."
        raise of_request(CostExceeded(sentence, figure=cost, limit=limits.cost))


def of_request(error: TopLevelError) -> GraphQLError:
    """`error` as one of the whole request."""
    return GraphQLError(error.message, original_error=error)

"""A request on its way through the pipeline: what it asks for, and what is known of it so far."""

from dataclasses import dataclass, field

from graphql import GraphQLError, OperationType

from server.codes import Code
from server.encoding import encode
from server.errors import coded
from server.graphql.documents.operation import Operation
from server.graphql.parameters import Parameters

LONGEST_SUBSCRIPTION_CHARACTERS = 10_000
"""Characters of a document, with its variables in JSON, that stays as long as it is followed."""
TOO_LONG = (
    "The document of a subscription and its variables have at most "
    f"{LONGEST_SUBSCRIPTION_CHARACTERS} characters together."
)


@dataclass
class Request:
    parameters: Parameters
    reports_cost: bool = False
    """Whether the client wants to know what the operation costs."""
    text: str | None = None
    operation: Operation | None = None
    cost: int | None = None
    errors: list[GraphQLError] = field(default_factory=list)
    """Why it cannot be executed."""
    seconds: float = 0.0
    """What it took to know all this."""

    @property
    def kind(self) -> OperationType | None:
        return self.operation.kind if self.operation else None

    @property
    def may_come_in_parts(self) -> bool:
        return self.operation is not None and self.operation.may_come_in_parts

    def let_go(self) -> None:
        """Forget what the operation has no use for: what is left stays as long as answers come.

        GraphQLError where even that is more than is kept for a subscription.
        """
        assert self.text is not None
        assert self.operation is not None
        self.parameters.forget_but(self.operation.variables)
        if self.kind is OperationType.SUBSCRIPTION:
            size = len(self.text) + len(encode(self.parameters.variables, default=str))
            if size > LONGEST_SUBSCRIPTION_CHARACTERS:
                raise coded(Code.BAD_USER_INPUT, TOO_LONG)

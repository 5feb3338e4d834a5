"""What an operation is answered with, by whichever transport it goes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from graphql import GraphQLError, located_error

from base.errors import CostExceeded
from server.encoding import encode
from server.errors import published


@dataclass(frozen=True)
class Way:
    """How an operation was executed: by a plan, or else by graphql-core, and why."""

    name: str
    reason: str = ""


BY_CORE, BY_PLAN = Way("core"), Way("fused")


@dataclass(frozen=True)
class Answer:
    """The body of a response, or of one part of it; errors in it are as clients may see them."""

    body: dict[str, Any]
    way: Way = BY_CORE

    @classmethod
    def executed(
        cls, data: Any, errors: Iterable[GraphQLError] | None, way: Way = BY_CORE
    ) -> "Answer":
        """What came of an operation that was executed: with data, if only null (GraphQL §7.1)."""
        return cls({"data": data, **_errors(errors or ())}, way)

    @classmethod
    def request_error(cls, errors: Iterable[GraphQLError]) -> "Answer":
        """What is answered to a request that cannot be executed, and has no data (GraphQL §7.1)."""
        return cls(_errors(errors))

    @property
    def is_later(self) -> bool:
        """Whether it is a later part of an answer."""
        return "data" not in self.body and "hasNext" in self.body

    @property
    def is_last(self) -> bool:
        """Whether it says that no part follows."""
        return self.body.get("hasNext") is False

    @property
    def is_request_error(self) -> bool:
        """Whether the request was at fault, so that nothing was executed."""
        return "data" not in self.body and not self.is_later

    @property
    def codes(self) -> list[str]:
        """Of all errors, in pieces that come later as well."""
        pieces = chain(self.body.get("incremental", ()), self.body.get("completed", ()))
        errors = chain.from_iterable(each.get("errors") or () for each in (self.body, *pieces))
        return [error["extensions"]["code"] for error in errors]

    @cached_property
    def encoded(self) -> bytes:
        """The body in JSON; not to be asked for before the body is whole."""
        return encode(self.body)

    def within(self, longest: int) -> "Answer":
        """This answer, or the refusal of one that has more than `longest` bytes."""
        if len(self.encoded) <= longest:
            return self
        refused = Answer.executed(None, [located_error(too_long(longest))])
        if "hasNext" in self.body:
            refused.body["hasNext"] = False
        return refused


def too_long(longest: int) -> CostExceeded:
    sentence = f"The answer would be longer than {longest} bytes: ask for less at once."
    return CostExceeded(sentence, limit=longest)


def _errors(errors: Iterable[GraphQLError]) -> dict[str, Any]:
    found = [published(error).formatted for error in errors]
    return {"errors": found} if found else {}

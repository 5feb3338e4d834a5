"""What a client asks for: the parameters of one request, by whichever transport they come."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Self

from server.http_refusal import HttpRefusal

STRING, OBJECT = (str,), (dict,)
SHAPES = {
    "query": STRING,
    "documentId": STRING,
    "operationName": STRING,
    "variables": OBJECT,
    "extensions": OBJECT,
}
KINDS = {STRING: "a string", OBJECT: "an object"}


@dataclass(frozen=True)
class Parameters:
    """The parameters of one request (GraphQL over HTTP, "Request Parameters")."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Any) -> Self:
        """Raises HttpRefusal for parameters of another shape, or without a document."""
        if not isinstance(given, dict):
            raise HttpRefusal(400, "A request is a JSON object, or a list of such objects.")
        for name, types in SHAPES.items():
            if not isinstance(given.get(name), (*types, type(None))):
                raise HttpRefusal(400, f"`{name}` must be {KINDS[types]}.")
        parameters = cls(
            given.get("query"),
            given.get("documentId"),
            given.get("operationName") or None,
            given.get("variables") or {},
            given.get("extensions") or {},
        )
        if not parameters.query and parameters.document_id is None and parameters.persisted is None:
            raise HttpRefusal(400, "Send a document in `query`, or its `documentId`.")
        return parameters

    def forget_but(self, variables: Collection[str]) -> None:
        """Forget the variables that are not among these, and what nobody reads of the extensions.

        In place: whoever called us may hold on to the same. What is kept is looked up, and what is
        not is never walked through: it may be a hundred thousand names.
        """
        _keep(self.variables, variables)
        _keep(self.extensions, ("persistedQuery",))
        if isinstance(self.persisted, dict):
            _keep(self.persisted, ("version", "sha256Hash"))

    @property
    def persisted(self) -> Any:
        """What the client says of the document's hash, in the form of Apollo."""
        return self.extensions.get("persistedQuery")


def _keep(given: dict[str, Any], names: Collection[str]) -> None:
    kept = {name: given[name] for name in names if name in given}
    given.clear()
    given.update(kept)

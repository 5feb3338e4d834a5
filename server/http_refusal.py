"""A request that HTTP refuses, before there is an operation, and the response that says so."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from server.accept import GRAPHQL_JSON, JSON, Accept
from server.codes import Code
from server.encoding import encode
from server.errors import error_body

CODES: dict[int, Code] = {
    HTTPStatus.FORBIDDEN: Code.FORBIDDEN,
    HTTPStatus.NOT_FOUND: Code.NOT_FOUND,
    HTTPStatus.INTERNAL_SERVER_ERROR: Code.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE: Code.SERVICE_UNAVAILABLE,
}
"""What a refusal's status says; any other is BAD_REQUEST."""
UNCACHED = {"Vary": "Accept", "Cache-Control": "no-store"}


class HttpRefusal(Exception):
    """A request that holds no operation that could be run; it is answered in JSON all the same."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers

    @property
    def body(self) -> dict[str, Any]:
        return error_body(CODES.get(self.status, Code.BAD_REQUEST), self.message)

    def response(self, accepted: Accept) -> Response:
        """In the kind of JSON that any other answer would have had.

        It is never a stream, which begins with 200: whoever takes no JSON at all is told in
        `application/json`, which everything reads, as by the handler of GraphQL over SSE.
        """
        return failed(self.body, self.status, accepted, self.headers)


def failed(
    body: dict[str, Any], status: int, accepted: Accept, headers: Mapping[str, str] | None = None
) -> Response:
    """The same for what failed outside of GraphQL, with a body of its own."""
    is_newer = accepted.json() == GRAPHQL_JSON
    response = Response(encode(body), status, headers={**UNCACHED, **(headers or {})})
    response.headers["Content-Type"] = f"{GRAPHQL_JSON}; charset=utf-8" if is_newer else JSON
    return response

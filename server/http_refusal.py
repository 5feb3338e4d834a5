"""A request that HTTP refuses, before there is an operation."""

from http import HTTPStatus
from typing import Any

from server.codes import Code
from server.errors import error_body

CODES: dict[int, Code] = {
    HTTPStatus.FORBIDDEN: Code.FORBIDDEN,
    HTTPStatus.NOT_FOUND: Code.NOT_FOUND,
    HTTPStatus.INTERNAL_SERVER_ERROR: Code.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE: Code.SERVICE_UNAVAILABLE,
}
"""What a refusal's status says; any other is BAD_REQUEST."""


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

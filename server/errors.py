"""Every GraphQL error leaves with a code; the unexpected is masked, with an id for the log."""

import re
import secrets
from typing import Any

import structlog
from graphql import GraphQLError, GraphQLSyntaxError, IntValueNode

from db.errors import Refusal, ServiceUnavailable
from schema.scalars import DATE_HINT, INSTANT_HINT

HINTS = (DATE_HINT, INSTANT_HINT)
QUOTED = re.compile(r"(?s), found: .*$|(?<= value)(?<!invalid value): .*$")
"""The parts of graphql-core's messages that repeat what was sent."""

log = structlog.get_logger("aai.errors")


def parse_failed(error: GraphQLError) -> GraphQLError:
    return _coded(error, "GRAPHQL_PARSE_FAILED")


def validation_failed(error: GraphQLError) -> GraphQLError:
    """A literal Int beyond 32 bits is a bad value, like any other number that is out of range."""
    too_large = any(
        isinstance(node, IntValueNode) and abs(int(node.value)) >= 2**31
        for node in error.nodes or ()
    )
    error.message = without_values(error.message)
    return _coded(error, "BAD_USER_INPUT" if too_large else "GRAPHQL_VALIDATION_FAILED")


def operation_unresolved(message: str) -> GraphQLError:
    return _coded(GraphQLError(message), "OPERATION_RESOLUTION_FAILURE")


def without_values(message: str) -> str:
    """The message without the value that graphql-core quotes: an input with its password, say."""
    hint = next((f" {hint}" for hint in HINTS if message.endswith(hint)), "")
    return QUOTED.sub("", message).rstrip(".") + "." + hint


def published(error: GraphQLError) -> GraphQLError:
    """`error` as clients see it."""
    if error.extensions and error.extensions.get("code"):
        return error
    original = error.original_error
    if isinstance(original, ServiceUnavailable):
        log.warning("service unavailable", exc_info=original.__cause__)
    if isinstance(original, Refusal):
        return _coded(error, **original.extensions)
    if isinstance(error, GraphQLSyntaxError):
        return parse_failed(error)
    if isinstance(original, GraphQLError) or (original is None and error.path is None):
        error.message = without_values(error.message)
        return _coded(error, "BAD_USER_INPUT")  # a variable or argument that graphql-core refused
    return _masked(error)


def _masked(error: GraphQLError) -> GraphQLError:
    error_id = secrets.token_hex(8)
    log.error(
        "unexpected error",
        error_id=error_id,
        path=error.path,
        exc_info=error.original_error or error,
    )
    masked = GraphQLError(
        f"Something went wrong on our side; the log has it as {error_id}.",
        nodes=error.nodes,
        path=error.path,
    )
    return _coded(masked, "INTERNAL_SERVER_ERROR", id=error_id)


def bad_request(message: str) -> dict[str, Any]:
    """The body of a response to a request that holds no operation that could be run."""
    return {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


def _coded(error: GraphQLError, code: str, **extensions: Any) -> GraphQLError:
    error.extensions = {**(error.extensions or {}), "code": code, **extensions}
    return error

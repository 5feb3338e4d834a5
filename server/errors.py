"""Every GraphQL error leaves with a code; the unexpected is masked, with an id for the log."""

import secrets
from contextvars import ContextVar
from typing import Any

import structlog
from graphql import GraphQLError, GraphQLSyntaxError, IntValueNode

from base.errors import OutOfTime, ServiceUnavailable, TopLevelError
from db.outage import reason
from server.codes import Code
from server.messages import shortened, without_values

APOLOGY = "Something went wrong on our side; the log has it as {}."
TOO_LARGE = "Int cannot represent non 32-bit signed integer value."
PYTHONS_LIMIT = "set_int_max_str_digits"
"""Python's own words for an integer with thousands of digits."""
OUTAGE_TOLD: ContextVar[list[bool]] = ContextVar("outage_told")
"""Of a request, and of all that is done for it: not empty once the log has its outage."""

log = structlog.get_logger("aai.errors")


def parse_failed(error: GraphQLError) -> GraphQLError:
    error.message = without_values(error.message)
    return _coded(error, Code.GRAPHQL_PARSE_FAILED)


def validation_failed(error: GraphQLError) -> GraphQLError:
    """A literal Int beyond 32 bits is a bad value, like any other number that is out of range."""
    too_large = any(
        isinstance(node, IntValueNode) and _exceeds_32_bits(node.value)
        for node in error.nodes or ()
    )
    error.message = TOO_LARGE if PYTHONS_LIMIT in error.message else without_values(error.message)
    return _coded(error, Code.BAD_USER_INPUT if too_large else Code.GRAPHQL_VALIDATION_FAILED)


def coded(code: Code, message: str) -> GraphQLError:
    """An error of our own making."""
    return _coded(GraphQLError(message), code)


def published(error: GraphQLError) -> GraphQLError:
    """`error` as clients see it; it lets go of the frames that it came through.

    They hold the operation with its document, until the garbage collector finds them all at once.
    """
    left = _published(error)
    for each in (error, error.original_error):
        if each is not None:
            each.__traceback__ = None
    return left


def _published(error: GraphQLError) -> GraphQLError:
    original = error.original_error
    if isinstance(original, TopLevelError):
        if isinstance(original, ServiceUnavailable):
            _log_outage(original)
        return _coded(error, **original.extensions)
    if error.extensions and error.extensions.get("code") in Code.__members__:
        return error
    if isinstance(error, GraphQLSyntaxError):
        return parse_failed(error)
    if isinstance(original, GraphQLError) or (original is None and error.path is None):
        # a variable or argument that graphql-core refused
        error.message = without_values(error.message)
        return _coded(error, Code.BAD_USER_INPUT)
    return _masked(error)


def _log_outage(error: ServiceUnavailable) -> None:
    """One short line a request, however many fields an outage fails: there may be many requests."""
    told = OUTAGE_TOLD.get([])
    if not told and not getattr(error, "is_logged", False):
        told.append(True)
        error.is_logged = True  # type: ignore[attr-defined]
        cause = error.__cause__
        why = {} if cause is None else {"cause": type(cause).__name__, "reason": reason(cause)}
        if isinstance(error, OutOfTime):
            log.warning("operation out of time", **why)
        else:
            log.error(f"{error.what} unavailable", **why)


def _log_once(error: BaseException) -> str:
    """The id under which the log has an error, however many fields one failed batch fails."""
    error_id: str | None = getattr(error, "logged_as", None)
    if error_id is None:
        error_id = secrets.token_hex(8)
        error.logged_as = error_id  # type: ignore[attr-defined]
        log.error("unexpected error", error_id=error_id, exc_info=error)
    return error_id


def unexpected(error: Exception) -> dict[str, Any]:
    """The body of a response to a request that failed outside of GraphQL."""
    error_id = _log_once(error)
    return error_body(Code.INTERNAL_SERVER_ERROR, APOLOGY.format(error_id), id=error_id)


def _exceeds_32_bits(digits: str) -> bool:
    return len(digits) > 11 or abs(int(digits)) >= 2**31


def _masked(error: GraphQLError) -> GraphQLError:
    error_id = _log_once(error.original_error or error)
    masked = GraphQLError(APOLOGY.format(error_id), nodes=error.nodes, path=error.path)
    return _coded(masked, Code.INTERNAL_SERVER_ERROR, id=error_id)


def error_body(code: Code, message: str, **extensions: Any) -> dict[str, Any]:
    """An answer that is nothing but one error."""
    return {"errors": [{"message": message, "extensions": {"code": code, **extensions}}]}


def _coded(error: GraphQLError, code: str, **extensions: Any) -> GraphQLError:
    error.message = shortened(error.message)
    error.extensions = {**(error.extensions or {}), "code": code, **extensions}
    return error

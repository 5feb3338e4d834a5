"""Every code that a GraphQL error may have, in `extensions.code`: no other one leaves."""

import enum

from base.errors import (
    BadUserInput,
    CostExceeded,
    Forbidden,
    RateLimited,
    ServiceUnavailable,
    Unauthenticated,
)


class Code(enum.StrEnum):
    """What clients do about each of them: docs/clients.md."""

    BAD_REQUEST = "BAD_REQUEST"
    NOT_FOUND = "NOT_FOUND"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    BAD_USER_INPUT = BadUserInput.code
    COST_EXCEEDED = CostExceeded.code
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    UNAUTHENTICATED = Unauthenticated.code
    FORBIDDEN = Forbidden.code
    RATE_LIMITED = RateLimited.code
    SERVICE_UNAVAILABLE = ServiceUnavailable.code
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"

"""What the process has done, for Prometheus. Labels never hold what a client made up."""

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

OPERATIONS = Counter("aai_operations", "GraphQL operations", ["type", "outcome"])
OPERATION_SECONDS = Histogram("aai_operation_seconds", "Duration of GraphQL operations", ["type"])
STATEMENTS = Counter("aai_sql_statements", "SQL statements that operations ran")
REQUESTS = Counter("aai_http_requests", "HTTP requests", ["method", "status"])

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def count_request(method: str, status: int) -> None:
    REQUESTS.labels(method if method in METHODS else "other", str(status)).inc()


def count_operation(kind: str, seconds: float, statements: int, outcome: str) -> None:
    """`outcome`: one of `server.graphql.operations.Outcome`."""
    OPERATIONS.labels(kind, outcome).inc()
    OPERATION_SECONDS.labels(kind).observe(seconds)
    STATEMENTS.inc(statements)


async def endpoint() -> Response:
    """`GET /metrics`, in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

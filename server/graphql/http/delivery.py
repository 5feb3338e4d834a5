"""How an answer is delivered: at once or as a stream, and what is not answered in this way."""

from graphql import OperationType

from server.accept import EVENT_STREAM, GRAPHQL_JSON, JSON, MULTIPART, Accept
from server.graphql.request import Request
from server.http_refusal import HttpRefusal

KINDS = {
    "GET": frozenset({OperationType.QUERY}),
    "HEAD": frozenset({OperationType.QUERY}),
    "POST": frozenset({OperationType.QUERY, OperationType.MUTATION}),
}
"""What is answered at once, by the method that asks."""
SUBSCRIBE = "Follow a subscription over a WebSocket, or accept `text/event-stream`."
BY_GET = "Only queries come by GET; use POST."


def stream_type(accepted: Accept, request: Request, method: str) -> str | None:
    """The media type to stream the answer in, or None for JSON.

    Raises HttpRefusal where neither is welcome. Clients list all that they understand with every
    request, so it is the operation that decides.
    """
    events, parts = accepted.named(EVENT_STREAM), accepted.named(MULTIPART)
    if not events and not parts:
        if accepted.json() is None:
            raise HttpRefusal(406, f"Accept {JSON}, {GRAPHQL_JSON} or {EVENT_STREAM}.")
        return None
    if request.kind is OperationType.MUTATION and method != "POST":
        raise refusal(OperationType.MUTATION)
    if request.kind is OperationType.SUBSCRIPTION and events:
        return EVENT_STREAM
    if request.may_come_in_parts:
        return MULTIPART if parts >= events else EVENT_STREAM
    if accepted.prefers_events:
        return EVENT_STREAM
    if accepted.json() is None:
        raise HttpRefusal(406, f"Accept {JSON}, {GRAPHQL_JSON} or {EVENT_STREAM}.")
    return None


def refusal(kind: OperationType) -> HttpRefusal:
    """Of an operation that is not answered at once, or not by this method."""
    if kind is OperationType.SUBSCRIPTION:
        return HttpRefusal(406, SUBSCRIBE)
    return HttpRefusal(405, BY_GET, Allow="POST")

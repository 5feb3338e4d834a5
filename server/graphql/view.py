"""GraphQL over HTTP: whatever comes in is answered, in a form that the client can read."""

import asyncio

from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types.graphql import OperationType as Kind

from resolvers import session
from server.errors import Refused
from server.graphql import accept, requests, responses, streams
from server.graphql.accept import EVENT_STREAM, GRAPHQL_JSON, HTML, JSON, MULTIPART, Accept
from server.graphql.context import COST_HEADER, of_request
from server.graphql.engine import Answer, Engine
from server.graphql.requests import Asked
from server.settings import Settings

KINDS = {
    "GET": frozenset({Kind.QUERY}),
    "HEAD": frozenset({Kind.QUERY}),
    "POST": frozenset({Kind.QUERY, Kind.MUTATION}),
}
"""What is answered at once, by the method that asks."""
ALLOW = "GET, HEAD, POST, OPTIONS"
VARY = f"Accept, Authorization, {COST_HEADER}"
SUBSCRIBE = "Follow a subscription over a WebSocket, or accept `text/event-stream`."
BY_GET = "Only queries come by GET; use POST."


class GraphQLView:
    """The ASGI endpoint; sockets are the business of `server.graphql.sockets`."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        """The services come from the application's state, which its lifespan fills."""
        self.engine = engine
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        accepted = accept.of(request.headers)
        if request.method == "HEAD":
            accepted = accepted.without_streams()
        try:
            response = await self._respond(request, accepted)
        except Refused as error:
            response = responses.refused(error, accepted)
        except ClientDisconnect:
            return
        response.headers["Vary"] = VARY
        response.headers.setdefault("Cache-Control", "no-store")
        await response(scope, receive, send)

    async def _respond(self, request: Request, accepted: Accept) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ALLOW})
        if request.method not in KINDS:
            raise Refused(405, "GraphQL is asked by GET or POST.", Allow=ALLOW)
        asked = await self._read(request, accepted)
        if isinstance(asked, list):
            return await self._batch(request, accepted, asked)
        kind, in_parts = await self._peek(request, accepted, asked)
        if media_type := _stream_type(accepted, kind, in_parts=in_parts):
            context = of_request(request, takes_parts=True)
            answers = self.engine.stream(asked, context, earlier_parts=not accepted.newer_parts)
            if kind is OperationType.SUBSCRIPTION and context.token is not None:
                end = session.end_of(context.services, context.token)
                answers = streams.until(end, answers, streams.ENDED)
            return streams.response(media_type, answers, request.app.state.closing)
        try:
            answer = await self.engine.execute(asked, of_request(request), KINDS[request.method])
        except InvalidOperationTypeError as error:
            raise _unanswerable(error.operation_type) from None
        if request.method == "POST":
            return responses.of(answer, accepted)
        return responses.cacheable(answer, accepted, request.headers)

    async def _read(self, request: Request, accepted: Accept) -> Asked | list[Asked]:
        limits = self._settings
        if request.method == "POST":
            return await requests.from_body(
                request,
                longest=limits.limit_body_bytes,
                seconds=limits.limit_seconds,
                most=limits.limit_batch,
            )
        if not request.query_params and accepted.named(HTML):
            raise Refused(404, "There is no explorer here.")
        return requests.from_address(request)

    async def _peek(
        self, request: Request, accepted: Accept, asked: Asked
    ) -> tuple[OperationType | None, bool]:
        """What would run, and whether in parts, for clients that take more than one answer."""
        if not accepted.named(EVENT_STREAM) and not accepted.named(MULTIPART):
            return None, False
        kind, in_parts = await self.engine.peek(asked)
        if kind is OperationType.MUTATION and request.method != "POST":
            raise _unanswerable(Kind.MUTATION)
        return kind, in_parts

    async def _batch(self, request: Request, accepted: Accept, batch: list[Asked]) -> Response:
        """Every operation by itself, as if it had come alone: queries at once, mutations in order.

        Others get their turn after each document is parsed, and after it is measured.
        """
        if accepted.json() is None:
            raise Refused(406, f"A batch is answered in {JSON} or {GRAPHQL_JSON}: accept one.")
        answers: list[asyncio.Task[Answer]] = []
        async with asyncio.TaskGroup() as group:
            for asked in batch:
                await asyncio.sleep(0)
                kind, _ = await self.engine.peek(asked)
                if kind is OperationType.MUTATION and answers:
                    await asyncio.wait(answers)
                answers.append(group.create_task(self._one_of_many(request, asked)))
                await (answers[-1] if kind is OperationType.MUTATION else asyncio.sleep(0))
        return responses.of_batch(
            [answer.result() for answer in answers], accepted, self.engine.longest_answer
        )

    async def _one_of_many(self, request: Request, asked: Asked) -> Answer:
        try:
            return await self.engine.execute(asked, of_request(request), KINDS["POST"])
        except InvalidOperationTypeError as error:
            return Answer(_unanswerable(error.operation_type).body)


def _stream_type(accepted: Accept, kind: OperationType | None, *, in_parts: bool) -> str | None:
    """The media type to stream the answer in, or None for JSON; Refused where neither is welcome.

    Clients list all that they understand with every request, so it is the operation that decides.
    """
    events, parts = accepted.named(EVENT_STREAM), accepted.named(MULTIPART)
    if kind is OperationType.SUBSCRIPTION and events:
        return EVENT_STREAM
    if in_parts:
        return MULTIPART if parts >= events else EVENT_STREAM
    if accepted.prefers_events:
        return EVENT_STREAM
    if accepted.json() is None:
        raise Refused(406, f"Accept {JSON}, {GRAPHQL_JSON} or {EVENT_STREAM}.")
    return None


def _unanswerable(kind: Kind) -> Refused:
    if kind is Kind.SUBSCRIPTION:
        return Refused(406, SUBSCRIBE)
    return Refused(405, BY_GET, Allow="POST")

"""GraphQL over HTTP: whatever comes in is answered, in a form that the client can read."""

from contextlib import nullcontext

from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from resolvers import session
from server import accept
from server.accept import GRAPHQL_JSON, HTML, JSON, Accept
from server.graphql.answer import Answer
from server.graphql.context import of_request, turn_of
from server.graphql.execution.parts import Form
from server.graphql.http import batch, delivery, multipart, requests, responses, streams
from server.graphql.http.places import Places
from server.graphql.http.presence import Presence
from server.graphql.parameters import Parameters
from server.graphql.pipeline import KindRefused, Pipeline
from server.graphql.request import Request as GraphQLRequest
from server.headers import COST_HEADER
from server.http_refusal import HttpRefusal
from server.settings import Settings

ALLOW = "GET, HEAD, POST, OPTIONS"
VARY = f"Accept, Authorization, {COST_HEADER}"


class GraphQLView:
    """The ASGI endpoint; sockets are the business of `server.graphql.websocket`."""

    def __init__(self, pipeline: Pipeline, settings: Settings) -> None:
        """The services come from the application's state, which its lifespan fills."""
        self._pipeline = pipeline
        self._settings = settings
        self._places = Places(settings.limit_address_operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await turn_of(request)()
        accepted = accept.of(request.headers)
        if request.method == "HEAD":
            accepted = accepted.without_streams()
        try:
            response = await self._respond(request, accepted)
        except HttpRefusal as error:
            response = error.response(accepted)
        except ClientDisconnect:
            return
        response.headers["Vary"] = VARY
        response.headers.setdefault("Cache-Control", "no-store")
        await response(scope, receive, send)

    async def _respond(self, request: Request, accepted: Accept) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ALLOW})
        if request.method not in delivery.KINDS:
            raise HttpRefusal(405, "GraphQL is asked by GET or POST.", Allow=ALLOW)
        parameters = await self._read(request, accepted)
        with Presence(request.receive) as client:
            if isinstance(parameters, list):
                return await self._batch(request, client, accepted, parameters)
            asked = await self._understand(request, client, parameters)
            if media_type := delivery.stream_type(accepted, asked, request.method):
                return self._stream(request, accepted, asked, media_type)
            answer = await self._answer(request, client, asked)
        if request.method == "POST":
            return responses.of(answer, accepted)
        return responses.cacheable(answer, accepted, request.headers)

    async def _read(self, request: Request, accepted: Accept) -> Parameters | list[Parameters]:
        limits = self._settings
        if multipart.is_form(request):
            return await multipart.from_form(request, limits)
        if request.method == "POST":
            return await requests.from_body(
                request,
                longest=limits.limit_body_bytes,
                seconds=limits.limit_seconds,
                most=limits.limit_batch,
            )
        if not request.scope["query_string"] and accepted.named(HTML):
            raise HttpRefusal(404, "There is no explorer here.")
        return requests.from_address(request)

    async def _understand(
        self, request: Request, client: Presence, parameters: Parameters
    ) -> GraphQLRequest:
        reports_cost = COST_HEADER in request.headers
        turn = turn_of(request)
        with client.required():
            return await self._pipeline.understand(parameters, turn, reports_cost=reports_cost)

    async def _answer(self, request: Request, client: Presence, asked: GraphQLRequest) -> Answer:
        """The whole answer; HttpRefusal for an operation that this method does not ask for.

        ClientDisconnect where the client has left: what only reads ends, and a change that has
        begun goes on, in the place of its address.
        """
        context = of_request(request)
        kinds = delivery.KINDS[request.method]
        with client.required():
            await self._places.take(context.address)
        goes_on = asked.kind is OperationType.MUTATION
        try:
            with nullcontext() if goes_on else client.required():
                return await self._pipeline.answer(asked, context, kinds)
        except KindRefused as error:
            raise delivery.refusal(error.kind) from None
        finally:
            self._places.give(context.address)

    def _stream(
        self, request: Request, accepted: Accept, asked: GraphQLRequest, media_type: str
    ) -> Response:
        context = of_request(request)
        form = Form.NEWER if accepted.newer_parts else Form.EITHER
        answers = self._pipeline.stream(asked, context, form)
        if asked.kind is OperationType.SUBSCRIPTION and context.token is not None:
            end = session.end_of(context.services, context.token)
            answers = streams.until(end, answers, streams.ENDED)
        return streams.response(media_type, answers, request.app.state.closing)

    async def _batch(
        self, request: Request, client: Presence, accepted: Accept, all: list[Parameters]
    ) -> Response:
        if accepted.json() is None:
            raise HttpRefusal(406, f"A batch is answered in {JSON} or {GRAPHQL_JSON}: accept one.")

        async def answer(asked: GraphQLRequest) -> Answer:
            try:
                return await self._answer(request, client, asked)
            except HttpRefusal as error:
                return Answer(error.body)

        understood = (self._understand(request, client, parameters) for parameters in all)
        answers = await batch.answers(understood, answer)
        return await responses.of_batch(answers, accepted, self._settings.limit_answer_bytes)

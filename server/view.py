"""GraphQL over HTTP: reads requests, answers in JSON, whatever comes in."""

import asyncio
import json
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema import BaseSchema
from strawberry.types import ExecutionResult

from auth.sessions import Client
from resolvers.context import Context, Services
from server.errors import bad_request, unexpected
from server.settings import Settings

RETRY_AFTER = "5"
"""Seconds after which a client may try again when the database is away."""
LONGEST_USER_AGENT = 500
COST_HEADER = "X-GraphQL-Cost"
"""Sent with any value, it asks for `extensions.cost`."""


class GraphQLView(GraphQL[Context, None]):
    """Strawberry's ASGI view, with our context, our JSON and our refusals."""

    def __init__(self, schema: BaseSchema, settings: Settings) -> None:
        """The services come from the application's state, which its lifespan fills."""
        super().__init__(schema, graphql_ide=None)
        self._longest_body = settings.limit_body_bytes
        self._longest_wait = settings.limit_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        try:
            request = Request(scope, await self._limit(Request(scope, receive)))
            response = await self.run(request)
        except HTTPException as error:
            response = _refuse(error)
        except ClientDisconnect:
            return
        except Exception as error:
            response = JSONResponse(unexpected(error), 500)
        await response(scope, receive, send)

    async def _limit(self, request: Request) -> Receive:
        """The whole body, unless it is too long."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._longest_wait):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self._longest_body:
                        raise HTTPException(413, "The request is too long.")
        except TimeoutError:
            raise HTTPException(408, "The request did not arrive in time.") from None
        message: Message = {"type": "http.request", "body": bytes(body), "more_body": False}

        async def replay() -> Message:
            return message

        return replay

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        services: Services = request.app.state.services
        reports_cost = COST_HEADER in request.headers
        return Context(services, _token(request), _client(request), reports_cost=reports_cost)

    def decode_json(self, data: str | bytes) -> object:
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            return self._decode_surrogates(data)

    def _decode_surrogates(self, data: str | bytes) -> object:
        """JSON may escape lone surrogates (RFC 8259 §8.2); fields refuse them by name."""
        try:
            text = data.decode() if isinstance(data, bytes) else data
            return json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "The request is not valid JSON.") from error

    def encode_json(self, data: object) -> bytes:
        try:
            return orjson.dumps(data)
        except orjson.JSONEncodeError:  # a message that quotes a lone surrogate
            return json.dumps(data, separators=(",", ":")).encode()

    async def parse_http_body(self, request: Any) -> GraphQLRequestData | list[GraphQLRequestData]:
        try:
            data = await super().parse_http_body(request)
        except (AttributeError, TypeError, ValueError) as error:
            raise HTTPException(400, "The request must be a JSON object.") from error
        if isinstance(data, GraphQLRequestData) and not isinstance(
            data.operation_name, (str, type(None))
        ):
            raise HTTPException(400, "`operationName` must be a string.")
        return data

    async def process_result(self, request: Any, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Without `data` where nothing was executed (GraphQL specification §7.1)."""
        processed = await super().process_result(request, result)
        errors = result.errors or ()
        if result.data is None and errors and not any(error.path for error in errors):
            del processed["data"]
        return processed

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        response = super().create_response(response_data, sub_response)
        if _is_unavailable(response_data):
            response.status_code = 503
            response.headers["Retry-After"] = RETRY_AFTER
        return response


def _refuse_constant(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(name)


def _token(request: Request | WebSocket) -> str | None:
    """The bearer token; an empty one, which nobody has, where the header holds something else."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _client(request: Request | WebSocket) -> Client:
    host = request.client.host if request.client else None
    agent = request.headers.get("user-agent")
    return Client(host and host[:45], agent and agent[:LONGEST_USER_AGENT])


def _is_unavailable(data: Any) -> bool:
    errors = data.get("errors") if isinstance(data, dict) else None
    return any(
        error.get("extensions", {}).get("code") == "SERVICE_UNAVAILABLE" for error in errors or ()
    )


def _refuse(error: HTTPException) -> Response:
    response = JSONResponse(bad_request(error.reason), error.status_code)
    if error.status_code == 405:
        response.headers["Allow"] = "GET, POST"
    return response

"""The context of an operation, from the request or the socket that it comes by."""

from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket

from auth.networks import widest_first
from auth.sessions import Client
from mail.templates import LANGUAGES
from resolvers.operation.context import Context
from resolvers.operation.turns import Turn
from server.language import preferred

LONGEST_ADDRESS_CHARACTERS, LONGEST_USER_AGENT_CHARACTERS = 45, 500


def of_request(request: Request) -> Context:
    token = token_in(request.headers.get("authorization"))
    return Context(request.app.state.services, token, _client(request))


def of_socket(websocket: WebSocket, token: str | None) -> Context:
    """`token`: as the first message had it."""
    return Context(websocket.app.state.services, token, _client(websocket))


def turn_of(request: Request) -> Turn:
    """That of the address that a request came from."""
    host = request.client.host if request.client else ""
    return Turn(request.app.state.services.turns, widest_first(host))


def token_in(authorization: str | None) -> str | None:
    """The bearer token; an empty one, which nobody has, where there is something else."""
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _client(connection: HTTPConnection) -> Client:
    host = connection.client.host if connection.client else None
    agent = connection.headers.get("user-agent")
    return Client(
        host and host[:LONGEST_ADDRESS_CHARACTERS],
        agent and agent[:LONGEST_USER_AGENT_CHARACTERS],
        preferred(connection.headers.get("accept-language"), LANGUAGES),
    )

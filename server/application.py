"""The application: routes, middleware, and the services that live as long as it does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import schema
from auth.access_tokens import AccessTokens
from auth.passwords import PUBLISHED, Passwords
from auth.refresh_tokens import RefreshTokens
from auth.seal import Seal
from auth.sessions import Sessions
from auth.throttles import Throttles
from db.database import Database
from db.probe import Probe
from pictures.rewriter import Rewriter
from pictures.store import Pictures
from resolvers import data_export, picture
from resolvers.operation.bus import Bus
from resolvers.operation.services import Services
from server import (
    accept,
    exports,
    garbage,
    health,
    jwks,
    logs,
    mailing,
    metrics_endpoint,
    metrics_port,
    pictures,
    shutdown,
)
from server.connections.forwarded import Forwarded
from server.connections.registry import Connections
from server.cors import Cors
from server.exporting import Exporting
from server.failures import Failures
from server.graphql import pipeline
from server.graphql.http.view import GraphQLView
from server.graphql.websocket.opener import Opener
from server.http_refusal import HttpRefusal
from server.origins import Origins
from server.pages import explorer, front_page
from server.pictures import Clearing
from server.request_log import RequestLog
from server.settings import Settings
from server.short_way import ShortWay
from server.store import examine

GRAPHQL = "/graphql"


def create_services(settings: Settings) -> Services:
    """Everything that operations share."""
    return Services(
        database=Database(
            settings.database_url, settings.database_pool_size, settings.limit_seconds
        ),
        passwords=Passwords(
            settings.bcrypt_rounds,
            refused=frozenset() if settings.in_development else PUBLISHED,
        ),
        access_tokens=AccessTokens(
            settings.keys,
            issuer=settings.jwt_issuer,
            audience=settings.jwt_audience,
            lifetime=settings.access_token_lifetime,
        ),
        sessions=Sessions(
            RefreshTokens(settings.signing_secret, *settings.jwt_previous_secrets),
            settings.refresh_token_lifetime,
        ),
        throttles=Throttles(
            settings.throttles, settings.redis_url or None, settings.throttle_times
        ),
        bus=Bus(settings.redis_url or None, settings.limit_user_subscriptions),
        seal=Seal(settings.signing_secret, *settings.jwt_previous_secrets),
        pictures=Pictures(settings.pictures),
        rewriter=Rewriter(),
        longest_picture=settings.limit_picture_bytes,
        anonymous_reads=settings.anonymous_reads,
        require_verified_email=settings.require_verified_email,
        public_url=settings.public_url,
        site=settings.site,
    )


@asynccontextmanager
async def beside(works: Iterable[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run what goes on beside the requests until the end of the block, and wait for its end."""
    left = {asyncio.create_task(work) for work in works}
    try:
        yield
    finally:
        while left:  # before Python 3.12 what is awaited may come in place of the cancellation
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=1)


async def refuse(request: Request, error: Exception) -> Response:
    """What no route answers, in the form of every other refusal."""
    assert isinstance(error, HTTPException)
    refused = HttpRefusal(error.status_code, f"{error.detail}.", **(error.headers or {}))
    return refused.response(accept.of(request.headers))


def create_application(settings: Settings, explorer_build: Path = explorer.BUILD) -> FastAPI:
    """The ASGI application; it connects to nothing before its first request."""
    logs.configure(settings.log_level, as_json=settings.logs_are_json)
    served = pipeline.create(settings)

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[dict[str, Any]]:
        services = create_services(settings)
        application.state.services = services
        application.state.probe = Probe(settings.database_url, examine)
        application.state.connections = connections = Connections(settings, services.turns)
        delivery = mailing.delivery(settings, services.database, services.seal)
        application.state.mails = "ok" if delivery is not None else mailing.WAITS
        watched = [
            connections.watch(),
            garbage.watch(),
            Exporting(services.database).watch(),
            Clearing(services.database, services.pictures).watch(),
        ]
        if delivery is not None:
            watched.append(delivery.watch())
        with (
            metrics_port.served(settings),
            shutdown.announced(connections) as application.state.closing,
        ):
            async with beside(watched):
                yield {"connections": connections}  # protocols find it in the lifespan's state
        await services.throttles.close()
        await services.bus.close()
        await served.close()
        services.passwords.dispose()
        services.database.dispose()
        application.state.probe.dispose()

    application = FastAPI(lifespan=lifespan, openapi_url=None, redirect_slashes=False)
    application.state.pipeline = served
    view = GraphQLView(served, settings)
    endpoint: ASGIApp = view
    if settings.explorer_on:
        endpoint = explorer.add(
            application.router, view, explorer_build, demo=settings.in_development
        )
    origins = Origins(settings)
    opener = Opener(served, settings, origins)
    application.router.routes += [Route(GRAPHQL, endpoint), WebSocketRoute(GRAPHQL, opener.open)]
    application.router.routes.extend(
        front_page.routes(
            explorer=settings.explorer_on,
            schema=settings.publish_schema,
            documents=settings.documents_on,
        )
    )
    application.include_router(health.router)
    answers: dict[str, Callable[..., Any]] = {
        "/.well-known/jwks.json": jwks.endpoint,
        f"{data_export.PATH}{{signed}}": exports.endpoint,
        f"{picture.PATH}{{name}}": pictures.endpoint,
    }
    if metrics_endpoint.is_public(settings):
        answers[metrics_endpoint.PATH] = metrics_endpoint.endpoint(settings)
    if settings.publish_schema:
        sdl = schema.sdl()
        answers["/schema.graphql"] = lambda: PlainTextResponse(sdl)
    for path, answer in answers.items():
        application.add_api_route(path, answer, methods=health.READ)
    application.add_exception_handler(HTTPException, refuse)
    application.add_middleware(ShortWay, path=GRAPHQL, endpoint=endpoint)
    application.add_middleware(Failures)
    if settings.trusted_proxies:
        application.add_middleware(Forwarded, most=settings.limit_address_connections)
    application.add_middleware(Cors, origins=origins, more_headers=settings.cors_headers)
    application.add_middleware(RequestLog)
    if settings.trusted_proxies:
        application.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    return application

"""The application: routes, middleware, and the services that live as long as it does."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import schema
from auth.access_tokens import AccessTokens
from auth.passwords import Passwords
from auth.refresh_tokens import RefreshTokens
from auth.sessions import Sessions
from auth.throttles import Throttles
from db.database import Database
from db.probe import Probe
from resolvers.context import Services
from resolvers.events import Bus
from server import health, jwks, logs, metrics_endpoint, shutdown
from server.cors import Cors
from server.errors import Refused
from server.failures import Failures
from server.graphql import engine, sockets
from server.graphql.context import COST_HEADER
from server.graphql.view import GraphQLView
from server.pages import explorer, front_page
from server.settings import Settings
from server.store import is_migrated


def create_services(settings: Settings) -> Services:
    """Everything that operations share."""
    return Services(
        database=Database(
            settings.database_url, settings.database_pool_size, settings.limit_seconds
        ),
        passwords=Passwords(settings.bcrypt_rounds),
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
        throttles=Throttles(settings.throttles, settings.redis_url or None),
        bus=Bus(settings.redis_url or None, settings.limit_user_subscriptions),
        anonymous_reads=settings.anonymous_reads,
    )


async def refuse(_request: Request, error: Exception) -> Response:
    """What no route answers, in the form of every other refusal."""
    assert isinstance(error, HTTPException)
    refused = Refused(error.status_code, f"{error.detail}.")
    return JSONResponse(refused.body, refused.status, headers=error.headers)


def create_application(settings: Settings, explorer_build: Path = explorer.BUILD) -> FastAPI:
    """The ASGI application; it connects to nothing before its first request."""
    logs.configure(settings.log_level, as_json=settings.logs_are_json)
    served = engine.create(settings)

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        services = create_services(settings)
        application.state.services = services
        application.state.probe = Probe(settings.database_url, is_migrated)
        with (
            metrics_endpoint.served(settings),
            shutdown.announced() as application.state.closing,
        ):
            yield
        await services.throttles.close()
        await services.bus.close()
        await served.close()
        services.passwords.dispose()
        services.database.dispose()
        application.state.probe.dispose()

    application = FastAPI(lifespan=lifespan, openapi_url=None, redirect_slashes=False)
    application.state.engine = served
    view = GraphQLView(served, settings)
    endpoint: ASGIApp = view
    if settings.explorer_on:
        endpoint = explorer.add(
            application.router, view, explorer_build, demo=settings.in_development
        )
    application.router.routes.append(Route("/graphql", endpoint))
    opener = sockets.Opener(served, settings)
    application.router.routes.append(WebSocketRoute("/graphql", opener.open))
    application.router.routes.extend(front_page.routes(explorer=settings.explorer_on))
    application.include_router(health.router)
    sdl = schema.sdl()
    answers: dict[str, Callable[..., Any]] = {
        "/.well-known/jwks.json": jwks.endpoint,
        "/schema.graphql": lambda: PlainTextResponse(sdl),
    }
    if metrics_endpoint.is_public(settings):
        answers[metrics_endpoint.PATH] = metrics_endpoint.endpoint(settings)
    for path, answer in answers.items():
        application.add_api_route(path, answer, methods=health.READ)
    application.add_exception_handler(HTTPException, refuse)
    application.add_middleware(Failures)
    if settings.cors_origins:
        application.add_middleware(
            Cors,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID", COST_HEADER],
            expose_headers=["X-Request-ID", "Retry-After"],
        )
    application.add_middleware(logs.RequestLog)
    if settings.trusted_proxies:
        application.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    return application

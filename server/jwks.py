"""The public keys, for whoever verifies our access tokens without asking us."""

from fastapi import Request
from fastapi.responses import JSONResponse

from resolvers.operation.services import Services


async def endpoint(request: Request) -> JSONResponse:
    """A JWK Set, RFC 7517 §5; a new key is listed for as long as caches keep this, then signs."""
    services: Services = request.app.state.services
    return JSONResponse(
        services.access_tokens.keys.published(),
        headers={"Cache-Control": "public, max-age=300"},
        media_type="application/jwk-set+json",
    )

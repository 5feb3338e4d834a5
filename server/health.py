"""Health for load balancers and people: alive, ready, and in detail."""

import time

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from db.errors import ServiceUnavailable

router = APIRouter(prefix="/health")
READ = ["GET", "HEAD"]
STARTED = time.monotonic()


@router.api_route("/live", methods=READ)
async def live() -> JSONResponse:
    """200 while the process answers at all."""
    return JSONResponse({"status": "ok"})


@router.api_route("/ready", methods=READ)
async def ready(request: Request) -> JSONResponse:
    """200 when requests can be served: the database answers and is migrated; otherwise 503."""
    checks = await _check(request)
    return _report({"checks": checks}, checks)


@router.api_route("", methods=READ)
async def health(request: Request) -> JSONResponse:
    """The same as `ready`, with how long the process has been up."""
    checks = await _check(request)
    return _report({"checks": checks, "uptime_seconds": int(time.monotonic() - STARTED)}, checks)


async def _check(request: Request) -> dict[str, str]:
    try:
        migrated = await request.app.state.probe.ask()
    except ServiceUnavailable:
        return {"database": "unreachable"}
    return {"database": "ok", "migrations": "ok" if migrated else "missing"}


def _report(body: dict[str, object], checks: dict[str, str]) -> JSONResponse:
    healthy = all(state == "ok" for state in checks.values())
    status = "ok" if healthy else "unavailable"
    return JSONResponse({"status": status, **body}, 200 if healthy else 503)

"""Health for load balancers and people: alive, ready, and in detail."""

import time

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from base.errors import ServiceUnavailable
from db.types import format_instant, now
from server.store import State

router = APIRouter(prefix="/health")
READ = ["GET", "HEAD"]
STARTED = time.monotonic()


@router.api_route("/live", methods=READ)
async def live() -> JSONResponse:
    """200 while the process answers at all."""
    return JSONResponse({"status": "ok"})


@router.api_route("/ready", methods=READ)
async def ready(request: Request) -> JSONResponse:
    """200 when requests can be served: the database answers and is fit; otherwise 503 and why.

    A process that was told to end is not ready, although it answers until its clients have gone.
    """
    checks, why = await _check(request)
    if request.app.state.connections.is_draining:
        checks["process"] = "ending"
    return _report({"checks": checks, **why}, checks)


@router.api_route("", methods=READ)
async def health(request: Request) -> JSONResponse:
    """The same as `ready`, for people: each service, and how long the process has been up."""
    checks, why = await _check(request)
    body = {
        "timestamp": format_instant(now()),
        "services": {
            "application": "ok",
            "database": checks["database"],
            "mail": request.app.state.mails,
        },
        "checks": checks,
        **why,
        "uptime_seconds": int(time.monotonic() - STARTED),
    }
    return _report(body, checks)


async def _check(request: Request) -> tuple[dict[str, str], dict[str, str]]:
    """A word for each thing that was looked at, and what can be done where one is not ok."""
    try:
        state = await request.app.state.probe.ask()
    except ServiceUnavailable:
        return {"database": "unreachable"}, {}
    except Exception:  # whatever a database may say, this is an answer
        return {"database": "unusable"}, {}
    if state in {State.FORBIDDEN, State.ENCODED}:
        return {"database": state.word}, {"reason": state.sentence}
    checks = {"database": "ok", "migrations": state.word}
    return checks, {} if state.is_fit else {"reason": state.sentence}


def _report(body: dict[str, object], checks: dict[str, str]) -> JSONResponse:
    healthy = all(state == "ok" for state in checks.values())
    status = "ok" if healthy else "unavailable"
    return JSONResponse({"status": status, **body}, 200 if healthy else 503)

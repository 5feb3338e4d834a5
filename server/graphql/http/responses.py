"""Answers as responses in JSON: their status, their media type, and what caches may keep."""

import asyncio
import hashlib
from collections.abc import Mapping

from starlette.responses import Response

from server.accept import GRAPHQL_JSON, Accept
from server.codes import Code
from server.graphql.answer import Answer

RETRY_AFTER_SECONDS = "5"
"""Seconds after which a client may try again when the database is away."""


def of(answer: Answer, accepted: Accept) -> Response:
    return _in_json(answer.encoded, accepted, _status(answer, accepted))


async def of_batch(answers: list[Answer], accepted: Accept, longest: int) -> Response:
    """All answers in order; those that do not fit into `longest` bytes any more are refused.

    They are taken out of the list one by one: to let go of a large one takes a turn of its own.
    """
    status = 503 if all(map(_is_unavailable, answers)) else 200
    bodies = []
    while answers:
        bodies.append(answers.pop(0).within(longest).encoded)
        longest -= len(bodies[-1])
        await asyncio.sleep(0)
    return _in_json(b"[" + b",".join(bodies) + b"]", accepted, status)


def cacheable(answer: Answer, accepted: Accept, headers: Mapping[str, str]) -> Response:
    """Shared caches may keep what anybody may see, as long as they ask whether it still holds."""
    response = of(answer, accepted)
    if "authorization" in headers or "errors" in answer.body:
        return response
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["ETag"] = tag
    if tag in headers.get("if-none-match", ""):
        response.status_code, response.body = 304, b""
        del response.headers["content-length"], response.headers["content-type"]
    return response


def _status(answer: Answer, accepted: Accept) -> int:
    """What was executed is answered with 200, whatever became of it (GraphQL over HTTP §6.4)."""
    if _is_unavailable(answer):
        return 503
    if not answer.is_request_error:
        return 200
    if Code.INTERNAL_SERVER_ERROR in answer.codes:
        return 500
    if Code.BAD_REQUEST in answer.codes or accepted.json() == GRAPHQL_JSON:
        return 400
    return 200


def _is_unavailable(answer: Answer) -> bool:
    return Code.SERVICE_UNAVAILABLE in answer.codes


def _in_json(body: bytes, accepted: Accept, status: int) -> Response:
    response = Response(body, status)
    response.headers["Content-Type"] = f"{accepted.json()}; charset=utf-8"
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response

"""How long hostile requests hold the event loop: `python -m bench.hostile_requests`.

Each is sent over ASGI to the application as it is served, in development, with a SQLite file that
is never asked. The figure is the longest time in which nobody else had a turn, the best of three,
in milliseconds of one process.
"""

import asyncio
import gc
import json
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message

from bench.attacks import bomb, longest_hold, overlapping
from server.application import create_application
from server.settings import Settings

STREAMS = "text/event-stream, multipart/mixed, application/json"


@dataclass
class Request:
    """A request as ASGI has it."""

    method: str
    accept: str
    query: str = ""
    body: bytes = b""

    async def send(self, application: ASGIApp) -> tuple[int, bytes]:
        """The status and the body of the response."""
        sent: list[Message] = []
        headers = {"accept": self.accept, "content-type": "application/json"}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "server": ("bench", 80),
            "client": ("192.0.2.1", 1),
            "method": self.method,
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": self.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        received = iter([{"type": "http.request", "body": self.body, "more_body": False}])

        async def receive() -> Message:
            return next(received, None) or await asyncio.Future()

        async def send(message: Message) -> None:
            sent.append(message)

        await application(scope, receive, send)
        return sent[0]["status"], b"".join(message["body"] for message in sent[1:])


def post(body: Any, accept: str = "*/*") -> Request:
    """A POST request; bytes are sent as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request("POST", accept, body=content)


def get(parameters: list[tuple[str, str]]) -> Request:
    return Request("GET", "*/*", urlencode(parameters))


def persisted(digest: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}, **more}


def deferred(count: int) -> str:
    return f"{{ {'... @defer { __typename } ' * count} }}"


QUERY = ("query", "{ __typename }")
FIELDS = f"{{ me {{ {'id ' * 5000} }} }}"
DIRECTIVES = f"{{ __typename {'@skip(if: false) ' * 3000} }}"
REQUESTS: dict[str, Callable[[int], Request]] = {
    "1,600 deferred fragments, in parts": lambda n: post(
        {"query": f"{deferred(1600)}#{n}"}, STREAMS
    ),
    "1,600 deferred fragments, at once": lambda n: post({"query": f"{deferred(1600)}#{n}"}),
    "100 kB of deferred fragments": lambda n: post({"query": f"{deferred(3800)}#{n}"}, STREAMS),
    "50 deferred fragments, allowed": lambda n: post({"query": f"{deferred(50)}#{n}"}, STREAMS),
    "@ and 100 kB of #": lambda n: post({"query": f"{{ a @{'#' * 100_000}\n{n} }}"}, STREAMS),
    "3,000 directives, to a stream": lambda n: post({"query": f"{DIRECTIVES}#{n}"}, STREAMS),
    "5,000 repeated fields, to a stream": lambda n: post({"query": f"{FIELDS}#{n}"}, STREAMS),
    "a batch of 10 with 5,000 repeated fields": lambda n: post(
        [{"query": f"{FIELDS}#{n}.{i}"} for i in range(10)]
    ),
    "a batch of 10 with 3,000 directives": lambda n: post(
        [{"query": f"{DIRECTIVES}#{n}.{i}"} for i in range(10)]
    ),
    "a batch of 10 with 600 overlapping pairs": lambda n: post(
        [{"query": f"{overlapping(600)}#{n}.{i}"} for i in range(10)]
    ),
    "a batch of 10 bombs": lambda n: post([{"query": f"{bomb()}#{n}.{i}"} for i in range(10)]),
    "a batch of 50,000": lambda _: post([{"query": "{a}"}] * 50_000),
    "1 MB of another document than its hash says": lambda n: post(
        persisted("0" * 64, query=" " * 1_000_000 + str(n))
    ),
    "a hash of 1 MB": lambda _: post(persisted("0" * 1_000_000)),
    "a document id of 1 MB": lambda _: post({"documentId": "0" * 1_000_000}),
    "1 MB of brackets": lambda _: post(b"[" * 1_000_000),
    "1 MB of numbers with a lone surrogate": lambda _: post(
        b'{"variables": [' + b"1," * 500_000 + b'"\\ud800"]}'
    ),
    "one number of 1 MB": lambda _: post(b'{"query": ' + b"9" * 1_000_000 + b"}"),
    "1 MB of keys": lambda _: post({"query": "{a}", **{f"k{i}": 1 for i in range(70_000)}}),
    "1 MB of media ranges": lambda n: post({"query": "{a}"}, f"a/{n}," * 200_000),
    "100 kB of parameters of a media range": lambda n: post(
        {"query": "{a}"}, f"a/{n}" + ";q" * 50_000
    ),
    "10,000 query parameters": lambda n: get([*((f"a{i}.{n}", "1") for i in range(10_000)), QUERY]),
    "100 kB of variables in the address": lambda n: get(
        [QUERY, ("variables", json.dumps({str(n): ["a"] * 20_000}))]
    ),
}


def answer_of(body: bytes) -> str:
    """The code of the first error, or that there is none."""
    return body.decode().partition('"code":"')[2].partition('"')[0] or "answered"


async def main() -> None:
    """Print what each request was answered and how long it held the loop."""
    with tempfile.TemporaryDirectory() as folder:
        application = create_application(
            Settings(
                environment="development",
                database_url=f"sqlite:///{Path(folder) / 'aai.db'}",
                log_level="ERROR",
                explorer=False,
            )
        )
        logging.disable(logging.CRITICAL)
        gc.freeze()  # as app.py does
        async with application.router.lifespan_context(application):
            print("| Request | Status | Answer | Loop held, ms |\n|---|---|---|---|")
            for name, make in REQUESTS.items():
                figures = []
                for number in range(3):
                    request = make(number)
                    held, (status, body) = await longest_hold(request.send(application))
                    figures.append(held * 1000)
                print(f"| {name} | {status} | {answer_of(body)} | {min(figures):.1f} |")


if __name__ == "__main__":
    asyncio.run(main())

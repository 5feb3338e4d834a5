"""How long hostile requests hold the event loop: `python -m bench.hostile_requests`.

Each is sent over ASGI to the application as it is served, in development, on a SQLite file with
people in it; so is every document of `bench/shapes.py`, in each way in which documents come. The
figure is the longest time in which nobody else had a turn, the best of three, in milliseconds of
one process.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message

from bench.attacks import TRIES, longest_hold
from bench.served import served
from bench.shapes import SHAPES, chain, repeats, sized

MEGABYTE = 1_000_000
SIZE = 40_000
"""Bytes of a document that comes in every way; `bench.attacks` has all sizes."""
PIECE = 64 * 1024
"""Bytes of a body that come at once."""
LEAVE = {"graphql-require-preflight": "1"}
STREAMS = "text/event-stream, multipart/mixed, application/json"


@dataclass
class Request:
    """A request as ASGI has it."""

    method: str
    accept: str
    query: str = ""
    body: bytes = b""
    token: str = ""
    content_type: str = "application/json"

    async def send(self, application: ASGIApp) -> tuple[int, bytes]:
        """The status and the body of the response."""
        sent: list[Message] = []
        headers = {"accept": self.accept, "content-type": self.content_type, **LEAVE}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        scope = {
            **scope_of("http", headers),
            "method": self.method,
            "query_string": self.query.encode(),
        }
        pieces = [self.body[at : at + PIECE] for at in range(0, len(self.body), PIECE)] or [b""]
        received = iter(
            {"type": "http.request", "body": piece, "more_body": at < len(pieces)}
            for at, piece in enumerate(pieces, 1)
        )

        async def receive() -> Message:
            return next(received, None) or await asyncio.Future()

        async def send(message: Message) -> None:
            sent.append(message)

        await application(scope, receive, send)
        return sent[0]["status"], b"".join(message["body"] for message in sent[1:])


@dataclass
class Subscribe:
    """An operation that comes over a socket."""

    payload: dict[str, Any]
    token: str = ""

    async def send(self, application: ASGIApp) -> tuple[int, bytes]:
        """The code that the socket closed with, and the message that answers the operation."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        closed: list[int] = []
        messages = [
            {"type": "connection_init", "payload": {"Authorization": f"Bearer {self.token}"}}
            if self.token
            else {"type": "connection_init"},
            {"type": "subscribe", "id": "1", "payload": self.payload},
        ]
        received: list[Message] = [
            {"type": "websocket.connect"},
            *({"type": "websocket.receive", "text": json.dumps(item)} for item in messages),
        ]

        async def receive() -> Message:
            if received:
                return received.pop(0)
            await answer
            return {"type": "websocket.disconnect", "code": 1000}

        async def send(message: Message) -> None:
            if message["type"] == "websocket.close":
                closed.append(message["code"])
            text = message.get("text", "")
            if not answer.done() and (closed or '"id":"1"' in text):
                answer.set_result(text.encode())

        scope = {
            **scope_of("websocket", {}),
            "query_string": b"",
            "subprotocols": ["graphql-transport-ws"],
        }
        await application(scope, receive, send)
        return next(iter(closed), 1000), answer.result()


def scope_of(kind: str, headers: dict[str, str]) -> dict[str, Any]:
    """What both kinds of connection have."""
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http" if kind == "http" else "ws",
        "server": ("bench", 80),
        "client": ("192.0.2.1", 1),
        "path": "/graphql",
        "raw_path": b"/graphql",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }


def post(body: Any, accept: str = "*/*", token: str = "") -> Request:
    """A POST request; bytes are sent as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request("POST", accept, body=content, token=token)


def form(*parts: str, first: bytes = b"--b\r\n", charset: str = "utf-8") -> Request:
    """A form with boundary `b`, of parts as they are written, head and all."""
    body = first + b"\r\n--b\r\n".join(part.encode() for part in parts)
    content_type = f"multipart/form-data; boundary=b; charset={charset}"
    return Request("POST", "*/*", body=body, content_type=content_type)


def part(name: str, content: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{content}'


def get(parameters: list[tuple[str, str]], token: str = "") -> Request:
    return Request("GET", "*/*", urlencode(parameters), token=token)


def persisted(digest: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}, **more}


def deferred(count: int) -> str:
    return f"{{ {'... @defer { __typename } ' * count} }}"


def holding(name: str, item: str, number: int) -> bytes:
    """A request of which one parameter is a list of as many items as fit."""
    query = f'"query": "{{ __typename }} #{number}"'
    return f'{{{query}, "{name}": {{"a": [{",".join([item] * 330_000)}]}}}}'.encode()


def given(value: Any) -> dict[str, Any]:
    return {"variables": {"given": value}}


NODES = "query ($given: [ID!]!) { nodes(ids: $given) { id } }"
FOUND = "query ($given: ProfileFilter) { profiles(filter: $given) { totalCount } }"
EQUAL = ", ".join(["{firstName: {eq: $given}}, {lastName: {eq: $given}}"] * 49)
CONDITIONS = f"query ($given: String!) {{ profiles(filter: {{or: [{EQUAL}]}}) {{ totalCount }} }}"
ONE_OF = "query ($given: [String!]) { profiles(filter: {firstName: {in: $given}}) { totalCount } }"
I_DOTS = "\u0130" * 1000
MARKS = "\u0301\u0316" * 7
BOMB, _ = chain(15, 2, 0)
OVERLAPPING, _ = repeats(0, 0, 600)
QUERY = ("query", "{ __typename }")
FIELDS = f"{{ me {{ {'id ' * 5000} }} }}"
DIRECTIVES = f"{{ __typename {'@skip(if: false) ' * 3000} }}"
REQUESTS: dict[str, Callable[[int], Request]] = {
    "1,600 deferred fragments, in parts": lambda n: post(
        {"query": f"{deferred(1600)}#{n}"}, STREAMS
    ),
    "1,600 deferred fragments, at once": lambda n: post({"query": f"{deferred(1600)}#{n}"}),
    "100 kB of deferred fragments": lambda n: post({"query": f"{deferred(3800)}#{n}"}, STREAMS),
    "18 deferred fragments at the root, allowed": lambda n: post(
        {"query": f"{deferred(18)}#{n}"}, STREAMS
    ),
    "40 deferred fragments of a node, allowed": lambda n: post(
        {"query": f"{{ profiles(first: 1) {{ nodes {deferred(40)} }} }}#{n}"}, STREAMS
    ),
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
        [{"query": f"{OVERLAPPING}#{n}.{i}"} for i in range(10)]
    ),
    "a batch of 10 bombs": lambda n: post([{"query": f"{BOMB}#{n}.{i}"} for i in range(10)]),
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
    "1 MB of lists in variables": lambda n: post(holding("variables", "[]", n)),
    "1 MB of objects in extensions": lambda n: post(holding("extensions", "{}", n)),
    "1 MB of lists as a batch": lambda _: post(f"[{'[],' * 330_000}1]".encode()),
    "1 MB of lists for ids": lambda n: post({"query": f"{NODES} #{n}", **given([[]] * 240_000)}),
    "1 MB of ids": lambda n: post({"query": f"{NODES} #{n}", **given(["x"] * 200_000)}),
    "1 MB of a filter": lambda n: post({"query": f"{FOUND} #{n}", **given({"or": [{}] * 240_000})}),
    "1 MB of keys, and half a character": lambda _: post(
        b'{"\\ud800": 1' + b"".join(b', "%d": 1e1' % number for number in range(70_000)) + b"}"
    ),
    "98 conditions on one text": lambda n: post({"query": f"{CONDITIONS} #{n}", **given(I_DOTS)}),
    "98 conditions on one text of marks": lambda n: post(
        {"query": f"{CONDITIONS} #{n}", **given(MARKS)}
    ),
    "200 kB of texts of accents": lambda n: post(
        {"query": f"{ONE_OF} #{n}", **given(["e\u0301" * 200] * 240)}
    ),
    "one number of 1 MB": lambda _: post(b'{"query": ' + b"9" * 1_000_000 + b"}"),
    "1 MB of keys": lambda _: post({"query": "{a}", **{f"k{i}": 1 for i in range(70_000)}}),
    "1 MB of media ranges": lambda n: post({"query": "{a}"}, f"a/{n}," * 200_000),
    "100 kB of parameters of a media range": lambda n: post(
        {"query": "{a}"}, f"a/{n}" + ";q" * 50_000
    ),
    "a form with 1 MB of the name of a header": lambda _: form("a" * MEGABYTE),
    "a form with 1 MB of a header": lambda _: form("a: " + "x" * MEGABYTE),
    "a form with 160,000 headers": lambda _: form("a: b\r\n" * 160_000),
    "a form with 1 MB of a part's name": lambda _: form(part("x" * MEGABYTE, "")),
    "a form with 20,000 parts": lambda _: form(*[part("a", "b")] * 20_000),
    "a form of what is nearly a boundary": lambda _: form(part("map", "\r\n--" * 250_000)),
    "a form in a charset that is slow": lambda _: form(
        part("operations", "b" * MEGABYTE) + "\r\n--b--", charset="punycode"
    ),
    "a form with 70,000 names of files": lambda _: form(
        part("operations", "{}"),
        part("map", json.dumps({str(number): [""] for number in range(70_000)})) + "\r\n--b--",
    ),
    "a form of dashes": lambda _: form(part("map", "-" * MEGABYTE)),
    "a form that does not begin": lambda _: form(first=b"\r\n" * 500_000),
    "a form with 60,000 paths for a file": lambda n: form(
        part("operations", f'{{"query": "{{a}} #{n}"}}'),
        part("map", json.dumps({"0": ["variables.a"] * 60_000})),
        'Content-Disposition: form-data; name="0"; filename="a"\r\n\r\nx\r\n--b--',
    ),
    "a form with a path of 1 MB": lambda n: form(
        part("operations", f'{{"query": "{{a}} #{n}", "variables": {{}}}}'),
        part("map", json.dumps({"0": ["variables" + ".a" * 480_000]})),
        'Content-Disposition: form-data; name="0"; filename="a"\r\n\r\nx\r\n--b--',
    ),
    "10,000 query parameters": lambda n: get([*((f"a{i}.{n}", "1") for i in range(10_000)), QUERY]),
    "100 kB of variables in the address": lambda n: get(
        [QUERY, ("variables", json.dumps({str(n): ["a"] * 20_000}))]
    ),
}


def answer_of(body: bytes) -> str:
    """The code of the first error, or that there is none."""
    return body.decode().partition('"code":"')[2].partition('"')[0] or "answered"


class Sender(Protocol):
    """Makes the request for a document; each is one of its own, so that none is known already."""

    def __call__(self, asked: dict[str, Any], n: int, token: str = "") -> Request | Subscribe: ...


TRANSPORTS: dict[str, Sender] = {
    "POST": lambda asked, n, token="": post(numbered(asked, n), token=token),
    "stream": lambda asked, n, token="": post(numbered(asked, n), STREAMS, token),
    "batch of 10": lambda asked, n, token="": post(
        [numbered(asked, f"{n}.{i}") for i in range(10)], token=token
    ),
    "GET": lambda asked, n, token="": get(
        [("query", f"{asked['query']} #{n}"), ("variables", json.dumps(asked["variables"]))], token
    ),
    "socket": lambda asked, n, token="": Subscribe(numbered(asked, n), token),
}
"""Ways in which a document comes."""


def numbered(asked: dict[str, Any], number: object) -> dict[str, Any]:
    return {**asked, "query": f"{asked['query']} #{number}"}


async def hold(application: ASGIApp, make: Callable[[int], Request | Subscribe]) -> Any:
    """The shortest of three holds in milliseconds, and the last answer."""
    tries = [await longest_hold(make(number).send(application)) for number in range(TRIES)]
    return min(held for held, _ in tries) * 1000, *tries[-1][1]


async def print_requests(application: ASGIApp) -> None:
    """What is wrong before there is a document."""
    print("| Request | Status | Answer | Loop held, ms |\n|---|---|---|---|")
    for name, make in REQUESTS.items():
        held, status, body = await hold(application, make)
        print(f"| {name} | {status} | {answer_of(body)} | {held:.1f} |")


async def print_shapes(application: ASGIApp) -> None:
    """Every shape in every way: the longest hold of all proportions."""
    print(f"\n| Shape | {' | '.join(TRANSPORTS)} |\n|---|{'---|' * len(TRANSPORTS)}")
    for name, shape in SHAPES.items():
        longest = dict.fromkeys(TRANSPORTS, 0.0)
        for text, variables in sized(shape, SIZE):
            asked = {"query": text, "variables": variables}
            for way, make in TRANSPORTS.items():
                held, *_ = await hold(application, partial(make, asked))
                longest[way] = max(longest[way], held)
        print(f"| {name} | {' | '.join(f'{held:.1f}' for held in longest.values())} |")


async def main() -> None:
    """Print what each request was answered and how long it held the loop."""
    async with served() as application:
        await print_requests(application)
        await print_shapes(application)


if __name__ == "__main__":
    asyncio.run(main())

"""The parameters of one operation or of a batch, read from a body or from an address."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from starlette.requests import Request

from server.decoding import decode
from server.graphql.context import turn_of
from server.graphql.parameters import Parameters
from server.http_refusal import HttpRefusal

UTF_8 = {"", "utf-8", "utf8"}
"""What a charset may be called that is none other."""
MOST_PARAMETERS = 20
"""Parameters of an address: those of a request are five."""
REPEATED_CHARACTERS = 40
"""Characters of a header's value that a refusal repeats."""


async def from_body(
    request: Request, *, longest: int, seconds: int, most: int
) -> Parameters | list[Parameters]:
    """The parameters of a POST request.

    Raises HttpRefusal with 415 for another content type or an encoded body, 413 and 408 for a body
    of more than `longest` bytes or that takes more than `seconds`, and 400 for what is no request
    or more than `most`.
    """
    _check_content_type(request.headers.get("content-type", ""))
    check_encoding(request)
    body = await _body(request, longest, seconds)
    await turn_of(request)()
    return parameters_of(decode(body), most)


def parameters_of(body: Any, most: int) -> Parameters | list[Parameters]:
    """Of one operation, or of a batch of no more than `most`; HttpRefusal for what is neither."""
    if not isinstance(body, list):
        return Parameters.of(body)
    if not 1 <= len(body) <= most:
        raise HttpRefusal(400, f"A batch has 1 to {most} operations, this one {len(body)}.")
    return [Parameters.of(item) for item in body]


def from_address(request: Request) -> Parameters:
    """The parameters of a GET request; HttpRefusal for what is none."""
    if request.scope["query_string"].count(b"&") >= MOST_PARAMETERS:
        raise HttpRefusal(400, f"An address has at most {MOST_PARAMETERS} parameters.")
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := given.pop(name, None):
            given[name] = decode(text)
    return Parameters.of(given)


def _check_content_type(header: str) -> None:
    """JSON in UTF-8 alone: no page of another origin can send it without asking first."""
    media_type, _, parameters = header.lower().partition(";")
    charset = parameters.replace(" ", "").replace('"', "").partition("charset=")[2]
    if media_type.strip() != "application/json" or charset.partition(";")[0] not in UTF_8:
        sentence = "Send JSON in UTF-8, with the content type `application/json`."
        raise HttpRefusal(415, sentence, Accept="application/json")


def check_encoding(request: Request) -> None:
    """A kilobyte of gzip may hold a megabyte, so nothing is unpacked (RFC 9110 §15.5.16)."""
    encoding = ", ".join(request.headers.getlist("content-encoding")).strip().lower()
    if encoding not in {"", "identity"}:
        sentence = f"The body is encoded ({encoding[:REPEATED_CHARACTERS]}): send it as it is."
        raise HttpRefusal(415, sentence, **{"Accept-Encoding": "identity"})


async def _body(request: Request, longest: int, seconds: int) -> bytes:
    body = bytearray()
    async for chunk in chunks(request, longest, seconds):
        body += chunk
    return bytes(body)


async def chunks(request: Request, longest: int, seconds: float) -> AsyncGenerator[bytes, None]:
    """The body as it comes; HttpRefusal with 413 and 408 as `from_body`."""
    if _length(request.headers) > longest:
        raise HttpRefusal(413, f"The request is longer than {longest} bytes.")
    size, clock = 0, asyncio.get_running_loop().time
    ends = clock() + seconds
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout_at(ends):
                chunk = await stream.__anext__()
            if clock() > ends:  # what is there already is not waited for
                raise TimeoutError
        except StopAsyncIteration:
            return
        except TimeoutError:
            late = "The request did not arrive in time."
            raise HttpRefusal(408, late, Connection="close") from None
        size += len(chunk)
        if size > longest:
            raise HttpRefusal(413, f"The request is longer than {longest} bytes.")
        yield chunk


def _length(headers: Mapping[str, str]) -> int:
    """What the client says; whoever says nothing of use is counted."""
    text = headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 20 else 0

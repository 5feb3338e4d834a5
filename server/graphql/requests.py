"""What a client asks: one operation or a batch of them, read from a body or from an address."""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson
from starlette.requests import Request

from server.errors import Refused

STRING, OBJECT = (str,), (dict,)
PARAMETERS = {
    "query": STRING,
    "documentId": STRING,
    "operationName": STRING,
    "variables": OBJECT,
    "extensions": OBJECT,
}
BYTE_ORDER_MARK = "\ufeff"
UTF_8 = {"", "utf-8", "utf8"}
"""What a charset may be called that is none other."""
LONGEST_NAME = 40
"""Characters of a header's value that a refusal repeats."""
KINDS = {STRING: "a string", OBJECT: "an object"}


@dataclass(frozen=True)
class Asked:
    """The parameters of one request (GraphQL over HTTP, "Request Parameters")."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, parameters: Any) -> Self:
        """Raises Refused for parameters of another shape, or without a document."""
        if not isinstance(parameters, dict):
            raise Refused(400, "A request is a JSON object, or a list of such objects.")
        for name, types in PARAMETERS.items():
            if not isinstance(parameters.get(name), (*types, type(None))):
                raise Refused(400, f"`{name}` must be {KINDS[types]}.")
        asked = cls(
            parameters.get("query"),
            parameters.get("documentId"),
            parameters.get("operationName") or None,
            parameters.get("variables") or {},
            parameters.get("extensions") or {},
        )
        if not asked.query and asked.document_id is None and asked.persisted is None:
            raise Refused(400, "Send a document in `query`, or its `documentId`.")
        return asked

    def forget_but(self, variables: Collection[str]) -> None:
        """Forget the variables that are not among these, and what nobody reads of the extensions.

        In place: whoever called us may hold on to the same.
        """
        for name in self.variables.keys() - set(variables):
            del self.variables[name]
        for name in self.extensions.keys() - {"persistedQuery"}:
            del self.extensions[name]
        if isinstance(self.persisted, dict):
            for name in self.persisted.keys() - {"version", "sha256Hash"}:
                del self.persisted[name]

    @property
    def persisted(self) -> Any:
        """What the client says of the document's hash, in the form of Apollo."""
        return self.extensions.get("persistedQuery")


async def from_body(
    request: Request, *, longest: int, seconds: int, most: int
) -> Asked | list[Asked]:
    """The operations of a POST request.

    Raises Refused with 415 for another content type or an encoded body, 413 and 408 for a body of
    more than `longest` bytes or that takes more than `seconds`, and 400 for what is no request or
    more than `most`.
    """
    _check_content_type(request.headers.get("content-type", ""))
    _check_encoding(", ".join(request.headers.getlist("content-encoding")))
    parameters = decode(await _body(request, longest, seconds))
    if not isinstance(parameters, list):
        return Asked.of(parameters)
    if not 1 <= len(parameters) <= most:
        raise Refused(400, f"A batch has 1 to {most} operations, this one {len(parameters)}.")
    return [Asked.of(item) for item in parameters]


def from_address(request: Request) -> Asked:
    """The operation of a GET request; Refused for what is none."""
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := parameters.pop(name, None):
            parameters[name] = decode(text)
    return Asked.of(parameters)


def decode(data: str | bytes) -> object:
    """JSON as Python has it; Refused for anything else."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _decode_surrogates(data)


def _decode_surrogates(data: str | bytes) -> object:
    """JSON may escape lone surrogates (RFC 8259 §8.2); fields refuse them by name."""
    text = _text(data) if isinstance(data, bytes) else data
    if text.startswith(BYTE_ORDER_MARK):
        raise Refused(400, "The request begins with a byte order mark (BOM): leave it out.")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused(400, f"The request is not valid JSON, from {where} on.") from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The request is not valid JSON.") from error


def _text(data: bytes) -> str:
    """UTF-8, which is all that JSON is sent in (RFC 8259 §8.1); Refused for anything else."""
    encoding = json.detect_encoding(data)
    if encoding.startswith(("utf-16", "utf-32")):
        raise Refused(400, f"The request is in {encoding[:6].upper()}: send JSON in UTF-8.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Refused(400, f"The request is not UTF-8, from byte {error.start + 1} on.") from error


def _refuse_constant(name: str) -> None:
    """They are Python's, not JSON's."""
    raise Refused(400, f"The request is not valid JSON: {name} is no number there.")


def _check_content_type(header: str) -> None:
    """JSON in UTF-8 alone: no page of another origin can send it without asking first."""
    media_type, _, parameters = header.lower().partition(";")
    charset = parameters.replace(" ", "").replace('"', "").partition("charset=")[2]
    if media_type.strip() != "application/json" or charset.partition(";")[0] not in UTF_8:
        sentence = "Send JSON in UTF-8, with the content type `application/json`."
        raise Refused(415, sentence, Accept="application/json")


def _check_encoding(header: str) -> None:
    """A kilobyte of gzip may hold a megabyte, so nothing is unpacked (RFC 9110 §15.5.16)."""
    encoding = header.strip().lower()
    if encoding not in {"", "identity"}:
        sentence = f"The body is encoded ({encoding[:LONGEST_NAME]}): send it as it is."
        raise Refused(415, sentence, **{"Accept-Encoding": "identity"})


async def _body(request: Request, longest: int, seconds: int) -> bytes:
    if _length(request.headers) > longest:
        raise Refused(413, f"The request is longer than {longest} bytes.")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > longest:
                    raise Refused(413, f"The request is longer than {longest} bytes.")
    except TimeoutError:
        late = "The request did not arrive in time."
        raise Refused(408, late, Connection="close") from None
    return bytes(body)


def _length(headers: Mapping[str, str]) -> int:
    """What the client says; whoever says nothing of use is counted."""
    text = headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 20 else 0

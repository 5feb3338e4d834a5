"""Reads answers that come in parts, as strictly as the pickiest clients."""

import json
from typing import Any

import httpx

from tests.support.api import Api

MULTIPART = "multipart/mixed, application/json"
EVENTS = "text/event-stream"


def ask(
    api: Api,
    document: str,
    accept: str = MULTIPART,
    variables: dict[str, Any] | None = None,
    token: str | None = None,
) -> httpx.Response:
    """The response to a client that accepts what `accept` says."""
    headers = {"Accept": accept, **({"Authorization": f"Bearer {token}"} if token else {})}
    body = {"query": document, "variables": variables or {}}
    return api.request("POST", "/graphql", json=body, headers=headers)


def parts(response: httpx.Response) -> list[dict[str, Any]]:
    """The bodies in a multipart answer."""
    assert response.headers["content-type"] == 'multipart/mixed; boundary="-"'
    assert response.text.startswith("---\r\n")
    assert response.text.endswith("\r\n-----\r\n")
    return [_body(part) for part in response.text[3:-9].split("\r\n---")]


def _body(part: str) -> dict[str, Any]:
    start, kind, length, blank, body = part.split("\r\n")
    assert (start, kind, blank) == ("", "Content-Type: application/json; charset=utf-8", "")
    assert length == f"Content-Length: {len(body.encode())}"
    return json.loads(body)


def events(response: httpx.Response) -> list[dict[str, Any]]:
    """The data of the events of a stream that is complete; anything but LF would be seen."""
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    *nexts, complete, end = response.text.split("\n\n")
    assert (complete, end) == ("event: complete\ndata:", "")
    return [json.loads(event.removeprefix("event: next\ndata: ")) for event in nexts]


def put_together(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """What a client of the earlier form has in the end: pieces by their paths alone."""
    whole = {"data": answers[0]["data"]}
    for piece in (piece for later in answers[1:] for piece in later.get("incremental", ())):
        *parents, last = ["data", *piece["path"]]
        target: Any = whole
        for key in parents:
            target = target[key]
        if "items" in piece:
            target[last:] = piece["items"]
        else:
            target[last] = {**target[last], **piece["data"]}
    return whole["data"]

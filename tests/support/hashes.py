"""Requests that name a document by its hash, in Apollo's form."""

import hashlib
from typing import Any

import httpx
import orjson

from tests.support.api import Api


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(digest: str, **more: Any) -> dict[str, Any]:
    """The parameters of a request for what is persisted under a hash; `more`: `query`, say."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}, **more}


def send(api: Api, parameters: dict[str, Any], method: str = "POST") -> httpx.Response:
    if method == "POST":
        return api.request("POST", "/graphql", json=parameters)
    texts = {
        k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in parameters.items()
    }
    return api.request("GET", "/graphql", params=texts)


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json().get("errors", [])]

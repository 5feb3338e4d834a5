"""Requests to a server in a process of its own."""

from typing import Any

import httpx


def bearer(token: str | None) -> dict[str, str]:
    """The header of whoever has a token."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def ask(address: str, document: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
    """The data of an answer that has no errors."""
    body = {"query": document, "variables": variables}
    response = httpx.post(f"{address}/graphql", json=body, headers=bearer(token), timeout=30)
    answer = response.json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]

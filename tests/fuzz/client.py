"""A few requests by hand, over HTTP: the fuzzer's accounts have to sign in, too."""

from typing import Any

import httpx

LOGIN = """
mutation Enter($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) {
    accessToken
    user { id isSuperAdmin }
  }
}
"""


def ask(server: str, document: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
    """The data of an answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"query": document, "variables": variables}
    answer = httpx.post(f"{server}/graphql", json=body, headers=headers, timeout=30).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def sign_in(server: str, email: str, password: str) -> dict[str, Any]:
    """What `login` answers; nothing in it where it refuses."""
    return ask(server, LOGIN, email=email, password=password)["login"]

"""The fuzzer's accounts have to sign in, too."""

from typing import Any

from tests.support.http import ask

LOGIN = """
mutation Enter($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) {
    accessToken
    user { id isSuperAdmin }
  }
}
"""


def sign_in(server: str, email: str, password: str) -> dict[str, Any]:
    """What `login` answers; nothing in it where it refuses."""
    return ask(server, LOGIN, email=email, password=password)["login"]

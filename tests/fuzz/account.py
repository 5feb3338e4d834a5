"""Whoever the fuzzer is: it signs out, closes its account and gives up its rights all the time."""

import os
import secrets
import subprocess
import sys

from demo.accounts import ACCOUNTS
from server.folders import ROOT
from tests.fuzz.client import sign_in
from tests.support.http import ask

REGISTER = """
mutation Register($input: RegisterInput!) { register(input: $input) { errors { message } } }
"""
DEMO = {account.role: (account.person.email, account.password) for account in ACCOUNTS}


class Account:
    """A demo account, and new ones after it, each for as long as it may do what it should."""

    def __init__(self, server: str, viewer: str) -> None:
        """Nobody, unless the demo has an account for such a viewer."""
        self._server = server
        self._is_admin = viewer == "super admin"
        self._credentials = DEMO.get(viewer)
        self._token: str | None = None

    def heed(self, codes: set[str]) -> None:
        """Doubt the token after an answer that a good one would not get."""
        if "UNAUTHENTICATED" in codes or (self._is_admin and "FORBIDDEN" in codes):
            self._token = None

    def token(self) -> str | None:
        """A token that is good; None for nobody."""
        if self._credentials and not self._token:
            self._token = self._enter(*self._credentials)
            if not self._token:
                self._credentials = self._open()
                self._token = self._enter(*self._credentials)
        return self._token

    def _enter(self, email: str, password: str) -> str | None:
        entered = sign_in(self._server, email, password)
        if self._is_admin and entered["user"] and not entered["user"]["isSuperAdmin"]:
            return None
        return entered["accessToken"]

    def _open(self) -> tuple[str, str]:
        name = f"fuzz{secrets.token_hex(6)}"
        email, password = f"{name}@example.com", secrets.token_hex(16)
        if self._is_admin:
            subprocess.run(
                [sys.executable, "app.py", "create-admin", "--email", email, "--username", name],
                cwd=ROOT,
                env={**os.environ, "ADMIN_PASSWORD": password},
                check=True,
            )
        else:
            account = {"email": email, "username": name, "password": password}
            ask(self._server, REGISTER, input=account)
        return email, password

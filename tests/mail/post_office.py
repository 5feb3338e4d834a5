"""A mail server of the tests' own, which receives, refuses, or goes silent."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.support import ports


class Clerk:
    """Answers RCPT and DATA; `answers` come first, each once, to DATA."""

    def __init__(self, *answers: str, recipients: str = "250 OK") -> None:
        self.answers = list(answers)
        self.recipients = recipients
        self.envelopes: list[Envelope] = []
        self.signed_in: list[bool] = []

    @property
    def messages(self) -> list[EmailMessage]:
        return [
            cast("EmailMessage", message_from_bytes(cast("bytes", each.content), policy=default))
            for each in self.envelopes
        ]

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipients.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipients

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        self.signed_in.append(bool(session.authenticated))
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "hang up":
            server.transport.close()
        if answer == "hang":
            await asyncio.sleep(3600)
        return answer


@contextmanager
def open_at(clerk: Clerk, **options: Any) -> Iterator[str]:
    """Where the server listens, as `host:port`."""
    port = ports.free()
    controller = Controller(clerk, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


def knows(user: str, password: str) -> Any:
    """Lets in who comes with these."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        given = isinstance(data, LoginPassword) and (data.login, data.password)
        return AuthResult(success=given == (user.encode(), password.encode()))

    return check

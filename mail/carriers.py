"""How a mail leaves: by SMTP, or into a folder where a developer clicks on it."""

import asyncio
import logging
import os
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from base import private

log = logging.getLogger("aai.mail")

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 10
"""Seconds that one answer of a mail server may take."""
LONGEST_SECONDS = 40
"""Seconds that a whole mail may take; a claim lasts longer."""
ADDRESS = "must read like smtp://host, smtp+starttls://user:password@host:587 or smtps://host"


class Undeliverable(Exception):
    """It did not leave; `for_good`: it never will."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Carrier(Protocol):
    async def carry(self, message: EmailMessage) -> None:
        """Return once the message has left; Undeliverable where it has not."""


@dataclass(frozen=True)
class Folder:
    """Keeps each mail as a file, and prints it where `is_told`."""

    path: Path
    is_told: bool = False

    async def carry(self, message: EmailMessage) -> None:
        try:
            file = await asyncio.to_thread(self._keep, message)
        except OSError as error:
            raise Undeliverable(error.strerror or "the file cannot be written") from error
        if self.is_told:
            body = message.get_body(("plain",))
            text = body.get_content() if body is not None else ""
            log.info("mail to %s, kept as %s", message["To"], file)
            for line in filter(None, text.splitlines()):
                log.info("| %s", line)

    def _keep(self, message: EmailMessage) -> Path:
        """Write the file whole or not at all; a mail that is carried again replaces its own."""
        private.make_folder(self.path)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        file, half = self.path / f"{name}.eml", self.path / f".{name}.{os.getpid()}"
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as output:
            output.write(message.as_bytes())
        half.replace(file)
        return file


@dataclass(frozen=True)
class Smtp:
    """A mail server; TLS is verified, and never done without where it was asked for."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> "Smtp":
        """The server of an address; ValueError, which never repeats it, for one of no use."""
        try:
            parts = urlsplit(url)
            scheme, host, port = parts.scheme, parts.hostname, parts.port
        except ValueError:
            raise ValueError(ADDRESS) from None
        extra = parts.path.strip("/") or parts.query or parts.fragment
        if scheme not in PORTS or not host or port == 0 or extra:
            raise ValueError(ADDRESS)
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(scheme, host, port or PORTS[scheme], user, password)

    async def carry(self, message: EmailMessage) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await aiosmtplib.send(
                    message,
                    sender=parseaddr(message["From"])[1],
                    recipients=[message["To"]],
                    hostname=self.host,
                    port=self.port,
                    username=self.user,
                    password=self.password,
                    use_tls=self.scheme == "smtps",
                    start_tls=self.scheme == "smtp+starttls",
                    timeout=TIMEOUT_SECONDS,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise Undeliverable("refused", for_good=min(codes) >= 500) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise Undeliverable(type(error).__name__) from error

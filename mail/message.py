"""A letter as mail servers take it (RFC 5322): the same bytes however often it is made."""

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from base.domain import ascii_domain
from mail.templates import Words


def compose(
    id: str, created_at: dt.datetime, sender: str, to: str, language: str, words: Words
) -> EmailMessage:
    """A message in text and in HTML; its Message-ID is of the row it was made from.

    ValueError for an address that headers read as another one, or as several.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = reachable(to)
    if [each.addr_spec for each in message["To"].addresses] != [reachable(to)]:
        raise ValueError("the address is read as another one")
    message["Subject"] = words.subject
    message["Date"] = format_datetime(created_at.replace(microsecond=0))
    message["Message-ID"] = f"<{id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    message["Content-Language"] = language  # last: what comes before goes into the first part
    message.set_boundary(f"=_{id}")
    return message


def reachable(address: str) -> str:
    """The domain as A-labels, which every mail server takes."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"

"""Mails leave the outbox: claimed by one process at a time, tried again until they have left.

A claim is a time until which nobody else tries: longer than a try can take, so that a process that
is killed in the midst of it leaves the mail to the next one. So a mail may come twice, with the
Message-ID that it had before.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import Connection, delete, orm, select

from auth.seal import Broken, Seal
from base.repeat import repeat
from db.database import Database
from db.models import Action, AuditEvent, OutboxMessage
from db.types import now
from mail.carriers import Carrier, Undeliverable
from mail.letter import Letter
from mail.message import compose
from mail.templates import Templates

log = logging.getLogger("aai.mail")

FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=4)
GIVEN_UP_AFTER = dt.timedelta(days=3)
BATCH = 10


@dataclass(frozen=True)
class Delivery:
    """Takes what is due out of the outbox."""

    database: Database
    seal: Seal
    templates: Templates
    sender: str
    carrier: Carrier

    async def watch(self) -> None:
        """Deliver what becomes due until cancelled."""
        await repeat(self.deliver_due, log, "the outbox")

    async def deliver_due(self) -> int:
        """Try each mail of a batch that is due; how many there were."""
        if not await self.database.read(_is_any_due):
            return 0
        messages = await self.database.write(_claim)
        tries = (self._deliver(message) for message in messages)
        for failed in await asyncio.gather(*tries, return_exceptions=True):
            if failed is not None:  # once all have ended: none stops another
                raise failed
        return len(messages)

    def _composed(self, message: OutboxMessage) -> EmailMessage:
        """Undeliverable for good where there is no way to write it."""
        letter = Letter.from_json(self.seal.open(message.content))
        words = self.templates.words(letter)
        try:
            return compose(
                message.id, message.created_at, self.sender, letter.to, letter.language, words
            )
        except (ValueError, LookupError) as error:
            raise Undeliverable("no mail can be made of it", for_good=True) from error

    async def _deliver(self, message: OutboxMessage) -> None:
        """Try one mail; it goes from the outbox once it has left or is given up."""
        try:
            await self.carrier.carry(self._composed(message))
        except (Undeliverable, Broken) as error:
            too_old = message.due_at - message.created_at > GIVEN_UP_AFTER
            for_good = isinstance(error, Undeliverable) and error.for_good
            reason = str(error) or "sealed with another secret"
            if not too_old and not for_good:
                log.warning("a mail did not leave, and is tried again: %s", reason)
                return
            log.error("a mail is given up: %s", reason)
            await self.database.write(_given_up(message))
            return
        await self.database.write(_gone(message))


def _is_any_due(connection: Connection) -> bool:
    due = select(OutboxMessage.id).where(OutboxMessage.due_at <= now()).limit(1)
    return connection.execute(due).first() is not None


def _claim(session: orm.Session) -> Sequence[OutboxMessage]:
    """Take some mails that are due, so that no other process tries them meanwhile."""
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.due_at <= now())
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    messages = session.scalars(due).all()
    for message in messages:
        wait = min(FIRST_WAIT * 2 ** min(message.attempts, 20), LONGEST_WAIT)
        message.change({"attempts": message.attempts + 1, "due_at": now() + wait})
    return messages


def _gone(message: OutboxMessage) -> Callable[[orm.Session], None]:
    def work(session: orm.Session) -> None:
        session.execute(delete(OutboxMessage).where(OutboxMessage.id == message.id))

    return work


def _given_up(message: OutboxMessage) -> Callable[[orm.Session], None]:
    def work(session: orm.Session) -> None:
        _gone(message)(session)
        session.add(AuditEvent(action=Action.MAIL_GIVEN_UP, account_id=message.account_id))

    return work

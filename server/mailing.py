"""How mails leave this server, as its settings have it."""

import logging
from pathlib import Path

from auth.seal import Seal
from db.database import Database
from mail.carriers import Carrier, Folder, Smtp
from mail.delivery import Delivery
from server.settings import Settings

log = logging.getLogger("aai.mail")

WAITS = "nothing is mailed: set SMTP_URL, or MAIL_FOLDER"
"""What the log and health say; the outbox keeps what waits, for as long as it is tried."""


def delivery(settings: Settings, database: Database, seal: Seal) -> Delivery | None:
    """What empties the outbox; None where mails have no way out.

    In production the log then says so; in development somebody chose that.
    """
    carrier = _carrier(settings)
    if carrier is None:
        if not settings.in_development:
            log.warning(WAITS)
        return None
    return Delivery(database, seal, settings.templates, settings.mail_from, carrier)


def _carrier(settings: Settings) -> Carrier | None:
    if settings.smtp_url:
        return Smtp.at(settings.smtp_url)
    folder = settings.mails_kept_in
    return Folder(Path(folder), is_told=settings.in_development) if folder else None

"""Locks on what has no row of its own: how many of something there may be."""

import uuid

from sqlalchemy import func, orm, select

BITS = 63
"""What an advisory lock's number holds; those of a UUID version 7 that are random."""


def queue_for(session: orm.Session, id: str) -> None:
    """Let all transactions that come for the same id wait for each other until they end."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        number = uuid.UUID(id).int & ((1 << BITS) - 1)
        session.execute(select(func.pg_advisory_xact_lock(number)))

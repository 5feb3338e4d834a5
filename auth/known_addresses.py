"""From where an account has signed in: who comes from there is no stranger to it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from auth.networks import network
from auth.sessions import Client
from db.models import Session, User
from db.types import Record

MOST_ADDRESSES = 100
"""Addresses of an account that are known, those of its latest sign-ins."""


def with_addresses(*columns: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """`columns` of users, once for each address that their account has lately signed in from."""
    return (
        select(*columns, Session.ip_address, func.count(Session.id).label("sessions"))
        .outerjoin(Session, Session.user_id == User.id)
        .group_by(*columns, Session.ip_address)
        .order_by(func.max(Session.created_at).desc())
        .limit(MOST_ADDRESSES)
    )


def knows_address(rows: Sequence[Record], client: Client) -> bool:
    """Whether an account, in rows of `with_addresses`, has signed in from where `client` is."""
    known = {network(row.ip_address or "") for row in rows if row.sessions}
    return network(client.ip_address or "") in known

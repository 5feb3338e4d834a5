"""Values of the replaced system as ours.

Each kind lists what it knows. For anything else it raises ValueError, KeyError, TypeError or
OverflowError: nothing is guessed, since a wrong guess makes people super admins.
"""

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from db.models import Gender, MembershipRole
from db.types import to_milliseconds

FAULTS = (ValueError, KeyError, TypeError, OverflowError)
NAMESPACE = uuid.UUID("6e0f5d52-6f0c-5b0e-9d3f-3b1d5f0a1c77")
"""Of the ids of rows that have numbers there: always the same, so that a run can be repeated."""
REFERENCES = {
    "user_id": "users",
    "owner_id": "users",
    "profile_id": "profiles",
    "location_id": "locations",
    "organization_id": "organizations",
}
FLAGS = {
    **dict.fromkeys(("1", "true", "t", "yes", "y"), True),
    **dict.fromkeys(("0", "false", "f", "no", "n"), False),
}
UUID_BYTES = 16
ZONES = dt.timedelta(days=1)
"""More than any zone is away from UTC."""


def converted(table: str, name: str, value: Any) -> Any:
    """What a column of ours holds; FAULTS for what cannot be a value of it here."""
    if value is None:
        return None
    if name == "id" or name in REFERENCES:
        return _id(REFERENCES.get(name, table), value)
    convert: Callable[[Any], Any] = CONVERT.get(name, _text)
    return convert(value)


def utc(instant: dt.datetime) -> dt.datetime:
    """ValueError for one that is outside the calendar in some zone, where it could not be shown."""
    naive = instant.replace(tzinfo=None)
    if not dt.datetime.min + ZONES * 2 <= naive <= dt.datetime.max - ZONES * 2:
        raise ValueError("it is at an end of the calendar")
    return to_milliseconds(instant.astimezone(dt.UTC))


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _id(table: str, value: Any) -> str:
    """A UUID as it is, in text or in bytes; anything else has one that follows from it."""
    if isinstance(value, bytes) and len(value) == UUID_BYTES:
        return str(uuid.UUID(bytes=value))
    text = _text(value)
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid5(NAMESPACE, f"{table} {text}"))


def _flag(value: Any) -> bool:
    return FLAGS[_text(value).strip().lower()]


def _instant(value: Any) -> dt.datetime:
    """One without a zone is in UTC."""
    found = value if isinstance(value, dt.datetime) else _written(value)
    return utc(found if found.tzinfo else found.replace(tzinfo=dt.UTC))


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else _written(value).date()


def _written(value: Any) -> dt.datetime:
    """ISO 8601; a number would be a count of something, since some day."""
    if not isinstance(value, (str, bytes)):
        raise TypeError("it is no text")
    return dt.datetime.fromisoformat(_text(value).strip())


def _member(of: type[enum.Enum], value: Any) -> enum.Enum | None:
    """By its name, however that is written."""
    text = _text(getattr(value, "name", value)).strip().upper().replace("-", " ")
    return of["_".join(text.split())] if text else None


CONVERT: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("created_at", "updated_at", "last_login_at"), _instant),
    **dict.fromkeys(("deactivated_at", "deleted_at"), _instant),
    **dict.fromkeys(("date_of_birth", "start_date", "end_date"), _day),
    **dict.fromkeys(("is_active", "is_deleted", "is_super_admin", "is_email_verified"), _flag),
    **dict.fromkeys(("is_public", "allow_contact", "is_primary"), _flag),
    "gender": partial(_member, Gender),
    "role": partial(_member, MembershipRole),
}
"""What is no text."""

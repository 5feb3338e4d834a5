"""Rows as the first revision has them, written without the models, which are today's."""

import itertools
import json
import unicodedata
from typing import Any

from sqlalchemy import text

from db.engine import create_engine
from db.types import new_id

NAMES = ("Ada", "Ādā ß 阿达", None)
FIRST = "2026-01-02T03:04:05.678Z"
LATER = "2026-02-03T04:05:06.789Z"
FOLDED = {
    "country",
    *("state_province", "city", "postal_code", "username", "email", "first_name", "last_name"),
    *("type", "value", "title", "company", "industry"),
}
"""The columns that have a folded copy beside them."""

Row = dict[str, Any]


def fill(url: str) -> None:
    """Three people with all that belongs to them, in a database at the first revision."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for number, name in enumerate(NAMES):
            for table, row in _person(number, name):
                columns = ", ".join(row)
                values = ", ".join(f":{column}" for column in row)
                connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
    engine.dispose()


def _person(number: int, name: str | None) -> list[tuple[str, Row]]:
    ids = (new_id() for _ in itertools.count())
    place, user, profile, session = itertools.islice(ids, 4)
    city, email = f"City {number}", f"user-{number}@example.com"
    closed = {"is_active": False, "deactivated_at": LATER}
    contact = {"profile_id": profile, "type": "email", "value": email}
    return [
        (
            "locations",
            _row(
                id=place,
                country="Germany",
                state_province=name,
                city=city,
                postal_code="10115",
                place_key=json.dumps(
                    [_key(part) for part in ("Germany", name or "", city, "10115")],
                    ensure_ascii=False,
                ),
            ),
        ),
        (
            "users",
            _row(
                id=user,
                username=f"user-{number}",
                username_key=_key(f"user-{number}"),
                email=email,
                email_key=_key(email),
                password_hash="$2b$04$" + "x" * 53,
                is_super_admin=name is None,
                last_login_at=FIRST if name else None,
            ),
        ),
        (
            "profiles",
            _row(
                id=profile,
                user_id=user,
                first_name=name,
                last_name="Byron",
                date_of_birth="1990-12-31" if name else None,
                gender="FEMALE" if name else None,
                location_id=place,
                bio="a\nb",
                is_public=True,
                allow_contact=name is None,
            ),
        ),
        ("contacts", _row(id=next(ids), **contact, is_primary=True)),
        ("contacts", _row(id=next(ids), **contact, is_primary=False, **closed)),
        ("jobs", _row(id=next(ids), profile_id=profile, title="Analyst", company="Engines")),
        (
            "sessions",
            _row(id=session, user_id=user, last_used_at=FIRST, expires_at=LATER, ends_at=LATER),
        ),
        (
            "refresh_tokens",
            _row(id=next(ids), session_id=session, generation=1, token_hash=f"{number:064x}"),
        ),
    ]


def _row(**values: Any) -> Row:
    common = {"is_active": True, "created_at": FIRST, "updated_at": LATER}
    folded = {
        f"{column}_folded": None if value is None else value.lower()
        for column, value in values.items()
        if column in FOLDED
    }
    return {**common, **values, **folded}


def _key(text: str) -> str:
    """What two spellings of one name shared in that revision."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())

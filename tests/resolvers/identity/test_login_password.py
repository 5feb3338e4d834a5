"""login: a password counts in its NFKC, and for as long as its owner keeps it."""

import datetime as dt
from typing import Any

import pytest

from db.types import now
from tests.support.api import Api
from tests.support.make import PASSWORD, Make

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { user { id } errors { code } } }"
YEARS = dt.timedelta(days=3653)
SPELLINGS = [
    ("stra\u00dfenbahn", "strassenbahn"),
    ("lantern orange", "Lantern Orange"),
    ("lantern orange", " lantern orange "),
    ("lantern orange", "lantern  orange"),
    ("lantern orange", "lantern orange\n"),
]
"""Texts that some folding or trimming takes for one another."""
SAME = [
    ("Caf\u00e9 au lait", "Cafe\u0301 au lait"),
    ("\ufb01ne weather", "fine weather"),
    ("lantern orange", "lantern\u00a0orange"),
]
"""Texts that one keyboard or another makes of the same keys."""


def login(api: Api, email: str, password: str) -> dict[str, Any]:
    data = api.data(LOGIN, {"input": {"email": email, "password": password}})
    payload: dict[str, Any] = data["login"]
    return payload


@pytest.mark.parametrize("pair", SPELLINGS, ids=ascii)
def test_a_password_is_nothing_but_itself(api: Api, make: Make, pair: tuple[str, str]) -> None:
    for own, other in (pair, pair[::-1]):
        user = make.user(password_hash=api.services.passwords.hash_now(own))
        assert login(api, user.email, own) == {"user": {"id": user.id}, "errors": []}
        assert login(api, user.email, other) == {
            "user": None,
            "errors": [{"code": "INVALID_CREDENTIALS"}],
        }


@pytest.mark.parametrize("pair", SAME, ids=ascii)
def test_a_password_is_known_from_every_keyboard(
    api: Api, make: Make, pair: tuple[str, str]
) -> None:
    for own, other in (pair, pair[::-1]):
        user = make.user(password_hash=api.services.passwords.hash_now(own))
        assert login(api, f" {user.email}\n", other) == {"user": {"id": user.id}, "errors": []}


def test_a_password_does_not_expire(api: Api, make: Make) -> None:
    long_ago = now() - YEARS
    user = make.user(created_at=long_ago, updated_at=long_ago, last_login_at=long_ago)
    assert login(api, user.email, PASSWORD) == {"user": {"id": user.id}, "errors": []}

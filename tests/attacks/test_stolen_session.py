"""Who holds a token guesses at the password for a while, is seen, and locks nobody out."""

from collections.abc import Callable
from typing import Any

import pytest

from db.models import Session
from tests.attacks.test_password_guessing import CHANGE, DEFAULTS, LOGIN, REFUSED, WRONG, refusal
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import every, trail

HOME, AWAY = "192.0.2.1", "198.51.100.1"
NEW = "lantern orange"
EVENTS = "{ me { securityEvents { nodes { action ipAddress } } } }"
SIGN_IN = LOGIN.replace("login(input: $input) {", "login(input: $input) { accessToken")


@pytest.fixture
def guarded(api_with: Callable[..., Api]) -> Api:
    return api_with(trusted_proxies="*", **DEFAULTS)


def send(
    api: Api, address: str, document: str, values: dict[str, Any], token: str | None = None
) -> dict[str, Any]:
    headers = {"X-Forwarded-For": address}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    body: dict[str, Any] = api.run(
        api.sent({"query": document, "variables": {"input": values}}, headers)
    ).json()
    return body


def sign_in(api: Api, address: str, email: str) -> str:
    body = send(api, address, SIGN_IN, {"email": email, "password": PASSWORD})
    return str(body["data"]["login"]["accessToken"])


def change(api: Api, address: str, token: str, current: str) -> str | None:
    values = {"currentPassword": current, "newPassword": NEW}
    return refusal(send(api, address, CHANGE, values, token), "changePassword")


def test_a_thief_with_a_session_of_their_own_keeps_nobody_from_changing(
    guarded: Api, make: Make
) -> None:
    user = make.user()
    owner, thief = (sign_in(guarded, address, user.email) for address in (HOME, HOME))
    codes = [change(guarded, HOME, thief, f"guess {number}") for number in range(7)]
    assert codes == [WRONG] * 5 + [REFUSED] * 2
    assert change(guarded, HOME, owner, PASSWORD) is None


@pytest.mark.parametrize("addresses", [1, 40])
def test_a_thief_of_a_token_keeps_its_owner_from_nothing_at_home(
    guarded: Api, make: Make, addresses: int
) -> None:
    token = sign_in(guarded, HOME, make.user(email="ada@example.com").email)
    for number in range(40):
        change(guarded, f"10.{number % addresses}.0.1", token, f"guess {number}")
    assert change(guarded, HOME, token, PASSWORD) is None


def test_many_addresses_guess_thirty_times_by_one_stolen_token(guarded: Api, make: Make) -> None:
    token = sign_in(guarded, HOME, make.user().email)
    codes = [change(guarded, f"10.{number}.0.1", token, "guess") for number in range(35)]
    assert codes == [WRONG] * 30 + [REFUSED] * 5


def test_whoever_is_refused_for_others_signs_in_anew_and_changes(guarded: Api, make: Make) -> None:
    user = make.user()
    token = sign_in(guarded, HOME, user.email)
    for number in range(35):
        change(guarded, f"10.{number}.0.1", token, "guess")
    assert change(guarded, "203.0.113.1", token, PASSWORD) == REFUSED
    again = sign_in(guarded, "203.0.113.1", user.email)
    assert change(guarded, "203.0.113.1", again, PASSWORD) is None


def test_every_failure_leaves_an_event_that_the_owner_sees(guarded: Api, make: Make) -> None:
    user = make.user()
    owner, thief = (sign_in(guarded, address, user.email) for address in (HOME, AWAY))
    for number in range(7):
        change(guarded, AWAY, thief, f"guess {number}")
    body = send(guarded, HOME, EVENTS, {}, owner)
    nodes = body["data"]["me"]["securityEvents"]["nodes"]
    failed = [node for node in nodes if node["action"] == "PASSWORD_CHANGE_FAILED"]
    assert failed == [{"action": "PASSWORD_CHANGE_FAILED", "ipAddress": AWAY}] * 5
    assert ("PASSWORD_CHANGE_FAILED", user.id, user.id, user.id) in trail(guarded)
    assert len(every(guarded, Session, user_id=user.id, is_active=True)) == 2


def test_a_right_password_leaves_no_failure(guarded: Api, make: Make) -> None:
    user = make.user()
    assert change(guarded, HOME, sign_in(guarded, HOME, user.email), PASSWORD) is None
    assert "PASSWORD_CHANGE_FAILED" not in {action for action, *_ in trail(guarded)}

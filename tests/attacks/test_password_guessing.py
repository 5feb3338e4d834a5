"""Guessing passwords meets the throttles as they come, and locks nobody out."""

from collections.abc import Callable
from typing import Any

import pytest

from auth.throttles import Throttle
from server.settings import Settings
from tests.support.api import Api
from tests.support.make import PASSWORD, Make

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { errors { code } } }"
CHANGE = """
mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { code } } }
"""
NAMES = [f"throttle_{throttle.name.lower()}" for throttle in Throttle]
DEFAULTS = {name: Settings.model_fields[name].default for name in NAMES}
WRONG, REFUSED = "INVALID_CREDENTIALS", "RATE_LIMITED"
HOME = "192.0.2.1"
FIVE_MINUTES = 300


@pytest.fixture
def guarded(api_with: Callable[..., Api]) -> Api:
    """A server as it comes, behind a proxy that says who calls."""
    return api_with(trusted_proxies="*", **DEFAULTS)


def login(api: Api, address: str, email: str, password: str) -> str | None:
    """The code that a sign-in is refused with, None where it is not."""
    body = {
        "query": LOGIN,
        "variables": {"input": {"email": email, "password": password}},
    }
    headers = {"X-Forwarded-For": address}
    return refusal(api.request("POST", "/graphql", json=body, headers=headers).json(), "login")


def refusal(body: dict[str, Any], field: str) -> str | None:
    if "errors" in body:
        (error,) = body["errors"]
        assert error["extensions"]["retryAfter"] <= FIVE_MINUTES
        return str(error["extensions"]["code"])
    errors = body["data"][field]["errors"]
    return errors[0]["code"] if errors else None


def test_stolen_credentials_are_tried_ten_a_minute_from_one_address(
    guarded: Api, make: Make
) -> None:
    emails = [make.user().email if number % 4 else "nobody@example.com" for number in range(15)]
    codes = [login(guarded, "198.51.100.1", email, "stolen") for email in emails]
    assert codes == [WRONG] * 10 + [REFUSED] * 5
    assert login(guarded, HOME, emails[-1], PASSWORD) is None


@pytest.mark.parametrize("exists", [True, False])
def test_an_account_is_guessed_at_five_times_from_one_address(
    guarded: Api, make: Make, exists: bool
) -> None:
    email = make.user().email if exists else "nobody@example.com"
    codes = [login(guarded, "198.51.100.1", email, f"guess {number}") for number in range(7)]
    assert codes == [WRONG] * 5 + [REFUSED] * 2
    assert login(guarded, "198.51.100.1", email, PASSWORD) == REFUSED


@pytest.mark.parametrize("exists", [True, False])
def test_an_account_is_guessed_at_thirty_times_from_everywhere(
    guarded: Api, make: Make, exists: bool
) -> None:
    email = make.user().email if exists else "nobody@example.com"
    codes = [login(guarded, f"198.51.100.{n}", email, "a guess") for n in range(35)]
    assert codes == [WRONG] * 30 + [REFUSED] * 5


def test_whose_account_is_guessed_at_still_signs_in_at_home(guarded: Api, make: Make) -> None:
    user = make.user()
    assert login(guarded, HOME, user.email, PASSWORD) is None
    for number in range(40):
        login(guarded, f"198.51.100.{number}", user.email, "a guess")
    assert login(guarded, HOME, user.email, PASSWORD) is None


def test_a_stolen_token_guesses_the_password_five_times_a_minute(guarded: Api, make: Make) -> None:
    token = make.token(make.user())
    values = [
        {"currentPassword": f"guess {number}", "newPassword": "lantern orange"}
        for number in range(7)
    ]
    bodies = [guarded.execute(CHANGE, {"input": each}, token) for each in values]
    codes = [refusal(body, "changePassword") for body in bodies]
    assert codes == [WRONG] * 5 + [REFUSED] * 2

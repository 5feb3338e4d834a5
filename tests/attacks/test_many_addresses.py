"""Whoever has many addresses has not as many tries, and keeps nobody from signing in."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.attacks.test_password_guessing import LOGIN, REFUSED, WRONG, refusal
from tests.support.api import Api
from tests.support.make import PASSWORD, Make

Build = Callable[..., Api]
HOME = "2001:db8:0:7::1"
NETWORKS = {
    "a /56": ([f"2001:db8:0:{number:x}::1" for number in range(0, 256, 2)], 4),
    "a /48": ([f"2001:db8:0:{number:x}00::1" for number in range(256)], 16),
    "a /24": ([f"198.51.100.{number}" for number in range(256)], 16),
}
"""Addresses in one network, and how many times as much as one of them it may try."""
REGISTER = """
mutation ($input: RegisterInput!) { register(input: $input) { errors { code } } }
"""
REFRESH = """
mutation ($input: RefreshTokenInput!) { refreshToken(input: $input) { errors { code } } }
"""


def send(api: Api, address: str, document: str, values: dict[str, Any]) -> dict[str, Any]:
    headers = {"X-Forwarded-For": address}
    body = {"query": document, "variables": {"input": values}}
    answer: dict[str, Any] = api.request("POST", "/graphql", json=body, headers=headers).json()
    return answer


def login(api: Api, address: str, email: str, password: str) -> str | None:
    values = {"email": email, "password": password}
    return refusal(send(api, address, LOGIN, values), "login")


def register(api: Api, address: str, name: str) -> str | None:
    values = {"username": name, "email": f"{name}@example.com", "password": "weak"}
    return refusal(send(api, address, REGISTER, values), "register")


def refresh(api: Api, address: str) -> str | None:
    return refusal(send(api, address, REFRESH, {"refreshToken": "none of ours"}), "refreshToken")


def codes(addresses: Sequence[str], ask: Callable[[str, int], str | None]) -> list[str | None]:
    return [ask(address, number) for number, address in enumerate(addresses)]


@pytest.mark.parametrize("whose", NETWORKS)
def test_a_network_tries_several_times_as_often_as_an_address_and_no_more(
    api_with: Build, whose: str
) -> None:
    addresses, times = NETWORKS[whose]
    rates = dict.fromkeys(
        ("throttle_login", "throttle_register", "throttle_refresh_failed"), "2/minute"
    )
    api, allowed = api_with(trusted_proxies="*", **rates), 2 * times
    tried = addresses[: allowed + 3]
    for ask, passed in (
        (lambda each, number: login(api, each, f"nobody{number}@example.com", "guess"), WRONG),
        (lambda each, number: register(api, each, f"nobody{number}"), "WEAK_PASSWORD"),
        (lambda each, _: refresh(api, each), "INVALID_TOKEN"),
    ):
        assert codes(tried, ask) == [passed] * allowed + [REFUSED] * 3


def test_how_many_times_is_a_setting(api_with: Build) -> None:
    api = api_with(trusted_proxies="*", throttle_login="1/minute", throttle_ipv4_24=3)
    addresses = NETWORKS["a /24"][0][:5]
    tried = codes(addresses, lambda each, _: login(api, each, "nobody@example.com", "guess"))
    assert tried == [WRONG] * 3 + [REFUSED] * 2


@pytest.mark.parametrize("whose", NETWORKS)
def test_a_known_address_is_not_held_to_what_its_neighbours_try(
    api_with: Build, make: Make, whose: str
) -> None:
    addresses, times = NETWORKS[whose]
    api = api_with(trusted_proxies="*", throttle_login="1/minute")
    user, (home, *others) = make.user(), reversed(addresses)
    other = make.user()
    assert login(api, home, user.email, PASSWORD) is None
    attacked = api_with(trusted_proxies="*", throttle_login="1/minute")
    for address in others[: times + 1]:
        last = login(attacked, address, other.email, PASSWORD)
    assert last == REFUSED
    assert login(attacked, home, user.email, PASSWORD) is None


def test_a_household_is_known_whatever_address_it_has_today(api_with: Build, make: Make) -> None:
    api = api_with(trusted_proxies="*", throttle_login_failed_elsewhere="3 per 5 minutes")
    user = make.user()
    assert login(api, HOME, user.email, PASSWORD) is None
    for number in range(4):
        login(api, f"198.51.{number}.1", user.email, "a guess")
    assert login(api, "203.0.113.1", user.email, PASSWORD) == REFUSED
    assert login(api, HOME.replace("::1", ":9:8:7:6"), user.email, PASSWORD) is None


def test_a_full_line_of_strangers_keeps_no_known_address_from_signing_in(
    api_with: Build, make: Make
) -> None:
    api = api_with(bcrypt_rounds=10, limit_seconds=120, trusted_proxies="*")
    user = make.user()
    assert login(api, HOME, user.email, PASSWORD) is None

    def tries(address: str, email: str, password: str) -> Any:
        body = {"query": LOGIN, "variables": {"input": {"email": email, "password": password}}}
        return api.sent(body, {"X-Forwarded-For": address})

    flood = [tries(f"10.{n // 256}.{n % 256}.1", f"no{n}@example.com", "guess") for n in range(150)]
    bodies = api.together([*flood, tries(HOME, user.email, PASSWORD)])
    outcomes = [refusal(body, "login") for body in bodies]
    assert outcomes.pop() is None
    assert set(outcomes) == {WRONG, REFUSED}

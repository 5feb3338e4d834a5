"""What only looks like a refresh token costs no SQL, and nobody but its sender any tries."""

import base64
import os
import struct
import uuid
from collections.abc import Callable

import pytest

from auth.refresh_tokens import RefreshTokens
from tests.attacks.test_many_addresses import REFRESH, send
from tests.attacks.test_password_guessing import refusal
from tests.support.api import Api
from tests.support.make import Make
from tests.support.sign_in import sign_in

Build = Callable[..., Api]
HOME, AWAY = "192.0.2.1", "198.51.100.1"


def with_random_mac(session_id: str) -> str:
    packed = struct.pack(">16sI32s", uuid.UUID(session_id).bytes, 1, os.urandom(32))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def of_another_server(session_id: str) -> str:
    return RefreshTokens("a secret of somebody else, of 32 bytes or more").derive(session_id, 1)


FORGERIES: list[Callable[[str], str]] = [
    with_random_mac,
    of_another_server,
    lambda session_id: of_another_server(session_id) + "==",
    lambda session_id: session_id,
    lambda _: "garbage",
    lambda _: "",
]


def refresh(api: Api, address: str, token: str) -> str | None:
    return refusal(send(api, address, REFRESH, {"refreshToken": token}), "refreshToken")


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_token_costs_no_sql_and_its_owner_no_tries(
    api_with: Build, make: Make, forge: Callable[[str], str]
) -> None:
    api = api_with(
        trusted_proxies="*", throttle_refresh="3/minute", throttle_refresh_failed="5/minute"
    )
    owner = sign_in(api, make.user())
    with api.statements() as seen:
        codes = [refresh(api, AWAY, forge(owner.session_id)) for _ in range(7)]
    assert codes == ["INVALID_TOKEN"] * 5 + ["RATE_LIMITED"] * 2
    assert seen == []
    assert refresh(api, HOME, owner.refresh_token) is None
    assert refresh(api, AWAY, owner.refresh_token) is None


def test_made_up_sessions_are_no_way_around_the_count(api_with: Build) -> None:
    api = api_with(throttle_refresh_failed="5/minute")
    calls = [
        f'a{n}: refreshToken(input: {{refreshToken: "{with_random_mac(str(uuid.uuid4()))}"}}) '
        "{ errors { code } }"
        for n in range(20)
    ]
    body = api.execute("mutation { " + " ".join(calls) + " }")
    assert list(body["data"].values()).count(None) == 15


def test_real_tokens_are_counted_by_their_session(api_with: Build, make: Make) -> None:
    api = api_with(trusted_proxies="*", throttle_refresh="3/minute")
    mine, other = sign_in(api, make.user()), sign_in(api, make.user())
    for number in range(3):
        assert refresh(api, f"198.51.{number}.1", mine.refresh_token) is None
    assert refresh(api, HOME, mine.refresh_token) == "RATE_LIMITED"
    assert refresh(api, HOME, other.refresh_token) is None

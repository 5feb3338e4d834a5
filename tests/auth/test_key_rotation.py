"""Keys change and nobody is signed out: old ones verify while listed, and not a day longer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.conftest import SECRET
from tests.resolvers.identity.test_refresh_token import REFUSED, refresh, successor
from tests.support.api import Api
from tests.support.keys import folder, pem, private_key, public_pem
from tests.support.make import Make
from tests.support.sign_in import access_token, let_pass, session_of, sign_in

ME = "{ me { id } }"
NEXT = "what the server signs with from today on, instead"
ROTATED = {"jwt_secret": NEXT, "jwt_previous_secrets": [SECRET]}
Build = Callable[..., Api]


def kid(token: str) -> Any:
    return jwt.get_unverified_header(token)["kid"]


def works(api: Api, token: str) -> bool:
    """Whether an access token is taken; where it is not, the answer is the usual one."""
    codes = api.codes(ME, token=token)
    assert codes in ([], ["UNAUTHENTICATED"])
    return not codes


def test_tokens_of_the_previous_secret_work_for_as_long_as_it_is_listed(
    api: Api, api_with: Build, make: Make
) -> None:
    token = make.token(make.user())
    assert works(api, token)
    assert works(api_with(**ROTATED), token)
    assert not works(api_with(jwt_secret=NEXT), token)


def test_a_secret_can_be_listed_before_it_signs(api_with: Build, make: Make) -> None:
    prepared, rotated = api_with(jwt_previous_secrets=[NEXT]), api_with(**ROTATED)
    session = sign_in(rotated, make.user())
    token = access_token(rotated, session)
    assert kid(token) != kid(access_token(prepared, session))
    assert works(prepared, token)
    assert works(rotated, access_token(prepared, session))


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256"])
def test_tokens_of_a_retired_key_work_for_as_long_as_its_public_half_is_there(
    api_with: Build, make: Make, algorithm: str, tmp_path: Path
) -> None:
    old, new = (private_key(algorithm, name) for name in ("old", "new"))

    def server(**files: bytes) -> Api:
        return api_with(jwt_algorithm=algorithm, jwt_keys=folder(tmp_path, **files))

    first = server(a=pem(old))
    session = sign_in(first, make.user())
    token = access_token(first, session)
    upcoming = server(a=pem(old), b=public_pem(new))
    assert kid(access_token(upcoming, session)) == kid(token)
    both = server(a=pem(old), b=pem(new))
    newer = access_token(both, session)
    assert kid(newer) != kid(token)
    retired = server(a=public_pem(old), b=pem(new))
    assert kid(access_token(retired, session)) == kid(newer)
    assert [works(each, token) for each in (first, upcoming, both, retired)] == [True] * 4
    assert [works(each, newer) for each in (first, upcoming, both, retired)] == [False] + [True] * 3
    removed = server(b=pem(new))
    assert (works(removed, token), works(removed, newer)) == (False, True)


def test_another_algorithm_asks_clients_to_refresh_and_nobody_to_sign_in(
    api: Api, api_with: Build, make: Make, tmp_path: Path
) -> None:
    session = sign_in(api, make.user())
    keys = folder(tmp_path, a=pem(private_key("EdDSA")))
    other = api_with(jwt_algorithm="EdDSA", jwt_keys=keys)
    assert not works(other, access_token(api, session))
    assert works(other, successor(other, session.refresh_token)["accessToken"])


def test_a_session_is_refreshed_while_the_secret_of_its_token_is_listed(
    api: Api, api_with: Build, make: Make
) -> None:
    session, rotated = sign_in(api, make.user()), api_with(**ROTATED)
    second = successor(rotated, session.refresh_token)["refreshToken"]
    assert works(rotated, successor(rotated, second)["accessToken"])


def test_a_token_of_a_dropped_secret_is_as_good_as_forged_and_ends_nothing(
    api: Api, api_with: Build, make: Make
) -> None:
    session, rotated = sign_in(api, make.user()), api_with(jwt_secret=NEXT)
    with rotated.statements() as seen:
        assert refresh(rotated, session.refresh_token) == REFUSED
    assert seen == []
    assert session_of(api, session).is_active
    assert works(api, successor(api, session.refresh_token)["accessToken"])


def test_the_grace_hands_out_the_newest_token_across_a_rotation(
    api: Api, api_with: Build, make: Make
) -> None:
    session, rotated = sign_in(api, make.user()), api_with(**ROTATED)
    second = successor(api, session.refresh_token)["refreshToken"]
    assert successor(rotated, session.refresh_token)["refreshToken"] == second
    third = successor(rotated, second)["refreshToken"]
    assert successor(rotated, session.refresh_token)["refreshToken"] == third
    assert successor(rotated, second)["refreshToken"] == third


def test_a_server_that_cannot_make_the_successor_ends_nothing(
    api: Api, api_with: Build, make: Make
) -> None:
    session, rotated = sign_in(api, make.user()), api_with(**ROTATED)
    second = successor(rotated, session.refresh_token)["refreshToken"]
    assert refresh(api, session.refresh_token) == REFUSED
    assert session_of(api, session).is_active
    assert successor(rotated, second)["errors"] == []


@pytest.mark.parametrize(
    ("values", "ends"), [(ROTATED, True), ({"jwt_secret": NEXT}, False)], ids=["listed", "dropped"]
)
def test_a_forgotten_token_that_comes_back_ends_its_session_while_its_secret_is_listed(
    api: Api, api_with: Build, make: Make, values: dict[str, Any], ends: bool
) -> None:
    session, rotated = sign_in(api, make.user()), api_with(**values)
    second = successor(api, session.refresh_token)["refreshToken"]
    let_pass(api, 24 * 60 * 60)
    successor(api, second)  # forgets the first, of which only the MAC tells from now on
    assert refresh(rotated, session.refresh_token) == REFUSED
    assert session_of(api, session).is_active is not ends

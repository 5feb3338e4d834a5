"""A token counts in the header of the server that it is for, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.make import PASSWORD, Make

LOGIN = """
mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }
"""
ME = "{ me { id } }"


@pytest.mark.parametrize("setting", ["jwt_audience", "jwt_issuer"])
def test_servers_that_share_a_key_refuse_the_tokens_of_each_other(
    api: Api, make: Make, api_with: Callable[..., Api], setting: str
) -> None:
    user, other = make.user(), api_with(**{setting: "https://other.example"})
    ours, theirs = make.token(user), Make(other.services).token(user)
    assert api.execute(ME, token=ours) == other.execute(ME, token=theirs)
    assert api.codes(ME, token=theirs) == ["UNAUTHENTICATED"]
    assert other.codes(ME, token=ours) == ["UNAUTHENTICATED"]


def test_signing_in_sets_no_cookie(api: Api, make: Make) -> None:
    credentials = {"email": make.user().email, "password": PASSWORD}
    response = api.run(api.post(LOGIN, {"input": credentials}))
    assert response.json()["data"]["login"]["accessToken"]
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("name", ["token", "access_token", "Authorization"])
@pytest.mark.parametrize("prefix", ["", "Bearer "])
def test_a_token_in_a_cookie_or_in_the_address_signs_nobody_in(
    api: Api, make: Make, name: str, prefix: str
) -> None:
    token = prefix + make.token(make.user())
    places: list[dict[str, Any]] = [
        {"headers": {"Cookie": f"{name}={token}"}},
        {"params": {name: token}},
    ]
    for place in places:
        response = api.request("POST", "/graphql", json={"query": ME}, **place)
        assert response.json() == {"data": {"me": None}}

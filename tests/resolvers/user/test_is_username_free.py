"""isUsernameFree: whether a form may offer a username; asking is counted as a registration is."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.make import Make

IS_FREE = "query ($username: String!) { isUsernameFree(username: $username) }"
REGISTER = """
mutation ($input: RegisterInput!) { register(input: $input) { errors { code } } }
"""


def is_free(api: Api, username: str) -> bool:
    answer: bool = api.data(IS_FREE, {"username": username})["isUsernameFree"]
    return answer


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("username", ["ada1", "ADA1", "adaI", "\u0430d\u0430l", "a\u0501\u0430l"])
def test_a_name_of_somebody_or_one_that_looks_like_it_is_not_free(
    api: Api, make: Make, username: str, is_active: bool
) -> None:
    make.user(username="ada1", is_active=is_active)
    assert not is_free(api, username)


@pytest.mark.parametrize(
    "username", ["", " ", " ada", "x\0y", "p\u0430ypal", "x" * 151, "\u0301\u0316" * 9_000]
)
def test_a_name_that_cannot_be_used_is_not_free(api: Api, username: str) -> None:
    assert not is_free(api, username)


@pytest.mark.parametrize("username", ["ada", "Ada Lovelace", "\u0410\u0434\u0430", "x" * 150])
def test_any_other_is(api: Api, make: Make, username: str) -> None:
    make.user(username="somebody")
    assert is_free(api, username)


def test_asking_counts_as_registering_does_each_field_for_itself(api_with: Any) -> None:
    throttled: Api = api_with(throttle_register="3/minute")
    several = " ".join(f'f{number}: isUsernameFree(username: "ada")' for number in range(4))
    assert throttled.codes(f"{{ {several} }}") == ["RATE_LIMITED"]
    values = {"email": "ada@example.com", "username": "ada", "password": "lantern orange"}
    assert throttled.codes(REGISTER, {"input": values}) == ["RATE_LIMITED"]

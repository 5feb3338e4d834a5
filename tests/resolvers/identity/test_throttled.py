"""Throttles count mutation fields, refuse with RATE_LIMITED, and never lock anybody out."""

from collections.abc import Callable

import pytest

from tests.support.api import Api
from tests.support.make import PASSWORD, Make

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { errors { code } } }"
REFRESH = """
mutation ($token: String!) {
  refreshToken(input: { refreshToken: $token }) { refreshToken errors { code } }
}
"""
CHANGE = """
mutation ($old: String!, $new: String!) {
  changePassword(input: { currentPassword: $old, newPassword: $new }) { errors { code } }
}
"""


def credentials(email: str, password: str = PASSWORD) -> dict[str, object]:
    return {"input": {"email": email, "password": password}}


def aliased(count: int, email: str, password: str) -> str:
    call = f'login(input: {{ email: "{email}", password: "{password}" }}) {{ errors {{ code }} }}'
    return "mutation {" + " ".join(f"a{number}: {call}" for number in range(count)) + "}"


def answers(body: dict) -> list[str]:
    """What each aliased field was answered: a payload's code, or RATE_LIMITED."""
    return [
        "RATE_LIMITED" if payload is None else payload["errors"][0]["code"]
        for payload in body["data"].values()
    ]


def test_aliases_in_one_document_count_one_by_one(api_with: Callable[..., Api]) -> None:
    api = api_with(throttle_login="10/minute")
    body = api.execute(aliased(20, "nobody@example.com", "a wrong password"))
    assert answers(body) == ["INVALID_CREDENTIALS"] * 10 + ["RATE_LIMITED"] * 10
    extensions = body["errors"][0]["extensions"]
    assert extensions["code"] == "RATE_LIMITED"
    assert 1 <= extensions["retryAfter"] <= 60


def test_failures_of_one_account_do_not_stop_another(
    api_with: Callable[..., Api], make: Make
) -> None:
    api = api_with(throttle_login_failed="5 per 5 minutes")
    attacked, other = make.user(), make.user()
    body = api.execute(aliased(7, attacked.email, "a wrong password"))
    assert answers(body) == ["INVALID_CREDENTIALS"] * 5 + ["RATE_LIMITED"] * 2
    assert api.codes(LOGIN, credentials(attacked.email)) == ["RATE_LIMITED"]
    assert api.data(LOGIN, credentials(other.email)) == {"login": {"errors": []}}


def test_an_unknown_account_is_throttled_like_a_known_one(
    api_with: Callable[..., Api], make: Make
) -> None:
    api = api_with(throttle_login_failed="5 per 5 minutes")
    known = answers(api.execute(aliased(7, make.user().email, "a wrong password")))
    unknown = answers(api.execute(aliased(7, "nobody@example.com", "a wrong password")))
    assert known == unknown


def test_case_does_not_give_another_try(api_with: Callable[..., Api], make: Make) -> None:
    api = api_with(throttle_login_failed="5 per 5 minutes")
    user = make.user(email="ada@example.com")
    api.execute(aliased(5, "ADA@example.com", "a wrong password"))
    assert api.codes(LOGIN, credentials(user.email)) == ["RATE_LIMITED"]


def test_who_signed_in_here_before_gets_in_while_others_hammer_the_account(
    api_with: Callable[..., Api], make: Make
) -> None:
    api = api_with(throttle_login_failed_elsewhere="3 per 5 minutes", trusted_proxies="*")
    user = make.user()

    def login(address: str, password: str) -> dict:
        response = api.request(
            "POST",
            "/graphql",
            json={"query": LOGIN, "variables": credentials(user.email, password)},
            headers={"X-Forwarded-For": address},
        )
        return response.json()

    assert login("192.0.2.1", PASSWORD)["data"]["login"]["errors"] == []
    for number in range(3):
        login(f"198.51.100.{number}", "a wrong password")
    stranger = login("203.0.113.9", PASSWORD)
    assert stranger["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert login("192.0.2.1", PASSWORD)["data"]["login"]["errors"] == []


def test_an_address_is_believed_from_configured_proxies_alone(
    api_with: Callable[..., Api], make: Make
) -> None:
    api = api_with(throttle_login="1/minute")
    headers = {"X-Forwarded-For": "192.0.2.77"}
    body = {"query": LOGIN, "variables": credentials(make.user().email)}
    first = api.request("POST", "/graphql", json=body, headers=headers).json()
    second = api.request(
        "POST", "/graphql", json=body, headers={"X-Forwarded-For": "192.0.2.78"}
    ).json()
    assert first["data"]["login"]["errors"] == []
    assert second["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


def test_registrations_are_throttled_by_address(api_with: Callable[..., Api]) -> None:
    api = api_with(throttle_register="2/minute")
    call = (
        'register(input: {{ email: "u{0}@example.com", username: "u{0}", '
        'password: "a good long password" }}) {{ errors {{ code }} }}'
    )
    fields = " ".join(f"a{number}: {call.format(number)}" for number in range(3))
    body = api.execute(f"mutation {{ {fields} }}")
    assert list(body["data"].values()) == [
        {"errors": []},
        {"errors": []},
        None,
    ]


def test_refreshes_are_throttled_by_session(api_with: Callable[..., Api], make: Make) -> None:
    api = api_with(throttle_refresh="3/minute")
    document = LOGIN.replace("errors", "refreshToken errors")
    tokens = [
        api.data(document, credentials(make.user().email))["login"]["refreshToken"]
        for _ in range(2)
    ]
    token = tokens[0]
    for _ in range(3):
        token = api.data(REFRESH, {"token": token})["refreshToken"]["refreshToken"]
    assert api.codes(REFRESH, {"token": token}) == ["RATE_LIMITED"]
    assert api.codes(REFRESH, {"token": tokens[1]}) == []


def test_password_changes_are_throttled_by_user(api_with: Callable[..., Api], make: Make) -> None:
    api = api_with(throttle_change_password="2/minute")
    token = make.token(make.user())
    wrong = {"old": "a wrong password", "new": "a good long password"}
    assert api.codes(CHANGE, wrong, token) == api.codes(CHANGE, wrong, token) == []
    assert api.codes(CHANGE, wrong, token) == ["RATE_LIMITED"]


def test_200_logins_at_once_leave_the_loop_free_and_the_excess_is_shed(
    api_with: Callable[..., Api], make: Make
) -> None:
    api = api_with(bcrypt_rounds=10, limit_seconds=120)
    user = make.user()
    bodies = api.together([api.post(LOGIN, credentials(user.email)) for _ in range(200)])
    codes = {error["extensions"]["code"] for body in bodies for error in body.get("errors", ())}
    signed_in = sum(body.get("data", {}).get("login") == {"errors": []} for body in bodies)
    assert codes == {"RATE_LIMITED"}
    assert signed_in >= 8
    assert api.data("{ __typename }") == {"__typename": "Query"}


@pytest.mark.parametrize("rounds", [4, 5])
def test_a_raised_cost_rehashes_at_the_next_login(
    api_with: Callable[..., Api], make: Make, rounds: int
) -> None:
    api = api_with(bcrypt_rounds=rounds)
    user = make.user()
    api.data(LOGIN, credentials(user.email))
    with api.services.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT password_hash FROM users").scalar_one()
    assert stored.split("$")[2] == f"0{rounds}"
    assert api.data(LOGIN, credentials(user.email)) == {"login": {"errors": []}}

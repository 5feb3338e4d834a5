"""A forgotten password: the mailbox alone is told whether there is an account."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from db.models import OneTimeToken, User
from tests.support import mailbox
from tests.support.api import Api
from tests.support.make import PASSWORD, Make

REQUEST = """
mutation ($email: String!) {
  requestPasswordReset(input: { email: $email }) { errors { code path } }
}
"""
RESET = """
mutation ($token: String!, $password: String!) {
  resetPassword(input: { token: $token, newPassword: $password }) {
    accessToken refreshToken tokenType expiresIn user { username email isEmailVerified }
    errors { code path }
  }
}
"""
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { errors { code } } }"
CHANGE = """
mutation ($old: String!, $new: String!) {
  changePassword(input: { currentPassword: $old, newPassword: $new }) { errors { code } }
}
"""
ME = "{ me { username } }"
NEW = "battery staple horse"
NOTHING = dict.fromkeys(["accessToken", "refreshToken", "tokenType", "expiresIn", "user"])
USED = {**NOTHING, "errors": [{"code": "INVALID_TOKEN", "path": ["token"]}]}
ASKED = {"requestPasswordReset": {"errors": []}}


def link_for(api: Api, user: User) -> str:
    assert api.data(REQUEST, {"email": user.email}) == ASKED
    return mailbox.last(api).token


def reset(api: Api, token: str, password: str = NEW, access: str | None = None) -> dict[str, Any]:
    return api.data(RESET, {"token": token, "password": password}, access)["resetPassword"]


def login(api: Api, user: User, password: str) -> list[str]:
    body = api.data(LOGIN, {"input": {"email": user.email, "password": password}})
    return [error["code"] for error in body["login"]["errors"]]


def test_a_link_sets_a_password_ends_every_session_and_signs_in(api: Api, make: Make) -> None:
    user = make.user()
    elsewhere = make.token(user)
    payload = reset(api, link_for(api, user))
    access = payload.pop("accessToken")
    assert payload.pop("refreshToken")
    assert payload == {
        "tokenType": "Bearer",
        "expiresIn": 1800,
        "user": {"username": user.username, "email": user.email, "isEmailVerified": True},
        "errors": [],
    }
    assert api.codes(ME, token=elsewhere) == ["UNAUTHENTICATED"]
    assert api.data(ME, token=access) == {"me": {"username": user.username}}
    assert login(api, user, PASSWORD) == ["INVALID_CREDENTIALS"]
    assert login(api, user, NEW) == []
    assert mailbox.told(api)[-1] == (user.email, "password_was_reset")


def test_known_and_unknown_addresses_have_the_same_answer_and_statements(
    api: Api, make: Make
) -> None:
    user, closed = make.user(), make.user(is_active=False)
    seen = []
    for email in (user.email, "nobody@example.com", closed.email):
        with api.statements() as statements:
            assert api.execute(REQUEST, {"email": email}) == {"data": ASKED}
        seen.append([statement.split("VALUES")[0] for statement in statements])
    assert seen[0] == seen[1] == seen[2]
    assert mailbox.told(api) == [
        (user.email, "reset_password"),
        ("nobody@example.com", "no_account"),
        (closed.email, "no_account"),
    ]


def test_it_goes_to_the_address_of_the_account_and_not_as_it_was_spelled(
    api: Api, make: Make
) -> None:
    make.user(email="ada@example.com")
    assert api.data(REQUEST, {"email": " ADA@EXAMPLE.com "}) == ASKED
    assert mailbox.told(api) == [("ada@example.com", "reset_password")]


@pytest.mark.parametrize("email", ["", "ada", "a@b@c", "ada@example.com\r\nBcc: x@example.com"])
def test_what_is_no_address_is_refused_and_nothing_is_mailed(api: Api, email: str) -> None:
    payload = api.data(REQUEST, {"email": email})["requestPasswordReset"]
    assert payload == {"errors": [{"code": "VALIDATION", "path": ["email"]}]}
    assert mailbox.told(api) == []


def test_a_link_is_good_once_and_with_it_go_the_others(api: Api, make: Make) -> None:
    user = make.user()
    first, second = link_for(api, user), link_for(api, user)
    assert reset(api, first)["errors"] == []
    assert reset(api, first) == USED
    assert reset(api, second) == USED


def test_of_a_hundred_at_once_one_is_taken(api: Api, make: Make) -> None:
    """Some are not even hashed: so many may wait for a core."""
    variables = {"token": link_for(api, make.user()), "password": NEW}
    bodies = api.together([api.post(RESET, variables) for _ in range(100)])
    payloads = [body["data"]["resetPassword"] for body in bodies]
    taken = [each for each in payloads if each is not None and each["errors"] == []]
    assert len(taken) == 1


def test_a_change_of_the_password_kills_the_link(api: Api, make: Make) -> None:
    user = make.user()
    link = link_for(api, user)
    api.data(CHANGE, {"old": PASSWORD, "new": "another good one"}, make.token(user))
    assert reset(api, link) == USED


def test_a_change_of_the_address_kills_the_link(api: Api, make: Make) -> None:
    user = make.user()
    link = link_for(api, user)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(User).values(email="e@example.com", email_key="e@example.com"))
    assert reset(api, link) == USED


def test_a_link_expires_after_half_an_hour(api: Api, make: Make) -> None:
    link = link_for(api, make.user())
    with api.services.database.engine.begin() as connection:
        made, expires = connection.execute(
            OneTimeToken.__table__.select().with_only_columns(
                OneTimeToken.created_at, OneTimeToken.expires_at
            )
        ).one()
        assert dt.timedelta(minutes=29) < expires - made <= dt.timedelta(minutes=30, seconds=1)
        connection.execute(update(OneTimeToken).values(expires_at=made))
    assert reset(api, link) == USED


def test_the_token_that_was_made_for_nobody_is_good_for_nothing(api: Api) -> None:
    """The work is the same; what it makes is never mailed, and cannot be redeemed."""
    api.data(REQUEST, {"email": "nobody@example.com"})
    assert mailbox.last(api).letter.token == ""
    assert reset(api, "") == USED


@pytest.mark.parametrize("token", ["x", "\x00", "🎈" * 400, "A" * 43])
def test_what_was_never_mailed_is_no_token(api: Api, make: Make, token: str) -> None:
    link_for(api, make.user())
    assert reset(api, token) == USED


def test_the_token_of_one_account_does_nothing_to_the_session_of_another(
    api: Api, make: Make
) -> None:
    user, other = make.user(), make.user()
    token = make.token(other)
    assert reset(api, link_for(api, user), access=token)["user"]["username"] == user.username
    assert login(api, other, PASSWORD) == []
    assert api.data(ME, token=token) == {"me": {"username": other.username}}


def test_a_weak_password_leaves_the_link_good(api: Api, make: Make) -> None:
    user = make.user(username="ada.lovelace")
    link = link_for(api, user)
    for weak in ("short", "password123", "ada.lovelace"):
        assert reset(api, link, weak) == {
            **NOTHING,
            "errors": [{"code": "WEAK_PASSWORD", "path": ["newPassword"]}],
        }
    assert reset(api, link)["errors"] == []


def test_the_link_of_an_account_that_was_closed_is_none(api: Api, make: Make) -> None:
    user = make.user()
    link = link_for(api, user)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(User).values(is_active=False))
    assert reset(api, link) == USED


def test_a_mailbox_is_not_flooded_whoever_asks_and_however_it_is_spelled(
    api_with: Callable[..., Api],
) -> None:
    api = api_with(throttle_mail="2/hour")
    spelled = ("ada@example.com", "ADA@example.com", " ada@EXAMPLE.COM")
    assert [api.codes(REQUEST, {"email": email}) for email in spelled] == [
        [],
        [],
        ["RATE_LIMITED"],
    ]
    assert api.codes(REQUEST, {"email": "eve@example.com"}) == []


def test_an_address_asks_for_few_mailboxes(api_with: Callable[..., Api]) -> None:
    api = api_with(throttle_mail_asked="2/hour")
    asked = [api.codes(REQUEST, {"email": f"u{n}@example.com"}) for n in range(3)]
    assert asked == [[], [], ["RATE_LIMITED"]]


def test_what_happened_is_in_the_audit_trail(api: Api, make: Make) -> None:
    user = make.user()
    access = reset(api, link_for(api, user))["accessToken"]
    events = "{ me { securityEvents { nodes { action actor { username } } } } }"
    found = api.data(events, token=access)["me"]["securityEvents"]["nodes"]
    assert sorted((e["action"], e["actor"] and e["actor"]["username"]) for e in found) == [
        ("EMAIL_VERIFIED", user.username),
        ("PASSWORD_RESET", user.username),
        ("PASSWORD_RESET_REQUESTED", None),
    ]

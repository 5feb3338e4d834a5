"""verifyEmail: who opens the link has the address, and what was set up there before that ends."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from db.models import OneTimeToken, Session, User
from resolvers.identity import UNPROVEN
from tests.support import mailbox
from tests.support.api import Api
from tests.support.make import Make

REGISTER = """
mutation ($input: RegisterInput!) {
  register(input: $input) { accessToken refreshToken user { id } errors { code } }
}
"""
VERIFY = """
mutation ($token: String!) {
  verifyEmail(input: { token: $token }) {
    user { username isEmailVerified } errors { code path message }
  }
}
"""
LOGIN = """
mutation ($input: LoginInput!) {
  login(input: $input) { accessToken errors { code message path } }
}
"""
AGAIN = "mutation { requestEmailVerification { user { username } errors { code } } }"
RESET = """
mutation ($token: String!) {
  resetPassword(input: { token: $token, newPassword: "battery staple horse" }) {
    user { isEmailVerified } errors { code path }
  }
}
"""
ME = "{ me { username isEmailVerified } }"
ADA = {"email": "ada@example.com", "username": "ada", "password": "correct horse battery"}
USED = {
    "user": None,
    "errors": [
        {
            "code": "INVALID_TOKEN",
            "path": ["token"],
            "message": "This link is no longer good; ask for a new one.",
        }
    ],
}


def registered(api: Api) -> str:
    """The access token of a new account."""
    return api.data(REGISTER, {"input": ADA})["register"]["accessToken"]


def verify(api: Api, token: str, access: str | None = None) -> dict[str, Any]:
    return api.data(VERIFY, {"token": token}, access)["verifyEmail"]


def login(api: Api, password: str = ADA["password"]) -> dict[str, Any]:
    return api.data(LOGIN, {"input": {"email": ADA["email"], "password": password}})["login"]


def test_registering_mails_a_link_and_nothing_is_proven_yet(api: Api) -> None:
    access = registered(api)
    assert mailbox.told(api) == [("ada@example.com", "verify_address")]
    assert api.data(ME, token=access) == {"me": {"username": "ada", "isEmailVerified": False}}


def test_who_opens_the_link_in_their_session_keeps_password_and_session(api: Api) -> None:
    access = registered(api)
    other = login(api)["accessToken"]
    assert verify(api, mailbox.last(api).token, access) == {
        "user": {"username": "ada", "isEmailVerified": True},
        "errors": [],
    }
    assert api.data(ME, token=access) == {"me": {"username": "ada", "isEmailVerified": True}}
    assert api.codes(ME, token=other) == ["UNAUTHENTICATED"]
    assert login(api)["errors"] == []


def test_an_account_that_somebody_opened_beforehand_is_lost_to_them(api: Api) -> None:
    access = registered(api)
    link = mailbox.last(api).token
    assert verify(api, link) == {"user": {"username": "ada", "isEmailVerified": None}, "errors": []}
    assert api.codes(ME, token=access) == ["UNAUTHENTICATED"]
    assert [error["code"] for error in login(api)["errors"]] == ["INVALID_CREDENTIALS"]
    assert mailbox.told(api)[-1] == ("ada@example.com", "choose_password")
    reset = api.data(RESET, {"token": mailbox.last(api).token})["resetPassword"]
    assert reset == {"user": {"isEmailVerified": True}, "errors": []}
    assert login(api, "battery staple horse")["errors"] == []


def test_the_session_of_another_account_keeps_nothing(api: Api, make: Make) -> None:
    access = registered(api)
    assert verify(api, mailbox.last(api).token, make.token(make.user()))["errors"] == []
    assert api.codes(ME, token=access) == ["UNAUTHENTICATED"]
    assert login(api)["accessToken"] is None


def test_a_session_that_has_ended_keeps_nothing(api: Api) -> None:
    access = registered(api)
    api.data("mutation { logout { errors { code } } }", token=access)
    assert verify(api, mailbox.last(api).token, access)["errors"] == []
    assert login(api)["accessToken"] is None


def test_a_link_is_good_once(api: Api) -> None:
    access = registered(api)
    link = mailbox.last(api).token
    assert verify(api, link, access)["errors"] == []
    assert verify(api, link, access) == USED


def test_of_a_hundred_at_once_one_is_taken(api: Api) -> None:
    access = registered(api)
    variables = {"token": mailbox.last(api).token}
    bodies = api.together([api.post(VERIFY, variables, access) for _ in range(100)])
    payloads = [body["data"]["verifyEmail"] for body in bodies]
    assert sum(payload["errors"] == [] for payload in payloads) == 1
    assert payloads.count(USED) == 99


@pytest.mark.parametrize("token", ["", "x", "\x00", "é", "🎈" * 400, "A" * 43])
def test_what_was_never_mailed_is_no_token(api: Api, token: str) -> None:
    registered(api)
    assert verify(api, token) == USED


def test_a_link_expires(api: Api) -> None:
    registered(api)
    token = mailbox.last(api).token
    with api.services.database.engine.begin() as connection:
        past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        connection.execute(update(OneTimeToken).values(expires_at=past))
    assert verify(api, token) == USED


def test_a_link_is_of_the_address_that_it_was_mailed_to(api: Api, make: Make) -> None:
    access = registered(api)
    link = mailbox.last(api).token
    mine = api.data("{ me { id } }", token=access)["me"]["id"]
    change = (
        'mutation { updateUser(input: { id: "%s", email: "eve@example.com" }) { errors { code } } }'
    )
    assert api.data(change % mine, token=make.token(make.admin())) == {"updateUser": {"errors": []}}
    assert verify(api, link) == USED
    assert mailbox.told(api)[-1] == ("eve@example.com", "verify_address")
    assert verify(api, mailbox.last(api).token, access)["errors"] == []


def test_a_link_for_something_else_proves_nothing(api: Api) -> None:
    registered(api)
    ask = (
        'mutation { requestPasswordReset(input: { email: "ada@example.com" }) { errors { code } } }'
    )
    api.data(ask)
    assert verify(api, mailbox.last(api).token) == USED


def test_the_link_of_a_closed_account_is_none(api: Api) -> None:
    registered(api)
    token = mailbox.last(api).token
    with api.services.database.engine.begin() as connection:
        connection.execute(update(User).values(is_active=False))
    assert verify(api, token) == USED


def test_it_is_mailed_again_to_who_asks_and_not_once_it_is_proven(api: Api) -> None:
    access = registered(api)
    assert api.data(AGAIN, token=access)["requestEmailVerification"]["errors"] == []
    first, second = mailbox.waiting(api)
    assert first.token != second.token
    assert verify(api, first.token, access)["errors"] == []
    assert api.data(AGAIN, token=access)["requestEmailVerification"]["errors"] == []
    assert len(mailbox.waiting(api)) == 2
    assert verify(api, second.token, access) == USED


def test_mails_that_are_asked_for_are_throttled(api_with: Callable[..., Api], make: Make) -> None:
    api = api_with(throttle_mail="2/hour")
    token = make.token(make.user())
    answers = [api.execute(AGAIN, token=token).get("errors") for _ in range(3)]
    assert answers[:2] == [None, None]
    assert answers[2][0]["extensions"]["code"] == "RATE_LIMITED"


def test_tokens_that_are_tried_are_throttled(api_with: Callable[..., Api]) -> None:
    api = api_with(throttle_token="2/hour")
    assert [api.codes(VERIFY, {"token": str(n)}) for n in range(3)] == [[], [], ["RATE_LIMITED"]]


def test_where_addresses_have_to_be_proven_nobody_signs_in_before(
    api_with: Callable[..., Api],
) -> None:
    api = api_with(require_verified_email=True)
    assert api.data(REGISTER, {"input": ADA})["register"] == {
        "accessToken": None,
        "refreshToken": None,
        "user": None,
        "errors": [],
    }
    refused = login(api)
    assert refused["accessToken"] is None
    assert refused["errors"] == [
        {
            "code": "INVALID_CREDENTIALS",
            "message": UNPROVEN,
            "path": [],
        }
    ]
    assert mailbox.told(api) == [("ada@example.com", "verify_address")] * 2
    assert login(api, "a wrong password")["errors"][0]["message"] != refused["errors"][0]["message"]
    verify(api, mailbox.last(api).token)
    api.data(RESET, {"token": mailbox.last(api).token})
    assert login(api, "battery staple horse")["errors"] == []


def test_signing_in_before_that_floods_no_mailbox(api_with: Callable[..., Api]) -> None:
    api = api_with(require_verified_email=True, throttle_mail="2/hour")
    api.data(REGISTER, {"input": ADA})
    variables = {"input": {"email": ADA["email"], "password": ADA["password"]}}
    assert [api.codes(LOGIN, variables) for _ in range(2)] == [[], ["RATE_LIMITED"]]
    assert len(mailbox.told(api)) == 2


def test_registering_and_erasing_in_turn_floods_no_mailbox(api_with: Callable[..., Api]) -> None:
    api = api_with(throttle_mail="2/hour")
    erase = "mutation { eraseAccount { errors { code } } }"
    for _ in range(2):
        access = api.data(REGISTER, {"input": ADA})["register"]["accessToken"]
        assert api.data(erase, token=access) == {"eraseAccount": {"errors": []}}
    assert api.codes(REGISTER, {"input": ADA}) == ["RATE_LIMITED"]
    assert len(mailbox.told(api)) <= 2


def test_the_token_is_stored_nowhere_as_it_is(api: Api) -> None:
    registered(api)
    token = mailbox.last(api).token
    with api.services.database.engine.connect() as connection:
        for table in ("one_time_tokens", "outbox_messages", "audit_events", "users"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert rows
            assert token not in repr(rows)


def test_a_proof_leaves_an_event(api: Api) -> None:
    access = registered(api)
    verify(api, mailbox.last(api).token, access)
    events = "{ me { securityEvents { nodes { action } } } }"
    found = api.data(events, token=access)["me"]["securityEvents"]["nodes"]
    assert [event["action"] for event in found] == ["EMAIL_VERIFIED", "REGISTERED"]


def test_sessions_end_on_every_process_at_once(api: Api) -> None:
    registered(api)
    verify(api, mailbox.last(api).token)
    with api.services.database.engine.connect() as connection:
        rows = connection.execute(Session.__table__.select()).all()
    assert [row.is_active for row in rows] == [False]

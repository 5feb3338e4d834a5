"""refreshToken: the next tokens of a session, once; a token used twice ends it."""

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import orm, update

from db.models import Session
from db.types import now
from tests.support.api import Api
from tests.support.make import Make
from tests.support.sign_in import let_pass, session_of, sign_in

REFRESH = """
mutation ($token: String!) {
  refreshToken(input: {refreshToken: $token}) {
    accessToken refreshToken tokenType expiresIn
    user { id email }
    errors { code path message }
  }
}
"""
ME = "{ me { id } }"
NOTHING = dict.fromkeys(["accessToken", "refreshToken", "tokenType", "expiresIn", "user"])
INVALID = {
    "code": "INVALID_TOKEN",
    "path": ["refreshToken"],
    "message": "This refresh token is no longer valid; sign in again.",
}
REFUSED = {"data": {"refreshToken": {**NOTHING, "errors": [INVALID]}}}
SECOND = dt.timedelta(seconds=1)


def refresh(api: Api, token: str, access_token: str | None = None) -> dict[str, Any]:
    return api.execute(REFRESH, {"token": token}, access_token)


def successor(api: Api, token: str) -> dict[str, Any]:
    payload: dict[str, Any] = refresh(api, token)["data"]["refreshToken"]
    assert payload["errors"] == []
    return payload


def test_a_refresh_token_is_traded_for_the_next_tokens(api: Api, make: Make) -> None:
    user = make.user()
    issued = sign_in(api, user)
    payload = refresh(api, issued.refresh_token)["data"]["refreshToken"]
    access, token = payload.pop("accessToken"), payload.pop("refreshToken")
    assert payload == {
        "tokenType": "Bearer",
        "expiresIn": 1800,
        "user": {"id": user.id, "email": user.email},
        "errors": [],
    }
    assert token != issued.refresh_token
    assert api.execute(ME, token=access) == {"data": {"me": {"id": user.id}}}


def test_a_refresh_counts_as_a_use_of_the_session(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    with orm.Session(api.services.database.engine) as transaction, transaction.begin():
        transaction.execute(update(Session).values(last_used_at=now() - 3600 * SECOND))
    successor(api, issued.refresh_token)
    assert now() - session_of(api, issued).last_used_at < 60 * SECOND


def test_a_session_goes_on_through_many_refreshes(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    tokens = [issued.refresh_token]
    for _ in range(5):
        tokens.append(successor(api, tokens[-1])["refreshToken"])
        let_pass(api, seconds=11)
    assert len(set(tokens)) == 6
    assert session_of(api, issued).is_active


def test_the_tokens_of_before_stay_good_until_they_expire(api: Api, make: Make) -> None:
    user = make.user()
    issued = sign_in(api, user)
    access = api.services.access_tokens.issue(user.id, issued.session_id)
    successor(api, issued.refresh_token)
    assert api.execute(ME, token=access) == {"data": {"me": {"id": user.id}}}


@pytest.mark.parametrize("old", ["garbage", ""])
def test_an_old_access_token_may_be_sent_along(api: Api, make: Make, old: str) -> None:
    user = make.user()
    payload = refresh(api, sign_in(api, user).refresh_token, old)["data"]["refreshToken"]
    assert (payload["user"], payload["errors"]) == ({"id": user.id, "email": user.email}, [])


def test_two_tabs_get_the_same_successor_within_10_seconds(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    first = successor(api, issued.refresh_token)
    let_pass(api, seconds=5)
    second = successor(api, issued.refresh_token)
    assert first["refreshToken"] == second["refreshToken"]
    let_pass(api, seconds=11)
    successor(api, second["refreshToken"])
    assert session_of(api, issued).is_active


def test_a_token_used_twice_ends_its_session_for_good(api: Api, make: Make) -> None:
    user = make.user()
    issued, other = sign_in(api, user), sign_in(api, user)
    newest = successor(api, issued.refresh_token)
    let_pass(api, seconds=11)
    assert refresh(api, issued.refresh_token) == REFUSED
    assert not session_of(api, issued).is_active
    assert refresh(api, newest["refreshToken"]) == REFUSED
    assert api.codes(ME, token=newest["accessToken"]) == ["UNAUTHENTICATED"]
    successor(api, other.refresh_token)


def test_the_end_of_a_stolen_session_is_known_to_every_process(
    api: Api, make: Make, api_with: Any
) -> None:
    issued = sign_in(api, make.user())
    newest = successor(api, issued.refresh_token)
    let_pass(api, seconds=11)
    assert refresh(api, issued.refresh_token) == REFUSED
    elsewhere = api_with()
    assert refresh(elsewhere, newest["refreshToken"]) == REFUSED
    assert elsewhere.codes(ME, token=newest["accessToken"]) == ["UNAUTHENTICATED"]


def test_20_refreshes_at_once_leave_the_user_signed_in(api: Api, make: Make) -> None:
    user = make.user()
    issued = sign_in(api, user)
    variables = {"token": issued.refresh_token}
    bodies = api.together([api.post(REFRESH, variables) for _ in range(20)])
    payloads = [body["data"]["refreshToken"] for body in bodies]
    assert [payload["errors"] for payload in payloads] == [[]] * 20
    assert len({payload["refreshToken"] for payload in payloads}) == 1
    for payload in payloads:
        assert api.execute(ME, token=payload["accessToken"]) == {"data": {"me": {"id": user.id}}}
    let_pass(api, seconds=11)
    successor(api, payloads[0]["refreshToken"])
    assert session_of(api, issued).is_active


@pytest.mark.parametrize(
    "values",
    [{"is_active": False}, {"expires_at": now() - SECOND}, {"ends_at": now() - SECOND}],
    ids=["ended", "idle for 7 days", "90 days old"],
)
def test_a_session_that_is_over_is_not_refreshed(
    api: Api, make: Make, values: dict[str, Any]
) -> None:
    issued = sign_in(api, make.user())
    with orm.Session(api.services.database.engine) as transaction, transaction.begin():
        transaction.execute(update(Session).values(**values))
    assert refresh(api, issued.refresh_token) == REFUSED


def test_an_inactive_user_is_not_refreshed(api: Api, make: Make) -> None:
    user = make.user(is_active=False)
    assert refresh(api, sign_in(api, user).refresh_token) == REFUSED


@pytest.mark.parametrize("token", ["", " ", "garbage", "\0", "\u00e9", "A" * 70, "A" * 100_000])
def test_garbage_is_an_invalid_token(api: Api, make: Make, token: str) -> None:
    sign_in(api, make.user())
    assert refresh(api, token) == REFUSED


def test_a_lone_surrogate_is_an_invalid_token(api: Api) -> None:
    content = json.dumps({"query": REFRESH, "variables": {"token": "\ud800"}})
    headers = {"Content-Type": "application/json"}
    response = api.request("POST", "/graphql", content=content, headers=headers)
    assert response.json() == REFUSED


def test_an_access_token_is_no_refresh_token(api: Api, make: Make) -> None:
    assert refresh(api, make.token(make.user())) == REFUSED


def test_a_refresh_token_is_no_access_token(api: Api, make: Make) -> None:
    issued = sign_in(api, make.user())
    assert api.codes(ME, token=issued.refresh_token) == ["UNAUTHENTICATED"]

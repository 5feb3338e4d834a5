"""revokeSession: one of one's own sessions ends at once, in every process."""

import datetime as dt
from typing import Any

from sqlalchemy import update

from db.models import Session
from db.types import new_id, now
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, trail
from tests.support.sign_in import sign_in_with_token

REVOKE = "mutation ($id: ID!) { revokeSession(id: $id) { revoked errors { code path } } }"
TWICE = """mutation ($id: ID!) {
  first: revokeSession(id: $id) { revoked }
  second: revokeSession(id: $id) { revoked }
}"""
REFRESH = """
mutation ($token: String!) {
  refreshToken(input: {refreshToken: $token}) { accessToken errors { code } }
}
"""
ME = "{ me { id } }"
REVOKED = {"data": {"revokeSession": {"revoked": 1, "errors": []}}}
NOT_FOUND = {
    "data": {"revokeSession": {"revoked": 0, "errors": [{"code": "NOT_FOUND", "path": ["id"]}]}}
}


def revoke(api: Api, token: str | None, id: str) -> dict[str, Any]:
    return api.execute(REVOKE, {"id": id}, token)


def active(api: Api) -> set[str]:
    return {session.id for session in every(api, Session) if session.is_active}


def test_a_session_ends_at_once_and_in_every_process(api: Api, make: Make, api_with: Any) -> None:
    user, elsewhere = make.user(), api_with()
    (mine, token), (other, others_token) = (
        sign_in_with_token(api, user),
        sign_in_with_token(api, user),
    )
    assert elsewhere.codes(ME, token=others_token) == []
    assert revoke(api, token, other.session_id) == REVOKED
    for process in (api, elsewhere):
        assert process.codes(ME, token=others_token) == ["UNAUTHENTICATED"]
        assert process.codes(ME, token=token) == []
    assert api.execute(REFRESH, {"token": other.refresh_token}) == {
        "data": {"refreshToken": {"accessToken": None, "errors": [{"code": "INVALID_TOKEN"}]}}
    }
    assert active(api) == {mine.session_id}
    assert trail(api) == [("SESSION_REVOKED", user.id, other.session_id, user.id)]


def test_the_current_one_ends_for_later_fields_too(api: Api, make: Make) -> None:
    current, token = sign_in_with_token(api, make.user())
    body = api.execute(TWICE, {"id": current.session_id.upper()}, token)
    assert body["data"] == {"first": {"revoked": 1}, "second": None}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]
    assert api.codes(ME, token=token) == ["UNAUTHENTICATED"]
    assert len(trail(api)) == 1


def test_of_somebody_else_it_is_not_found_just_like_an_unknown_id(api: Api, make: Make) -> None:
    user = make.user()
    theirs, _ = sign_in_with_token(api, user)
    for token in (make.token(make.user()), make.token(make.admin())):
        before = active(api)
        for id in (theirs.session_id, user.id, new_id()):
            assert revoke(api, token, id) == NOT_FOUND
        assert active(api) == before
    assert trail(api) == []


def test_one_that_is_over_is_not_found(api: Api, make: Make) -> None:
    user = make.user()
    (_, token), (ended, _), (idle, _) = (sign_in_with_token(api, user) for _ in range(3))
    assert revoke(api, token, ended.session_id) == REVOKED
    past = update(Session).where(Session.id == idle.session_id)
    past = past.values(expires_at=now() - dt.timedelta(seconds=1))
    api.run(api.services.database.write(lambda transaction: transaction.execute(past)))
    for issued in (ended, idle):
        assert revoke(api, token, issued.session_id) == NOT_FOUND
    assert len(trail(api)) == 1


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    assert api.codes(REVOKE, {"id": "x"}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_without_a_token_nothing_runs(api: Api) -> None:
    with api.statements() as seen:
        assert api.codes(REVOKE, {"id": new_id()}) == ["UNAUTHENTICATED"]
    assert seen == []

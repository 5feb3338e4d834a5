"""sessions: where one is signed in; nobody else reads them."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from auth.sessions import Client
from db.models import Session, User
from db.types import format_instant, now
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import every

SESSIONS = """
{ me { sessions { id createdAt lastUsedAt expiresAt ipAddress userAgent isCurrent } } }
"""
OF_USER = "query ($id: ID!) { user(id: $id) { id sessions { id } } }"
NODE = "query ($id: ID!) { node(id: $id) { id ... on Session { isCurrent } } }"
LOGIN = """
mutation ($input: LoginInput!) {
  login(input: $input) { accessToken refreshToken user { sessions { isCurrent } } }
}
"""
REFRESH = """
mutation ($token: String!) { refreshToken(input: {refreshToken: $token}) { accessToken } }
"""
HOUR = dt.timedelta(hours=1)


def change(api: Api, id: str, **values: Any) -> None:
    statement = update(Session).where(Session.id == id).values(**values)
    api.run(api.services.database.write(lambda transaction: transaction.execute(statement)))


def open_session(api: Api, user: User) -> tuple[str, str]:
    """The id of a new session and an access token of it."""
    sessions = api.services.sessions
    client = Client("192.0.2.1", "curl/8")
    issued = api.run(api.services.database.write(lambda t: sessions.open(t, user.id, client)))
    token = api.services.access_tokens.issue(user.id, issued.session_id)
    return issued.session_id, token


def listed(api: Api, token: str) -> list[dict[str, Any]]:
    return api.data(SESSIONS, token=token)["me"]["sessions"]


def test_a_user_sees_where_they_are_signed_in_newest_first(api: Api, make: Make) -> None:
    user = make.user()
    open_session(api, make.user())
    older, token = open_session(api, user)
    newer, _ = open_session(api, user)
    change(api, older, created_at=now() - HOUR)
    rows = {row.id: row for row in every(api, Session)}
    assert listed(api, token) == [
        {
            "id": id,
            "createdAt": format_instant(rows[id].created_at),
            "lastUsedAt": format_instant(rows[id].last_used_at),
            "expiresAt": format_instant(rows[id].expires_at),
            "ipAddress": "192.0.2.1",
            "userAgent": "curl/8",
            "isCurrent": id == older,
        }
        for id in (newer, older)
    ]


@pytest.mark.parametrize(
    "over", [{"is_active": False}, {"expires_at": now() - HOUR}, {"ends_at": now() - HOUR}]
)
def test_those_that_are_over_are_gone(api: Api, make: Make, over: dict[str, Any]) -> None:
    user = make.user()
    ended, _ = open_session(api, user)
    current, token = open_session(api, user)
    change(api, ended, **over)
    assert [session["id"] for session in listed(api, token)] == [current]
    assert api.data(NODE, {"id": ended}, token) == {"node": None}


def test_nobody_else_reads_them_not_even_a_super_admin(api: Api, make: Make) -> None:
    user = make.user()
    make.profile(user)
    id, token = open_session(api, user)
    hidden = {"user": {"id": user.id, "sessions": None}}
    assert api.data(NODE, {"id": id}, token) == {"node": {"id": id, "isCurrent": True}}
    for other in (None, make.token(make.user()), make.token(make.admin())):
        assert api.data(OF_USER, {"id": user.id}, other) == hidden
        assert api.data(NODE, {"id": id}, other) == {"node": None}


def test_a_sign_in_is_the_current_session_and_a_refresh_keeps_it(api: Api, make: Make) -> None:
    user = make.user()
    old, _ = open_session(api, user)
    change(api, old, created_at=now() - HOUR)
    payload = api.data(LOGIN, {"input": {"email": user.email, "password": PASSWORD}})["login"]
    currents = [{"isCurrent": True}, {"isCurrent": False}]
    assert payload["user"]["sessions"] == currents
    before = listed(api, payload["accessToken"])
    change(api, before[0]["id"], last_used_at=now() - HOUR)
    refreshed = api.data(REFRESH, {"token": payload["refreshToken"]})["refreshToken"]
    after = listed(api, refreshed["accessToken"])
    assert [session["id"] for session in after] == [session["id"] for session in before]
    assert [session["isCurrent"] for session in after] == [True, False]
    assert after[0]["lastUsedAt"] >= before[0]["lastUsedAt"]
    assert after[0]["userAgent"].startswith("python-httpx/")
    assert after[0]["ipAddress"] == "127.0.0.1"


def test_the_statements_do_not_depend_on_how_many_there_are(api: Api, make: Make) -> None:
    user = make.user()
    _, token = open_session(api, user)
    counts = []
    for _ in range(2):
        with api.statements() as seen:
            listed(api, token)
        counts.append(len(seen))
        for _ in range(10):
            open_session(api, user)
    assert counts == [2, 2]

"""With ANONYMOUS_READS off nobody reads anything before signing in."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.make import PASSWORD, Make

SELECTIONS = {
    "me": "{ id }",
    "node(id: $id)": "{ id }",
    "nodes(ids: [$id])": "{ id }",
    "user(id: $id)": "{ id }",
    "users": "{ totalCount }",
    "usersPage": "{ total }",
    "profile(id: $id)": "{ id }",
    "profileByUser(userId: $id)": "{ id }",
    "profiles": "{ totalCount }",
    "profilesPage": "{ total }",
    "location(id: $id)": "{ id }",
    "locations": "{ totalCount }",
    "locationsPage": "{ total }",
    "contact(id: $id)": "{ id }",
    "contacts": "{ totalCount }",
    "contactsPage": "{ total }",
    "job(id: $id)": "{ id }",
    "jobs": "{ totalCount }",
    "jobsPage": "{ total }",
    'isUsernameFree(username: "ada")': "",
}
REGISTER = """mutation Register($input: RegisterInput!) {
  register(input: $input) { accessToken user { username email } errors { code } }
}"""
LOGIN = """mutation Login($input: LoginInput!) {
  login(input: $input) { accessToken refreshToken user { id email } errors { code } }
}"""
REFRESH = """mutation Refresh($input: RefreshTokenInput!) {
  refreshToken(input: $input) { user { email } errors { code } }
}"""
PROFILE = "query ($id: ID!) { profile(id: $id) { id } }"


@pytest.fixture
def closed(api_with: Any) -> Api:
    return api_with(anonymous_reads=False)


def test_every_read_of_an_anonymous_viewer_is_unauthenticated(closed: Api, make: Make) -> None:
    profile = make.profile()
    codes = {}
    for field, selection in SELECTIONS.items():
        asked = field.replace("$id", f'"{profile.id}"')
        codes[field] = closed.codes(f"{{ {asked} {selection} }}")
    assert codes == {field: ["UNAUTHENTICATED"] for field in SELECTIONS}


def test_a_signed_in_viewer_reads(closed: Api, make: Make) -> None:
    profile = make.profile()
    assert closed.execute(PROFILE, {"id": profile.id}, make.token(make.user())) == {
        "data": {"profile": {"id": profile.id}}
    }


def test_anyone_may_register_and_read_what_they_are(closed: Api) -> None:
    values = {"email": "ada@example.com", "username": "ada", "password": "a long enough phrase"}
    data = closed.data(REGISTER, {"input": values})
    assert data["register"].pop("accessToken")
    assert data == {
        "register": {"user": {"username": "ada", "email": "ada@example.com"}, "errors": []}
    }


def test_anyone_may_sign_in_and_stay_signed_in(closed: Api, make: Make) -> None:
    user = make.user()
    credentials = {"email": user.email, "password": PASSWORD}
    signed_in = closed.data(LOGIN, {"input": credentials})["login"]
    token = signed_in.pop("refreshToken")
    assert signed_in.pop("accessToken")
    assert signed_in == {"user": {"id": user.id, "email": user.email}, "errors": []}
    assert closed.execute(REFRESH, {"input": {"refreshToken": token}}) == {
        "data": {"refreshToken": {"user": {"email": user.email}, "errors": []}}
    }

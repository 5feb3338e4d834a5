"""A profile shows a picture that its owner sends, until it shows another one or none."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import update

from db.models import Picture, Profile
from db.types import now
from server.pictures import Clearing
from tests.support.api import Api
from tests.support.make import Make
from tests.support.pictures import LEAVE, UPLOAD, form, picture
from tests.support.rows import every

HEAD = "http://127.0.0.1:8000"
ERASE = "mutation { eraseAccount { errors { code } } }"
SET = """
mutation ($id: ID!, $url: String) {
  updateProfile(input: {id: $id, profilePictureUrl: $url}) {
    profile { profilePictureUrl }
    errors { code }
  }
}
"""


def posted(token: str, id: str, content: bytes, **more: Any) -> dict[str, Any]:
    """A request that sends a picture, as httpx takes it."""
    sent = form({"query": UPLOAD, "variables": {"id": id}}, content, **more)
    return {**sent, "headers": LEAVE | {"Authorization": f"Bearer {token}"}}


def upload(api: Api, token: str, id: str, content: bytes, **more: Any) -> dict[str, Any]:
    """What is answered."""
    body = api.request("POST", "/graphql", **posted(token, id, content, **more)).json()
    assert "errors" not in body, body
    return body["data"]["uploadProfilePicture"]


def shown(api: Api, token: str, id: str, content: bytes | None = None) -> str:
    """The path of a picture that was sent."""
    found = upload(api, token, id, content or picture())
    assert found["errors"] == []
    url: str = found["profile"]["profilePictureUrl"]
    assert url.startswith(f"{HEAD}/pictures/")
    return url.removeprefix(HEAD)


def status(api: Api, path: str) -> int:
    return api.request("GET", path).status_code


def files(api: Api) -> set[str]:
    """The names of those that are kept."""
    names = [row.name for row in every(api, Picture)]
    return {name for name in names if api.run(api.services.pictures.read(name)) is not None}


def clear(api: Api) -> None:
    """What goes on beside the requests, now."""
    api.run(Clearing(api.services.database, api.services.pictures).remove_some())


def test_the_owner_sends_one_and_everybody_sees_it(api: Api, token: str, profile: Profile) -> None:
    path = shown(api, token, profile.id, picture("JPEG", (3000, 1000)))
    response = api.request("GET", path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.content[8:12] == b"WEBP"
    document = "query ($id: ID!) { profile(id: $id) { profilePictureUrl } }"
    assert api.data(document, {"id": profile.id})["profile"]["profilePictureUrl"] == HEAD + path


def test_a_name_tells_nothing_of_what_is_in_it(api: Api, make: Make) -> None:
    content = picture()
    people = [make.user(), make.user()]
    paths = {shown(api, make.token(each), make.profile(each).id, content) for each in people}
    assert len(paths) == 2
    assert hashlib.sha256(content).hexdigest()[:40] not in str(paths)


def test_another_one_takes_its_place_and_the_file_goes(
    api: Api, token: str, profile: Profile
) -> None:
    first = shown(api, token, profile.id)
    second = shown(api, token, profile.id)
    assert (status(api, first), status(api, second)) == (404, 200)
    clear(api)
    assert files(api) == {second.rpartition("/")[2]}
    assert len(every(api, Picture)) == 1


@pytest.mark.parametrize("url", [None, "https://example.com/ada.png"])
def test_an_address_of_another_or_none_lets_it_go(
    api: Api, token: str, profile: Profile, url: str | None
) -> None:
    path = shown(api, token, profile.id)
    api.data(SET, {"id": profile.id, "url": HEAD + path}, token)
    assert status(api, path) == 200
    api.data(SET, {"id": profile.id, "url": url}, token)
    clear(api)
    assert (status(api, path), files(api)) == (404, set())


def test_who_shows_the_picture_of_another_does_not_remove_it(
    api: Api, make: Make, token: str, profile: Profile
) -> None:
    thief = make.user()
    theirs = make.profile(thief)
    path = shown(api, token, profile.id)
    for url in (HEAD + path, None):
        api.data(SET, {"id": theirs.id, "url": url}, make.token(thief))
    clear(api)
    assert status(api, path) == 200


def test_with_the_account_it_is_erased(api: Api, token: str, profile: Profile) -> None:
    path = shown(api, token, profile.id)
    assert api.data(ERASE, token=token) == {"eraseAccount": {"errors": []}}
    assert status(api, path) == 404
    clear(api)
    assert (files(api), every(api, Picture)) == (set(), [])


DEACTIVATE = "mutation ($id: ID!) { done: deactivateProfile(id: $id) { errors { code } } }"
RESTORE = "mutation ($id: ID!) { done: restoreProfile(id: $id) { errors { code } } }"
HIDE = """
mutation ($id: ID!) { done: setProfileVisibility(id: $id, isPublic: false) { errors { code } } }
"""
CLOSE = "mutation ($id: ID!) { done: deactivateUser(id: $id) { errors { code } } }"
OPEN = "mutation ($id: ID!) { done: activateUser(id: $id) { errors { code } } }"


@pytest.mark.parametrize(("end", "begin"), [(DEACTIVATE, RESTORE), (CLOSE, OPEN)])
def test_it_is_shown_while_its_profile_and_its_account_are_open(
    api: Api, make: Make, token: str, profile: Profile, end: str, begin: str
) -> None:
    path, admin = shown(api, token, profile.id), make.token(make.admin())
    subject = profile.id if end == DEACTIVATE else profile.user_id
    for document, expected in ((end, 404), (begin, 200)):
        assert api.data(document, {"id": subject}, admin) == {"done": {"errors": []}}
        assert status(api, path) == expected
    assert len(files(api)) == 1


def test_whoever_has_the_address_sees_the_picture_of_a_hidden_profile(
    api: Api, token: str, profile: Profile
) -> None:
    path = shown(api, token, profile.id)
    api.data(HIDE, {"id": profile.id}, token)
    assert status(api, path) == 200


@pytest.mark.parametrize(
    ("content", "reason", "limit"),
    [
        (b"<svg/>", "FORMAT", None),
        (b"", "FORMAT", None),
        (picture("GIF"), "FORMAT", None),
        (b"\xff" * (5 * 1024 * 1024 + 1), "TOO_LONG", 5 * 1024 * 1024),
        (picture("PNG", (20_000, 1_251), "1"), "TOO_MANY", 25_000_000),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_shown(
    api: Api, token: str, profile: Profile, content: bytes, reason: str, limit: int | None
) -> None:
    path = shown(api, token, profile.id)
    found = upload(api, token, profile.id, content, name="../../../app.py")
    (error,) = found["errors"]
    assert (error["code"], error["path"]) == ("VALIDATION", ["picture"])
    assert (error["reason"], error["limit"], found["profile"]) == (reason, limit, None)
    assert status(api, path) == 200


def test_what_was_announced_and_never_came_goes_in_time(
    api: Api, token: str, profile: Profile
) -> None:
    upload(api, token, profile.id, b"<svg/>")
    (row,) = every(api, Picture)
    assert row.remove_at > now()
    api.run(api.services.pictures.keep(row.name, b"the process was killed after this"))
    clear(api)
    assert files(api) == {row.name}
    with api.services.database.engine.begin() as connection:
        connection.execute(update(Picture).values(remove_at=row.created_at))
    assert status(api, f"/pictures/{row.name}") == 404
    clear(api)
    assert every(api, Picture) == []
    assert api.run(api.services.pictures.read(row.name)) is None


def test_ten_at_once_leave_one(api: Api, token: str, profile: Profile) -> None:
    asked = {"query": UPLOAD, "variables": {"id": profile.id}}
    headers = {"Authorization": f"Bearer {token}"}
    bodies = api.together([api.sent(asked, headers) for _ in range(10)])
    assert all(body["data"]["uploadProfilePicture"]["errors"] == [] for body in bodies)
    clear(api)
    (row,) = every(api, Picture)
    assert files(api) == {row.name}
    assert row.remove_at is None


@pytest.mark.parametrize(
    "name", ["..%2f..%2fapp.py", "%2e%2e", "a.webp", "A" * 40 + ".webp", "0" * 40 + ".webp", "%00"]
)
def test_no_other_file_is_read(api: Api, name: str) -> None:
    assert status(api, f"/pictures/{name}") == 404


def test_a_user_sends_so_many_in_an_hour(api_with: Any, token: str, profile: Profile) -> None:
    api = api_with(throttle_picture="2/hour")
    for _ in range(2):
        shown(api, token, profile.id)
    body = api.request("POST", "/graphql", **posted(token, profile.id, picture())).json()
    assert body["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


def test_a_store_that_is_away_is_told_and_nothing_is_lost(
    api_with: Any, token: str, profile: Profile
) -> None:
    """Nothing listens at that port."""
    api = api_with(pictures="s3://bucket?endpoint=http://127.0.0.1:9&region=nowhere")
    body = api.request("POST", "/graphql", **posted(token, profile.id, picture())).json()
    assert body["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert [row.remove_at for row in every(api, Picture)] != [None]

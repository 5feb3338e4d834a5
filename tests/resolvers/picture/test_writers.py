"""Whatever happens while a picture is written, no file is left that no row tells of.

Its row stays until nobody can write the file any more, and goes only after it.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from db.models import Picture, Profile, User
from db.types import now
from pictures.rewriter import Rewriter
from pictures.store import Pictures
from server.pictures import Clearing
from tests.support.api import Api
from tests.support.make import Make
from tests.support.pictures import LEAVE, UPLOAD, form, picture
from tests.support.rows import every

MOMENTS = {
    "before it is made anew": (Rewriter, "rewritten"),
    "before its file": (Pictures, "keep"),
}
KEYED = UPLOAD.replace("picture: $picture) {", 'picture: $picture) @idempotent(key: "k") {')
ERASE = "mutation { eraseAccount { errors { code } } }"
LOGOUT = "mutation { logout { errors { code } } }"
Happens = Callable[[], Awaitable[Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


@pytest.fixture
def kept(api_with: Any, folder: Path) -> Api:
    """An application with a folder of its own."""
    api: Api = api_with(pictures=f"file:{folder}")
    return api


@pytest.fixture(params=MOMENTS)
def meanwhile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that has something happen once, at a moment of the next upload."""
    owner, name = MOMENTS[request.param]
    step = getattr(owner, name)

    def plan(happens: Happens) -> None:
        left = [happens]

        async def delayed(*args: Any) -> Any:
            if left:
                await left.pop()()
            return await step(*args)

        monkeypatch.setattr(owner, name, delayed)

    return plan


def sent(api: Api, token: str, id: str, document: str = UPLOAD) -> dict[str, Any]:
    """The body of the answer to an upload."""
    asked = form({"query": document, "variables": {"id": id}}, picture())
    headers = LEAVE | {"Authorization": f"Bearer {token}"}
    body: dict[str, Any] = api.request("POST", "/graphql", **asked, headers=headers).json()
    return body


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("*")}


def names(api: Api) -> set[str]:
    return {row.name for row in every(api, Picture)}


async def clear(api: Api) -> None:
    """What goes on beside the requests, now."""
    await Clearing(api.services.database, api.services.pictures).remove_some()


def let_an_hour_pass(api: Api) -> None:
    """What is to go by then is to go now."""
    with api.services.database.engine.begin() as connection:
        due = update(Picture).where(Picture.remove_at.is_not(None))
        connection.execute(due.values(remove_at=now()))


async def an_hour(api: Api) -> None:
    let_an_hour_pass(api)
    await clear(api)


def check_nothing_stays(api: Api, folder: Path) -> None:
    """Each file has its row, is shown to nobody, and goes in time with it."""
    api.run(clear(api))
    assert files(folder) <= names(api)
    for name in names(api):
        assert api.request("GET", f"/pictures/{name}").status_code == 404
    api.run(an_hour(api))
    assert (files(folder), names(api)) == (set(), set())


def test_of_an_account_that_is_erased(
    kept: Api, folder: Path, token: str, profile: Profile, meanwhile: Any
) -> None:
    async def erase() -> None:
        body = (await kept.post(ERASE, token=token)).json()
        assert body == {"data": {"eraseAccount": {"errors": []}}}
        await clear(kept)

    meanwhile(erase)
    body = sent(kept, token, profile.id)
    assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert [row.profile_id for row in every(kept, Picture)] == [None]
    assert files(folder) == set()
    check_nothing_stays(kept, folder)


def test_that_takes_longer_than_its_row_stays(
    kept: Api, folder: Path, token: str, profile: Profile, meanwhile: Any
) -> None:
    meanwhile(lambda: an_hour(kept))
    found = sent(kept, token, profile.id)["data"]["uploadProfilePicture"]
    assert ([error["code"] for error in found["errors"]], found["profile"]) == (["CONFLICT"], None)
    check_nothing_stays(kept, folder)


def test_that_comes_again_under_its_key_after_its_row_went(
    kept: Api, folder: Path, make: Make, person: User, profile: Profile, meanwhile: Any
) -> None:
    first = make.token(person)
    meanwhile(lambda: kept.post(LOGOUT, token=first))
    assert sent(kept, first, profile.id, KEYED)["errors"][0]["extensions"]["code"] == (
        "UNAUTHENTICATED"
    )
    kept.run(an_hour(kept))
    assert (files(folder), names(kept)) == (set(), set())
    again = [sent(kept, make.token(person), profile.id, KEYED) for _ in range(2)]
    found = again[0]["data"]["uploadProfilePicture"]
    assert found["errors"] == []
    assert again[0] == again[1]
    assert names(kept) == files(folder) == {found["profile"]["profilePictureUrl"][-45:]}


def test_twice_at_once_under_one_key(
    kept: Api, folder: Path, token: str, profile: Profile, meanwhile: Any
) -> None:
    """The first is replaced and removed before the second, which began before, has its file."""

    async def all_of_it() -> None:
        asked = form({"query": KEYED, "variables": {"id": profile.id}}, picture())
        headers = LEAVE | {"Authorization": f"Bearer {token}"}
        for content in (asked, form({"query": UPLOAD, "variables": {"id": profile.id}}, picture())):
            response = await kept.client.post("/graphql", **content, headers=headers)
            assert response.json()["data"]["uploadProfilePicture"]["errors"] == []
            await clear(kept)

    meanwhile(all_of_it)
    sent(kept, token, profile.id, KEYED)
    kept.run(an_hour(kept))
    (row,) = every(kept, Picture)
    assert row.remove_at is None
    assert files(folder) == {row.name}

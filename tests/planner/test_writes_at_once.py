"""What happens while a change by one statement waits for its row, and what becomes of it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from sqlalchemy import text

from base.errors import ServiceUnavailable
from db.database import Database
from db.models import Job, Profile
from db.wire import Wire
from resolvers.operation.events import Event
from tests.support.api import Api
from tests.support.changes import Person, counted, listen, person, rows_of, signed_out, wired
from tests.support.databases import POOLED
from tests.support.make import Make
from tests.support.rows import by_id, stored, trail

UPDATE = """
mutation Update($id: ID!, $bio: String, $at: DateTime) {
  updateProfile(input: { id: $id, bio: $bio, expectedUpdatedAt: $at }) {
    profile { bio updatedAt }
    errors { code }
  }
}
"""
END_JOB = """
mutation End($id: ID!, $day: Date) {
  updateJob(input: { id: $id, endDate: $day }) { job { endDate } errors { code path } }
}
"""
WAITING = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    " AND wait_event_type = 'Lock'"
)
LOST = "server closed the connection unexpectedly"


@pytest.fixture
def planned(api: Api, api_with: Any) -> Api:
    if not api.services.database.may_change or POOLED:
        pytest.skip("on SQLite, and behind a pooler, every change goes the plain way")
    return wired(api_with(planner="fused"))


@pytest.fixture
def owner(planned: Api, make: Make) -> Person:
    """Somebody whose change has its plan."""
    someone = person(make)
    planned.thrice(UPDATE, of(someone, "Before"), someone.token)
    return someone


def of(someone: Person, bio: str, at: str | None = None) -> dict[str, Any]:
    return {"id": someone.rows[Profile].id, "bio": bio} | ({"at": at} if at else {})


def meanwhile(
    api: Api, request: Awaitable[Any], statement: str, then: Callable[[Any, int], None]
) -> Any:
    """What becomes of a request that waits for what `statement` has locked until `then`."""
    with closing(api.services.database.engine.raw_connection()) as borrowed:
        driver: Any = borrowed.dbapi_connection
        driver.autocommit = False
        cursor = driver.cursor()
        cursor.execute(statement)

        async def wait() -> Any:
            asking = asyncio.ensure_future(request)  # type: ignore[arg-type]
            then(driver, await until_somebody_waits(api))
            return await asking

        response = api.run(wait())
        driver.rollback()
        return response.json()


async def until_somebody_waits(api: Api) -> int:
    """The process of PostgreSQL that waits for a lock."""
    for _ in range(1_000):
        if found := await api.services.database.read(_waiting):
            return found[0]
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


def _waiting(connection: Any) -> list[int]:
    return [row.pid for row in connection.execute(text(WAITING))]


def commit(driver: Any, _pid: int) -> None:
    driver.commit()


ENDINGS = {
    "UPDATE sessions SET is_active = false WHERE user_id = '{user}'": ["UNAUTHENTICATED"],
    "UPDATE users SET is_active = false WHERE id = '{user}'": ["UNAUTHENTICATED"],
    "UPDATE users SET is_super_admin = true WHERE id = '{user}'": [],
    "UPDATE profiles SET is_public = false WHERE id = '{profile}'": [],
}


@pytest.mark.parametrize("statement", ENDINGS)
def test_a_right_that_ends_meanwhile_is_not_used(
    planned: Api, owner: Person, statement: str
) -> None:
    ended = statement.format(user=owner.user.id, profile=owner.rows[Profile].id)
    request = planned.post(UPDATE, of(owner, "After"), owner.token)
    body = meanwhile(planned, request, ended, commit)
    codes = [error["extensions"]["code"] for error in body.get("errors", ())]
    assert codes == ENDINGS[statement]
    assert stored(planned, owner.rows[Profile]).bio == ("Before" if codes else "After")


def test_one_who_is_no_super_admin_any_more_changes_their_own_alone(
    planned: Api, make: Make, owner: Person
) -> None:
    boss = person(make, is_super_admin=True)
    planned.thrice(UPDATE, of(boss, "Before"), boss.token)
    demoted = f"UPDATE users SET is_super_admin = false WHERE id = '{boss.user.id}'"
    request = planned.post(UPDATE, of(boss, "After"), boss.token)
    body = meanwhile(planned, request, demoted, commit)
    assert body["data"]["updateProfile"]["profile"]["bio"] == "After"
    refused = planned.data(UPDATE, of(owner, "After"), boss.token)["updateProfile"]
    assert refused == {"profile": None, "errors": [{"code": "NOT_FOUND"}]}


def test_of_two_who_expect_the_same_row_one_writes(planned: Api, owner: Person) -> None:
    for _ in range(5):
        at = planned.data(UPDATE, of(owner, "Before"), owner.token)["updateProfile"]
        instant = at["profile"]["updatedAt"]
        for _ in range(2):  # until there is a plan for what is expected too
            planned.data(UPDATE, of(owner, "Other", "2020-01-01T00:00:00Z"), owner.token)
            planned.settle()
        requests = [planned.post(UPDATE, of(owner, bio, instant), owner.token) for bio in "ab"]
        bodies = [body["data"]["updateProfile"] for body in planned.together(requests)]
        codes = sorted(error["code"] for body in bodies for error in body["errors"])
        assert codes == ["CONFLICT"]
        (won,) = [body["profile"] for body in bodies if body["profile"]]
        assert stored(planned, owner.rows[Profile]).bio == won["bio"]


def test_instants_advance_whatever_the_clock_says(planned: Api, owner: Person) -> None:
    ahead = "UPDATE profiles SET updated_at = '2999-01-01T00:00:00Z'"
    with planned.services.database.engine.begin() as connection:
        connection.execute(text(ahead))
    before = counted("fused")
    for millisecond in (1, 2):
        row = planned.data(UPDATE, of(owner, "After"), owner.token)["updateProfile"]["profile"]
        assert row["updatedAt"] == f"2999-01-01T00:00:00.00{millisecond}Z"
    assert counted("fused") - before == 2


def test_a_word_that_is_killed_is_not_said_again(planned: Api, owner: Person) -> None:
    heard = listen(planned)
    locked = f"SELECT 1 FROM profiles WHERE id = '{owner.rows[Profile].id}' FOR UPDATE"

    def kill(driver: Any, pid: int) -> None:
        driver.cursor().execute(f"SELECT pg_terminate_backend({pid})")

    request = planned.post(UPDATE, of(owner, "After"), owner.token)
    with planned.statements() as seen:
        body = meanwhile(planned, request, locked, kill)
    assert len([each for each in seen if "UPDATE profiles" in each]) == 1
    assert_lost(planned, body)
    assert stored(planned, owner.rows[Profile]).bio == "Before"
    assert heard == []


def test_a_word_whose_answer_is_lost_is_not_said_again(
    planned: Api, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was committed, and nobody was told; whoever asks is told what they would be without it."""
    ask = Wire.ask

    async def lose(*arguments: Any) -> Any:
        await ask(*arguments)
        raise psycopg2.OperationalError(LOST)

    monkeypatch.setattr(Wire, "ask", lose)
    with planned.statements() as seen:
        body = planned.execute(UPDATE, of(owner, "After"), owner.token)
    assert len(seen) == 1
    assert_lost(planned, body)
    assert stored(planned, owner.rows[Profile]).bio == "After"


def assert_lost(api: Api, body: dict[str, Any]) -> None:
    """The answer is that of the plain path where a commit is lost."""
    (error,) = body["errors"]
    assert error.pop("extensions")["code"] == "SERVICE_UNAVAILABLE"
    assert error.pop("locations")
    assert error == {"message": ServiceUnavailable.message, "path": ["updateProfile"]}
    assert body["data"] == {"updateProfile": None}


def test_a_lost_commit_is_told_alike_on_the_plain_path(
    api_with: Any, owner: Person, planned: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lose(*_: Any) -> Any:
        raise ServiceUnavailable

    plain = api_with(planner="off")
    monkeypatch.setattr(Database, "write", lose)
    monkeypatch.setattr(Database, "change", lose)
    bodies = [api.execute(UPDATE, of(owner, "After"), owner.token) for api in (plain, planned)]
    for body in bodies:
        body["errors"][0]["extensions"].pop("id", None)
    assert bodies[0] == bodies[1]


def test_one_who_hangs_up_has_changed_it_all_the_same(planned: Api, owner: Person) -> None:
    heard = listen(planned)
    locked = f"SELECT 1 FROM profiles WHERE id = '{owner.rows[Profile].id}' FOR UPDATE"

    async def hang_up() -> Any:
        asking = asyncio.ensure_future(planned.post(UPDATE, of(owner, "After"), owner.token))
        await until_somebody_waits(planned)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        raise InterruptedError

    async def outlive() -> Any:
        with closing(planned.services.database.engine.raw_connection()) as borrowed:
            driver: Any = borrowed.dbapi_connection
            driver.autocommit = False
            driver.cursor().execute(locked)
            with pytest.raises(InterruptedError):
                await hang_up()
            driver.commit()
        for _ in range(1_000):
            await asyncio.sleep(0 if heard else 0.01)

    planned.run(asyncio.wait_for(outlive(), 20))
    assert heard == [Event(Profile.topic_of(owner=owner.user.id))]
    assert stored(planned, owner.rows[Profile]).bio == "After"


def test_a_constraint_that_breaks_is_told_by_the_work(planned: Api, owner: Person) -> None:
    id = owner.rows[Job].id
    planned.data(
        'mutation S($id: ID!) { updateJob(input: {id: $id, startDate: "2020-06-01"}) '
        "{ errors { code } } }",
        {"id": id},
        owner.token,
    )
    planned.thrice(END_JOB, {"id": id, "day": "2021-01-01"}, owner.token)
    early = planned.data(END_JOB, {"id": id, "day": "2020-01-01"}, owner.token)["updateJob"]
    assert early == {"job": None, "errors": [{"code": "VALIDATION", "path": ["endDate"]}]}
    before = counted("fused")
    late = planned.data(END_JOB, {"id": id, "day": "2022-01-01"}, owner.token)["updateJob"]
    assert late == {"job": {"endDate": "2022-01-01"}, "errors": []}
    assert counted("fused") - before == 1


def test_what_is_searched_together_is_read_before(planned: Api, owner: Person) -> None:
    """And nothing is written by it where somebody else has changed it in between."""
    id = owner.rows[Job].id
    document = (
        "mutation T($id: ID!, $title: String) "
        "{ updateJob(input: {id: $id, title: $title}) { job { title company } errors { code } } }"
    )
    planned.thrice(document, {"id": id, "title": "Before"}, owner.token)
    with planned.statements() as seen:
        planned.data(document, {"id": id, "title": "Alone"}, owner.token)
    assert len(seen) == 2
    assert stored(planned, owner.rows[Job]).search_text == " alone engines"
    raced = f"UPDATE jobs SET company = 'Looms', company_folded = 'looms' WHERE id = '{id}'"
    request = planned.post(document, {"id": id, "title": "After"}, owner.token)
    body = meanwhile(planned, request, raced, commit)
    assert body["data"]["updateJob"]["job"] == {"title": "After", "company": "Looms"}
    assert stored(planned, owner.rows[Job]).search_text == " after looms"


def test_a_super_admin_leaves_an_event_where_the_row_is_another_s(
    planned: Api, make: Make, owner: Person
) -> None:
    admin = make.admin()
    for body in planned.thrice(UPDATE, of(owner, "After"), make.token(admin)):
        assert body["data"]["updateProfile"]["errors"] == []
    assert len(trail(planned)) == 3
    assert counted("core", "no row") > 0


def test_who_is_signed_out_has_written_nothing(planned: Api, make: Make, owner: Person) -> None:
    before = rows_of(planned, owner)
    token = signed_out(planned, make, owner.user)
    for body in planned.thrice(UPDATE, of(owner, "After"), token):
        assert [each["extensions"]["code"] for each in body["errors"]] == ["UNAUTHENTICATED"]
    assert rows_of(planned, owner) == before


def test_a_directive_or_another_field_goes_the_plain_way(planned: Api, owner: Person) -> None:
    id = owner.rows[Profile].id
    one = f'updateProfile(input: {{ id: "{id}", bio: "After" }})'
    for fields, reason in {
        f"a: {one} {{ __typename }} b: {one} {{ __typename }}": "several",
        f'{one} @idempotent(key: "k") {{ __typename }}': "directive",
    }.items():
        before = counted("core", reason)
        planned.data(f"mutation {{ {fields} }}", {}, owner.token)
        assert counted("core", reason) - before == 1
    assert by_id(planned, Profile, id).bio == "After"

"""An export holds everything about a person, for that person alone, for a day."""

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from db.belonging import ToNobody
from db.models import AuditEvent, DataExport, DataExportPart, DataExportStatus, Session, User
from db.types import new_id, now
from resolvers import personal
from resolvers.erasure import STAY, erased_entities
from resolvers.personal import NOT_EXPORTED, exported_entities
from server import exporting
from server.exporting import Exporting
from tests.support.api import Api
from tests.support.log_lines import collected
from tests.support.make import Make
from tests.support.rival import change
from tests.support.rows import every, everything

REQUEST = """
mutation ($id: ID, $reason: String) {
  requestDataExport(userId: $id, reason: $reason) {
    dataExport { id status url expiresAt }
    errors { code path reason limit }
  }
}
"""
MINE = "{ me { dataExports { id status url expiresAt } } }"
LOGOUT = "mutation { logout { errors { code } } }"
WORD = "xylographer"


@pytest.fixture
def person(make: Make) -> User:
    """Somebody with something in every table that an export has."""
    user = make.user(username=WORD)
    place = make.location(city=WORD)
    profile = make.profile(user, bio=WORD, location_id=place.id)
    make.contact(profile, value=WORD)
    make.job(profile, title=WORD)
    make.organization(user, name=WORD)
    return user


def ask(api: Api, token: str, id: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return api.data(REQUEST, {"id": id, "reason": reason}, token)["requestDataExport"]


def made(api: Api) -> bool:
    """Make what is due, unless the application does; whether nothing waits any more."""
    api.run(Exporting(api.services.database).make_one())
    for _ in range(100):
        waiting = every(api, DataExport, status=DataExportStatus.PENDING)
        if not waiting:
            return True
        api.run(asyncio.sleep(0.05))
    return False


def exports(api: Api, token: str) -> list[dict[str, Any]]:
    return api.data(MINE, token=token)["me"]["dataExports"]


def address(api: Api, token: str) -> str:
    """The path of the newest."""
    url: str = exports(api, token)[0]["url"]
    return url.removeprefix("http://127.0.0.1:8000")


def ready(api: Api, token: str) -> str:
    assert ask(api, token)["errors"] == []
    assert made(api)
    return address(api, token)


def test_everything_about_a_person_is_in_it(api: Api, make: Make, person: User) -> None:
    token = make.token(person)
    payload = ask(api, token)
    assert payload["errors"] == []
    assert payload["dataExport"]["status"] == "PENDING"
    assert (payload["dataExport"]["url"], payload["dataExport"]["expiresAt"]) == (None, None)
    assert made(api)
    (export,) = exports(api, token)
    assert export["status"] == "READY"
    answer = api.request("GET", address(api, token))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "attachment" in answer.headers["content-disposition"]
    data = answer.json()
    assert data["users"][0]["username"] == WORD
    for table, column in {
        "profiles": "bio",
        "contacts": "value",
        "jobs": "title",
        "locations": "city",
        "organizations": "name",
    }.items():
        assert [row[column] for row in data[table]] == [WORD], table
    assert data["memberships"][0]["role"] == "OWNER"
    assert data["auditEvents"][-1]["action"] == "DATA_EXPORT_REQUESTED"
    assert len(data["sessions"]) == 1


def test_every_table_about_a_person_is_in_it_or_says_why_not() -> None:
    exported = set(exported_entities())
    assert {*erased_entities(), *STAY} <= exported | NOT_EXPORTED.keys()
    for entity in exported:
        if isinstance(entity.belongs_to, ToNobody):
            assert personal.shared(entity, new_id()) is not None, entity
        assert entity.readable(), entity


def test_no_secret_and_nobody_else_is_in_it(api: Api, make: Make, person: User) -> None:
    other = make.user(username="somebody-else")
    make.profile(other, bio="of somebody else")
    make.two_factor(person)
    text = api.request("GET", ready(api, make.token(person))).text
    for hidden in ("somebody-else", "of somebody else", "passwordhash", "$2b$", "secret"):
        assert hidden not in text.lower()


def test_where_others_were_is_not_in_it(api: Api, make: Make, person: User) -> None:
    """A super admin who changed something of the person has an address of their own."""
    theirs = {"ip_address": "203.0.113.9", "user_agent": "of the admin"}
    make.store(
        AuditEvent(action="USER_UPDATED", actor_id=make.admin().id, account_id=person.id, **theirs)
    )
    own = {"ip_address": "198.51.100.7", "user_agent": "of the person"}
    make.store(AuditEvent(action="LOGGED_OUT", actor_id=person.id, account_id=person.id, **own))
    text = api.request("GET", ready(api, make.token(person))).text
    assert "USER_UPDATED" in text
    assert "203.0.113.9" not in text
    assert "of the admin" not in text
    assert "198.51.100.7" in text


def test_what_the_person_has_left_is_not_in_it(api: Api, make: Make, person: User) -> None:
    make.membership(make.organization(name="left behind"), person, is_active=False)
    data = api.request("GET", ready(api, make.token(person))).json()
    assert [row["name"] for row in data["organizations"]] == [WORD]


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_it_is_made_in_batches_and_read_in_pieces(
    api: Api, make: Make, person: User, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "BATCH", batch)
    monkeypatch.setattr(personal, "BATCH", batch)
    make.profile()
    own = api.data("{ me { profile { id } } }", token=make.token(person))["me"]["profile"]["id"]
    add = 'mutation { addJob(input: {profileId: "%s", title: "t", company: "c"}) { job { id } } }'
    token = make.token(person)
    for _ in range(5):
        api.data(add % own, token=token)
    data = api.request("GET", ready(api, token)).json()
    assert len(data["jobs"]) == 6
    assert len({row["id"] for row in data["jobs"]}) == 6
    assert len(every(api, DataExportPart)) >= 6 // batch


def test_it_is_read_in_the_session_that_asked_and_while_that_lasts(
    api: Api, make: Make, person: User
) -> None:
    token = make.token(person)
    path = ready(api, token)
    assert api.request("GET", path).status_code == 200
    api.data(LOGOUT, token=token)
    gone = api.request("GET", path)
    assert gone.status_code == 404
    assert gone.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_a_tampered_address_is_no_address(api: Api, make: Make, person: User) -> None:
    path = ready(api, make.token(person))
    other = ready(api, make.token(make.user()))
    sealed = api.services.seal
    facts = [
        ["export", every(api, DataExport)[0].id, None, 2e10],
        ["mail", every(api, DataExport)[0].id, new_id(), 2e10],
        ["export"],
        "export",
        None,
    ]
    forged = [f"/exports/{sealed.close(json.dumps(each))}" for each in facts]
    for bad in (path[:-1], path[:50] + "A" + path[51:], path.swapcase(), "/exports/x", *forged):
        assert api.request("GET", bad).status_code == 404, bad
    assert other != path


def test_the_address_is_not_logged(api: Api, make: Make, person: User) -> None:
    path = ready(api, make.token(person))
    with collected() as lines:
        assert api.request("GET", path).status_code == 200
    assert lines.of("request")["path"] == "/exports/…"
    ours = [line for line in lines.all() if line["logger"].startswith("aai")]
    assert path.removeprefix("/exports/") not in str(ours)


def test_an_address_is_good_for_an_hour(api: Api, make: Make, person: User) -> None:
    token = make.token(person)
    path = ready(api, token)
    signed = path.removeprefix("/exports/")
    *_, until = json.loads(api.services.seal.open(signed))
    left = until - now().timestamp()
    assert 3500 < left <= 3600
    facts = ["export", every(api, DataExport)[0].id, every(api, Session)[0].id]
    expired = api.services.seal.close(json.dumps([*facts, now().timestamp() - 1]))
    assert api.request("GET", f"/exports/{expired}").status_code == 404


SIGNED_OUT = "UPDATE sessions SET is_active = false WHERE user_id = :user"
OVER = "UPDATE sessions SET ends_at = created_at WHERE user_id = :user"
CLOSED = "UPDATE users SET is_active = false WHERE id = :user"
EXPIRED = "UPDATE data_exports SET expires_at = created_at WHERE user_id = :user"
MADE_ANEW = "UPDATE data_exports SET status = 'PENDING' WHERE user_id = :user"


def pieces(api: Api, path: str, after_first: Callable[[], object]) -> list[str]:
    """What is sent, piece by piece; something happens once the first has gone."""
    sent: list[str] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"test")],
        "server": ("test", 80),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if not message.get("body"):
            return
        sent.append(message["body"].decode())
        if len(sent) == 1:
            after_first()

    api.run(api.application(scope, receive, send))
    return sent


@pytest.mark.parametrize("ending", [SIGNED_OUT, OVER, CLOSED, EXPIRED, MADE_ANEW])
def test_what_is_left_of_it_is_not_sent_once_it_is_nobodys_to_read(
    api: Api,
    make: Make,
    person: User,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 1)
    monkeypatch.setattr(personal, "BATCH", 1)
    path = ready(api, make.token(person))
    whole = pieces(api, path, lambda: None)
    assert json.loads("".join(whole))["users"][0]["username"] == WORD
    assert len(whole) == len(every(api, DataExportPart)) > 1
    cut = pieces(api, path, lambda: change(database_url, ending, user=person.id))
    assert cut == whole[:1]


def test_another_session_reads_nothing_by_its_number(api: Api, make: Make, person: User) -> None:
    """A seal over a session of somebody else's, which the server itself would not make."""
    ready(api, make.token(person))
    (export,) = every(api, DataExport)
    for session in (make.session(make.user()), make.session(make.admin())):
        facts = ["export", export.id, session.id, now().timestamp() + 60]
        address = api.services.seal.close(json.dumps(facts))
        assert api.request("GET", f"/exports/{address}").status_code == 404


def test_an_export_is_gone_after_a_day(api: Api, make: Make, person: User) -> None:
    token = make.token(person)
    path = ready(api, token)
    (export,) = every(api, DataExport)
    assert export.expires_at is not None
    assert dt.timedelta(hours=23) < export.expires_at - now() <= dt.timedelta(days=1)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(DataExport).values(expires_at=now()))
    assert api.request("GET", path).status_code == 404
    assert exports(api, token)[0]["url"] is None
    made(api)
    assert exports(api, token)[0]["status"] == "EXPIRED"
    assert every(api, DataExportPart) == []


def test_a_super_admin_asks_for_it_with_a_reason_and_does_not_read_it(
    api: Api, make: Make, person: User
) -> None:
    admin = make.admin()
    token = make.token(admin)
    refused = ask(api, token, person.id)
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [
        ("VALIDATION", ["reason"])
    ]
    payload = ask(api, token, person.id, "asked for by letter")
    assert payload["errors"] == []
    assert made(api)
    (export,) = every(api, DataExport)
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert api.data(node, {"id": export.id}, token) == {"node": None}
    assert exports(api, token) == []
    assert api.request("GET", address(api, make.token(person))).status_code == 200


def test_nobody_else_asks_for_it(api: Api, make: Make, person: User) -> None:
    token = make.token(make.user())
    before = everything(api)
    for id in (person.id, new_id()):
        payload = ask(api, token, id, "a good one")
        assert [(each["code"], each["path"]) for each in payload["errors"]] == [
            ("NOT_FOUND", ["userId"])
        ]
    assert everything(api) == before


def test_one_that_waits_is_not_asked_for_twice_and_few_are_made_in_a_day(
    api: Api, make: Make, person: User
) -> None:
    token = make.token(person)
    first, second = (ask(api, token)["dataExport"]["id"] for _ in range(2))
    assert first == second
    for _ in range(4):
        made(api)
        assert ask(api, token)["errors"] == []
    made(api)
    (problem,) = ask(api, token)["errors"]
    assert (problem["code"], problem["path"], problem["limit"]) == ("LIMIT_REACHED", [], 5)


def test_one_that_was_begun_and_left_is_made_anew(api: Api, make: Make, person: User) -> None:
    token = make.token(person)
    export_id = ask(api, token)["dataExport"]["id"]
    make.store(DataExportPart(data_export_id=export_id, number=0, content="half of"))
    with api.services.database.engine.begin() as connection:
        later = now() + dt.timedelta(minutes=1)
        connection.execute(update(DataExport).values(attempts=1, due_at=later))
    api.run(Exporting(api.services.database).make_one())  # another process may be at it
    assert exports(api, token)[0]["status"] == "PENDING"
    with api.services.database.engine.begin() as connection:
        connection.execute(update(DataExport).values(due_at=now()))
    assert made(api)
    assert api.request("GET", address(api, token)).json()["users"][0]["username"] == WORD


def test_one_that_fails_again_and_again_is_given_up(api: Api, make: Make, person: User) -> None:
    token = make.token(person)
    ask(api, token)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(DataExport).values(attempts=3))
    made(api)
    assert every(api, DataExport)[0].status is DataExportStatus.FAILED
    assert exports(api, token)[0]["status"] == "FAILED"


def test_an_erased_account_leaves_no_export(api: Api, make: Make, person: User) -> None:
    make.membership(make.organization(), person)
    token = make.token(person)
    with api.services.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM memberships")
    path = ready(api, token)
    erase = "mutation { eraseAccount { errors { code } } }"
    assert api.data(erase, token=token) == {"eraseAccount": {"errors": []}}
    assert api.request("GET", path).status_code == 404
    assert (every(api, DataExport), every(api, DataExportPart)) == ([], [])

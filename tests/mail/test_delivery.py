"""Mails leave the outbox once they are committed, however mail servers behave."""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import orm, select, update

from db.models import Action, AuditEvent, OutboxMessage
from db.types import now
from mail import carriers
from mail.carriers import Folder, Smtp
from mail.delivery import FIRST_WAIT, GIVEN_UP_AFTER, Delivery
from mail.letter import Letter
from tests.conftest import settings
from tests.mail.post_office import Clerk, knows, open_at
from tests.support.api import Api
from tests.support.make import Make

ASK = """
mutation ($email: String!) {
  requestPasswordReset(input: { email: $email }) { errors { code } }
}
"""


def ask(api: Api, email: str = "ada@example.com", **headers: str) -> None:
    body = {"query": ASK, "variables": {"email": email}}
    answer = api.run(api.sent(body, headers)).json()
    assert answer == {"data": {"requestPasswordReset": {"errors": []}}}


def delivery(api: Api, carrier: carriers.Carrier) -> Delivery:
    services, chosen = api.services, settings()
    return Delivery(services.database, services.seal, chosen.templates, chosen.mail_from, carrier)


def rows(api: Api) -> list[OutboxMessage]:
    with orm.Session(api.services.database.engine) as session:
        return list(session.scalars(select(OutboxMessage)))


def make_due(api: Api, age: dt.timedelta = dt.timedelta()) -> None:
    with api.services.database.engine.begin() as connection:
        instant = now()
        connection.execute(update(OutboxMessage).values(due_at=instant, created_at=instant - age))


def given_up(api: Api) -> int:
    with orm.Session(api.services.database.engine) as session:
        found = select(AuditEvent).where(AuditEvent.action == Action.MAIL_GIVEN_UP)
        return len(session.scalars(found).all())


def test_a_mail_arrives_in_text_and_html_and_leaves_the_outbox(api: Api) -> None:
    clerk = Clerk()
    ask(api)
    (row,) = rows(api)
    with open_at(clerk) as where:
        assert api.run(delivery(api, Smtp.at(f"smtp://{where}")).deliver_due()) == 1
    (message,) = clerk.messages
    (envelope,) = clerk.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("no-reply@localhost", ["ada@example.com"])
    assert message["Message-ID"] == f"<{row.id}@localhost>"
    assert message["Subject"] == "There is no account with this address"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert rows(api) == []


def test_it_is_in_the_language_of_the_request_that_caused_it(api: Api) -> None:
    clerk = Clerk()
    ask(api, **{"Accept-Language": "de-CH, en;q=0.5"})
    with open_at(clerk) as where:
        api.run(delivery(api, Smtp.at(f"smtp://{where}")).deliver_due())
    assert clerk.messages[0]["Subject"] == "Mit dieser Adresse gibt es kein Konto"
    assert clerk.messages[0]["Content-Language"] == "de"


@pytest.mark.parametrize("answer", ["451 later", "554 no", "hang up"])
def test_what_does_not_leave_is_tried_again_with_the_same_message_id(api: Api, answer: str) -> None:
    clerk = Clerk(answer)
    ask(api)
    with open_at(clerk) as where:
        post = delivery(api, Smtp.at(f"smtp://{where}"))
        assert api.run(post.deliver_due()) == 1
        assert api.run(post.deliver_due()) == 0
        (row,) = rows(api)
        assert row.attempts == 1
        assert row.due_at > now() + FIRST_WAIT / 2
        make_due(api)
        assert api.run(post.deliver_due()) == 1
    first, second = clerk.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert rows(api) == []


def test_a_server_that_goes_silent_is_given_up_in_time(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriers, "LONGEST_SECONDS", 0.5)
    ask(api)
    with open_at(Clerk("hang")) as where:
        assert api.run(delivery(api, Smtp.at(f"smtp://{where}")).deliver_due()) == 1
    assert [row.attempts for row in rows(api)] == [1]


def test_a_claim_outlasts_a_try() -> None:
    assert FIRST_WAIT.total_seconds() > carriers.LONGEST_SECONDS


def test_a_server_that_is_not_there_is_asked_again(api: Api) -> None:
    ask(api)
    assert api.run(delivery(api, Smtp.at("smtp://127.0.0.1:1")).deliver_due()) == 1
    assert [row.attempts for row in rows(api)] == [1]


def test_after_three_days_a_mail_is_given_up_and_that_is_recorded(api: Api) -> None:
    ask(api)
    post = delivery(api, Smtp.at("smtp://127.0.0.1:1"))
    make_due(api, age=GIVEN_UP_AFTER)
    assert api.run(post.deliver_due()) == 1
    assert rows(api) == []
    assert given_up(api) == 1


def test_a_mailbox_that_is_not_there_is_given_up_at_once(api: Api) -> None:
    ask(api)
    with open_at(Clerk(recipients="550 no such user")) as where:
        api.run(delivery(api, Smtp.at(f"smtp://{where}")).deliver_due())
    assert rows(api) == []
    assert given_up(api) == 1


def test_user_and_password_are_sent_percent_decoded(api: Api) -> None:
    clerk = Clerk()
    ask(api)
    options = {"authenticator": knows("a@b", "p:w/d"), "auth_require_tls": False}
    with open_at(clerk, **options) as where:
        api.run(delivery(api, Smtp.at(f"smtp://a%40b:p%3Aw%2Fd@{where}")).deliver_due())
    assert clerk.signed_in == [True]


def test_nothing_is_sent_in_the_clear_where_tls_was_asked_for(api: Api) -> None:
    clerk = Clerk()
    ask(api)
    with open_at(clerk) as where:
        for scheme in ("smtp+starttls", "smtps"):
            make_due(api)
            api.run(delivery(api, Smtp.at(f"{scheme}://user:password@{where}")).deliver_due())
    assert clerk.messages == []
    assert [row.attempts for row in rows(api)] == [2]


def test_many_processes_share_the_outbox(api: Api, api_with: Callable[..., Api]) -> None:
    """As many as there are mails: none leaves twice."""
    clerk = Clerk()
    for number in range(30):
        ask(api, f"user{number}@example.com")
    with open_at(clerk) as where:
        post = delivery(api, Smtp.at(f"smtp://{where}"))

        async def empty() -> None:
            while await post.deliver_due():
                pass

        async def at_once() -> None:
            await asyncio.gather(*(empty() for _ in range(5)))

        api.run(at_once())
    addresses = [envelope.rcpt_tos[0] for envelope in clerk.envelopes]
    assert sorted(addresses) == sorted(f"user{number}@example.com" for number in range(30))
    assert rows(api) == []


def test_a_process_that_was_killed_leaves_its_mail_to_the_next(api: Api, tmp_path: Path) -> None:
    class Killed(Folder):
        async def carry(self, message: object) -> None:
            raise asyncio.CancelledError

    ask(api)
    with pytest.raises(asyncio.CancelledError):
        api.run(delivery(api, Killed(tmp_path)).deliver_due())
    assert api.run(delivery(api, Folder(tmp_path)).deliver_due()) == 0
    make_due(api)
    assert api.run(delivery(api, Folder(tmp_path)).deliver_due()) == 1
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_what_no_mail_can_be_made_of_is_given_up_and_stops_nobody(
    api: Api, make: Make, tmp_path: Path
) -> None:
    """Headers would have it decoded, to another mailbox or to a header of its own."""
    odd = ("=?utf-8?q?victim?=@example.com", "=?utf-8?q?a=0D=0ABcc=3A_b=40c.example?=@example.com")
    for to in odd:
        content = api.services.seal.close(Letter(to, "no_account", "en", "").to_json())
        make.store(OutboxMessage(account_id=None, content=content, due_at=now()))
    ask(api)
    assert api.run(delivery(api, Folder(tmp_path)).deliver_due()) == 3
    assert (rows(api), given_up(api)) == ([], 2)
    (file,) = tmp_path.glob("*.eml")
    assert b"To: ada@example.com" in file.read_bytes()


def test_a_folder_keeps_each_mail_for_us_alone(api: Api, tmp_path: Path) -> None:
    ask(api)
    (row,) = rows(api)
    api.run(delivery(api, Folder(tmp_path / "mail")).deliver_due())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"{row.id}.eml"
    assert file.stat().st_mode & 0o077 == 0
    assert b"There is no account" in file.read_bytes()


def test_a_folder_that_cannot_be_written_is_tried_again(api: Api, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ask(api)
    assert api.run(delivery(api, Folder(tmp_path / "file")).deliver_due()) == 1
    assert [row.attempts for row in rows(api)] == [1]


def test_what_was_sealed_with_another_secret_waits_and_stops_nobody(
    api: Api, tmp_path: Path
) -> None:
    ask(api)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(OutboxMessage).values(content="of another server"))
    ask(api, "eve@example.com")
    assert api.run(delivery(api, Folder(tmp_path)).deliver_due()) == 2
    assert [row.attempts for row in rows(api)] == [1]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"X-Forwarded-Prefix": "/evil", "X-Original-URL": "https://evil.example/"},
        {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_has_a_say_in_a_mail(api: Api, tmp_path: Path, headers: dict[str, str]) -> None:
    """Byte for byte the same but for what is of the mail itself: its id and its instant."""
    bodies = []
    for sent in ({}, headers):
        ask(api, **sent)
        (row,) = rows(api)
        api.run(delivery(api, Folder(tmp_path)).deliver_due())
        (file,) = tmp_path.iterdir()
        lines = file.read_bytes().replace(row.id.encode(), b"ID").splitlines()
        bodies.append([line for line in lines if not line.startswith(b"Date:")])
        file.unlink()
    assert bodies[0] == bodies[1]


def test_a_mail_of_what_was_rolled_back_is_none(api: Api) -> None:
    register = """
    mutation ($name: String!) {
      register(
        input: { email: "ada@example.com", username: $name, password: "correct horse battery" }
      ) { errors { code } }
    }
    """
    bodies = api.together([api.post(register, {"name": f"ada{n}"}) for n in range(5)])
    made = [body for body in bodies if body["data"]["register"]["errors"] == []]
    assert len(made) == len(rows(api)) == 1


def test_a_domain_beyond_ascii_is_mailed_as_a_labels(api: Api) -> None:
    clerk = Clerk()
    ask(api, "ada@bücher.example")
    with open_at(clerk) as where:
        api.run(delivery(api, Smtp.at(f"smtp://{where}")).deliver_due())
    assert clerk.envelopes[0].rcpt_tos == ["ada@xn--bcher-kva.example"]


def test_the_password_of_a_mail_server_is_not_in_what_is_printed() -> None:
    smtp = Smtp.at("smtp://user:hunter2@mail.example.com")
    assert "hunter2" not in repr(smtp)
    assert "hunter2" not in repr(replace(smtp, port=26))

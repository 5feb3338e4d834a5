"""An erased account leaves nothing of the person, and its names are free again."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import inspect, select, update

from db.belonging import ToNobody
from db.models import AuditEvent, Base, Entity, Membership, MembershipRole, Session, User
from db.types import new_id, now
from resolvers.erasure import STAY, blank, erased_entities
from tests.support import mailbox
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import everything

ERASE = """
mutation ($id: ID, $reason: String) {
  eraseAccount(userId: $id, reason: $reason) { errors { code path message reason limit } }
}
"""
REGISTER = """
mutation ($email: String!, $username: String!) {
  register(input: { email: $email, username: $username, password: "battery staple horse" }) {
    user { id } errors { code }
  }
}
"""
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { errors { code } } }"
TRAIL = """
{ auditEvents(first: 100) {
    nodes { action reason actor { id } subject { id } ipAddress userAgent }
} }
"""
WORDS = ("xylographer", "xylophone")
"""What stands in nothing but what is personal."""
NOT_PERSONAL = {"id", "is_active", "created_at", "updated_at", "deactivated_at", "erased_at"}
"""Columns of an account that tell of no person."""


@pytest.fixture
def person(api: Api, make: Make) -> User:
    """Somebody with something in every table."""
    name, other = WORDS
    user = make.user(
        username=name,
        email=f"{name}@example.com",
        is_email_verified=True,
        pending_email=f"{other}@example.com",
    )
    profile = make.profile(user, first_name=name, last_name=other, bio=name)
    make.contact(profile, value=name)
    make.job(profile, title=name, company=other)
    make.two_factor(user)
    organization = make.organization()
    make.membership(organization, user)
    login = {"input": {"email": user.email, "password": "a wrong one"}}
    body = {"query": LOGIN, "variables": login}
    api.run(api.sent(body, {"User-Agent": name}))
    return user


def erase(
    api: Api, token: str | None, id: str | None = None, reason: str | None = None
) -> list[dict[str, Any]]:
    return api.data(ERASE, {"id": id, "reason": reason}, token)["eraseAccount"]["errors"]


def codes(problems: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(problem["code"], problem["path"]) for problem in problems]


def traces(api: Api) -> Iterator[tuple[str, Any]]:
    """Rows with anything in them that was the person's."""
    for table, rows in everything(api).items():
        for row in rows:
            if any(word in str(value).lower() for value in row for word in WORDS):
                yield table, row


def test_nothing_of_the_person_is_left_in_any_table(api: Api, make: Make, person: User) -> None:
    assert {table for table, _ in traces(api)} >= {"users", "profiles", "contacts", "jobs"}
    assert erase(api, make.token(person)) == []
    told = mailbox.waiting(api)
    assert [(mail.letter.to, mail.letter.template) for mail in told] == [
        (f"{WORDS[0]}@example.com", "account_erased")
    ]
    assert list(traces(api)) == []


def test_what_belongs_to_nobody_else_is_gone_whichever_entity(
    api: Api, make: Make, person: User
) -> None:
    token = make.token(person)
    assert erase(api, token) == []
    with api.services.database.engine.connect() as connection:
        for entity in erased_entities():
            mine = select(entity.id).where(entity.belongs_to.rows_of(entity, person.id))
            assert connection.execute(mine).all() == [], entity
    assert api.codes("{ me { id } }", token=token) == ["UNAUTHENTICATED"]


def test_every_table_and_column_about_a_person_is_accounted_for() -> None:
    """A new one stops here: it belongs to an account, or says why it is about nobody."""
    entities: list[type[Entity]] = [mapper.class_ for mapper in Base.registry.mappers]
    refers = {
        entity
        for entity in entities
        for column in entity.__table__.columns
        for key in column.foreign_keys
        if key.column.table.name == "users"
    }
    nobodys = {entity for entity in entities if isinstance(entity.belongs_to, ToNobody)}
    assert {*erased_entities(), *STAY} | nobodys == set(entities)
    assert {entity.__name__ for entity in nobodys} == {"Location", "Organization"}
    assert refers - nobodys <= {*erased_entities(), *STAY}
    written = set(blank("an id"))
    columns = {column.key for column in inspect(User).columns}
    derived = set(User.derived(dict.fromkeys(columns, "x")))
    assert columns == written | NOT_PERSONAL | derived


def test_nobody_can_keep_an_account_from_being_erased(api: Api, make: Make, person: User) -> None:
    """By a name that its row would have then."""
    make.user(username=f"erased-{person.id}", email=f"{person.id}@erased.example")
    assert blank(person.id)["username"] != blank(person.id)["username"]
    assert erase(api, make.token(person)) == []


def test_the_trail_keeps_what_happened_and_forgets_where_the_person_was(
    api: Api, make: Make, person: User
) -> None:
    admin = make.token(make.admin())
    before = api.data(TRAIL, token=admin)["auditEvents"]["nodes"]
    assert {event["action"] for event in before} == {"LOGIN_FAILED"}
    assert erase(api, make.token(person)) == []
    after = api.data(TRAIL, token=admin)["auditEvents"]["nodes"]
    assert [event["action"] for event in after] == ["ACCOUNT_ERASED", "LOGIN_FAILED"]
    with api.services.database.engine.connect() as connection:
        kept = connection.execute(
            select(AuditEvent.actor_id, AuditEvent.ip_address, AuditEvent.user_agent).where(
                AuditEvent.account_id == person.id
            )
        ).all()
    assert sorted(map(str, kept)) == sorted(map(str, [(person.id, None, None), (None, None, None)]))


FORBIDDEN = [
    "UPDATE audit_events SET ip_address = NULL, user_agent = NULL",
    "UPDATE audit_events SET action = 'X', ip_address = NULL, user_agent = NULL",
    "UPDATE audit_events SET ip_address = '10.0.0.1'",
    "UPDATE audit_events SET actor_id = NULL",
    "DELETE FROM audit_events",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_trail_forgets_nothing_else(api: Api, make: Make, statement: str) -> None:
    user = make.user()
    make.store(
        AuditEvent(action="LOGGED_OUT", actor_id=user.id, account_id=user.id, ip_address="::1")
    )
    engine = api.services.database.engine
    with pytest.raises(sa.exc.DBAPIError, match="never changed"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(select(sa.func.forget_person(sa.cast(user.id, sa.Uuid))))
    with engine.connect() as connection:
        assert connection.execute(select(AuditEvent.ip_address)).scalars().all() == ["::1"]


def test_the_names_are_free_again(api: Api, make: Make, person: User) -> None:
    old = {"email": person.email, "username": person.username}
    assert erase(api, make.token(person)) == []
    assert api.data(LOGIN, {"input": {"email": old["email"], "password": PASSWORD}})["login"][
        "errors"
    ] == [{"code": "INVALID_CREDENTIALS"}]
    payload = api.data(REGISTER, old)["register"]
    assert payload["errors"] == []
    assert payload["user"]["id"] != person.id


def test_it_takes_a_password_that_was_just_shown(api: Api, make: Make, person: User) -> None:
    token = make.token(person)
    long_ago = now().replace(year=now().year - 1)
    with api.services.database.engine.begin() as connection:
        connection.execute(update(Session).values(created_at=long_ago))
    before = everything(api)
    assert codes(erase(api, token)) == [("REAUTHENTICATION_REQUIRED", [])]
    assert everything(api) == before


def test_a_super_admin_erases_anybody_with_a_reason(api: Api, make: Make, person: User) -> None:
    admin = make.admin()
    token = make.token(admin)
    for reason in (None, "", "  "):
        assert codes(erase(api, token, person.id, reason)) == [("VALIDATION", ["reason"])]
    (long,) = erase(api, token, person.id, "x" * 501)
    assert (long["reason"], long["limit"]) == ("TOO_LONG", 500)
    assert erase(api, token, person.id, "asked for by letter") == []
    (event, *_) = api.data(TRAIL, token=token)["auditEvents"]["nodes"]
    assert (event["action"], event["reason"]) == ("ACCOUNT_ERASED", "asked for by letter")
    assert (event["actor"], event["subject"]) == ({"id": admin.id}, None)


def test_an_erased_account_is_nobody_any_more(api: Api, make: Make, person: User) -> None:
    admin = make.token(make.admin())
    assert erase(api, admin, person.id, "why not") == []
    assert codes(erase(api, admin, person.id, "again")) == [("NOT_FOUND", ["userId"])]
    assert api.data("query ($id: ID!) { user(id: $id) { id } }", {"id": person.id}, admin) == {
        "user": None
    }
    opened = "mutation ($id: ID!) { activateUser(id: $id) { errors { code } } }"
    assert api.data(opened, {"id": person.id}, admin)["activateUser"]["errors"] == [
        {"code": "NOT_FOUND"}
    ]


def test_nobody_else_erases_an_account_or_learns_of_one(api: Api, make: Make, person: User) -> None:
    token = make.token(make.user())
    before = everything(api)
    for id in (person.id, new_id()):
        assert codes(erase(api, token, id, "a good one")) == [("NOT_FOUND", ["userId"])]
    assert everything(api) == before


def test_the_last_super_admin_is_told_what_to_do_first(api: Api, make: Make) -> None:
    admin = make.admin()
    token = make.token(admin)
    before = everything(api)
    (problem,) = erase(api, token)
    assert (problem["code"], problem["path"]) == ("LAST_ADMIN", [])
    assert "somebody else" in problem["message"]
    assert everything(api) == before
    make.admin()
    assert erase(api, token) == []


def test_the_last_owner_is_told_what_to_do_first(api: Api, make: Make, person: User) -> None:
    organization = make.organization(person)
    token = make.token(person)
    (problem,) = erase(api, token)
    assert (problem["code"], problem["path"]) == ("LAST_OWNER", [])
    assert "somebody else" in problem["message"]
    heir = make.user()
    make.membership(organization, heir, MembershipRole.OWNER)
    assert erase(api, token) == []
    with api.services.database.engine.connect() as connection:
        members = connection.execute(
            select(Membership.user_id).where(Membership.organization_id == organization.id)
        )
        assert members.scalars().all() == [heir.id]
    read = "query ($id: ID!) { organization(id: $id) { owner { id } } }"
    assert api.data(read, {"id": organization.id}, make.token(heir)) == {
        "organization": {"owner": {"id": heir.id}}
    }


def test_a_closed_organization_is_left_without_an_owner(api: Api, make: Make, person: User) -> None:
    organization = make.organization(person, is_active=False)
    assert erase(api, make.token(person)) == []
    read = "query ($id: ID!) { organization(id: $id) { owner { id } members { totalCount } } }"
    assert api.data(read, {"id": organization.id}, make.token(make.admin())) == {
        "organization": {"owner": None, "members": {"totalCount": 0}}
    }


def test_of_many_at_once_one_erases(api: Api, make: Make, person: User) -> None:
    tokens = [make.token(person) for _ in range(10)]
    bodies = api.together([api.post(ERASE, {}, token) for token in tokens])
    done = [body for body in bodies if body["data"]["eraseAccount"] == {"errors": []}]
    assert len(done) == 1
    assert list(traces(api)) == []

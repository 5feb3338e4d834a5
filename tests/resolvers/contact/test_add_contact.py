"""addContact: one more way to reach the person, primary if it says so."""

from typing import Any

import pytest
from sqlalchemy import orm, select

from db.models import Contact
from db.types import new_id
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make

ADD = """
mutation ($input: AddContactInput!) {
  addContact(input: $input) {
    contact { type value isPrimary isActive deactivatedAt profile { id contacts { value } } }
    errors { code path }
  }
}
"""
REFUSE = """
mutation ($input: AddContactInput!) {
  addContact(input: $input) { contact { id } errors { code message path } }
}
"""
EMAIL = {"type": "email", "value": "grace@example.com"}


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"addContact": {"contact": None, "errors": list(errors)}}}


def written(**contact: Any) -> dict[str, Any]:
    contact = {"isPrimary": False, "isActive": True, "deactivatedAt": None, **contact}
    return {"data": {"addContact": {"contact": contact, "errors": []}}}


def stored(api: Api) -> list[Contact]:
    """All contacts in the database, in order of value."""
    with orm.Session(api.services.database.engine) as session:
        return list(session.scalars(select(Contact).order_by(Contact.value)))


def test_the_owner_adds_a_contact(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    body = api.execute(ADD, {"input": {"profileId": profile.id, **EMAIL}}, make.token(user))
    nested = {"id": profile.id, "contacts": [{"value": "grace@example.com"}]}
    assert body == written(**EMAIL, profile=nested)
    (row,) = stored(api)
    assert (row.profile_id, row.type, row.value) == (profile.id, "email", "grace@example.com")
    assert row.created_at == row.updated_at


def test_spaces_around_an_address_are_no_part_of_it(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    padded = {"type": "eMail", "value": " grace@example.com\n"}
    api.data(ADD, {"input": {"profileId": profile.id, **padded}}, make.token(user))
    assert [row.value for row in stored(api)] == ["grace@example.com"]


@pytest.mark.parametrize("values", [{"is_public": False}, {"is_active": False}])
def test_a_hidden_profile_takes_contacts_of_its_owner(
    api: Api, make: Make, values: dict[str, Any]
) -> None:
    profile = make.profile(user := make.user(), **values, allow_contact=False)
    body = api.execute(ADD, {"input": {"profileId": profile.id, **EMAIL}}, make.token(user))
    nested = {"id": profile.id, "contacts": [{"value": "grace@example.com"}]}
    assert body == written(**EMAIL, profile=nested)


def test_a_super_admin_adds_to_any_profile(api: Api, make: Make) -> None:
    profile = make.profile(is_public=False)
    token = make.token(make.admin())
    body = api.execute(ADD, {"input": {"profileId": profile.id, **EMAIL}}, token)
    nested = {"id": profile.id, "contacts": [{"value": "grace@example.com"}]}
    assert body == written(**EMAIL, profile=nested)


def test_a_new_primary_contact_takes_the_mark(api: Api, make: Make) -> None:
    profile, another = make.profile(user := make.user()), make.profile()
    old = make.contact(profile, value="a@example.com", is_primary=True)
    plain = make.contact(profile, value="b@example.com")
    make.contact(another, value="c@example.com", is_primary=True)
    values = {"profileId": profile.id, **EMAIL, "isPrimary": True}
    body = api.execute(ADD, {"input": values}, make.token(user))
    contacts = [{"value": v} for v in ("grace@example.com", "a@example.com", "b@example.com")]
    nested = {"id": profile.id, "contacts": contacts}
    assert body == written(**EMAIL, isPrimary=True, profile=nested)
    rows = stored(api)
    assert [row.is_primary for row in rows] == [False, False, True, True]
    assert rows[0].updated_at > old.updated_at
    assert rows[1].updated_at == plain.updated_at


def test_ten_primary_contacts_at_once_leave_one(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    token = make.token(user)
    inputs = [
        {"profileId": profile.id, "type": "other", "value": f"{n}", "isPrimary": True}
        for n in range(10)
    ]
    bodies = api.together([api.post(ADD, {"input": values}, token) for values in inputs])
    assert all(body["data"]["addContact"]["errors"] == [] for body in bodies)
    assert sorted(row.is_primary for row in stored(api)) == [False] * 9 + [True]


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("email", "ada@example.com"),
        ("EMAIL", "Ada.Lovelace+tag@sub.example.com"),
        ("Email", "\u00e4da@b\u00fccher.example"),
        ("phone", "+49 (341) 123-45.67"),
        ("PHONE", "112"),
        ("url", "https://example.com/ada?x=1#y"),
        ("Url", "http://example.com:8080"),
        ("telegram", "@ada"),
        ("\u30e1\u30fc\u30eb", "anything at all"),
        ("x" * 50, "x" * 320),
    ],
)
def test_a_value_that_fits_its_type_is_stored(api: Api, make: Make, type: str, value: str) -> None:
    profile = make.profile(user := make.user())
    values = {"type": type, "value": value}
    body = api.execute(ADD, {"input": {"profileId": profile.id, **values}}, make.token(user))
    assert body == written(**values, profile={"id": profile.id, "contacts": [{"value": value}]})


@pytest.mark.parametrize(
    ("type", "value", "path"),
    [
        ("email", "ada", "value"),
        ("EMAIL", "ada@", "value"),
        ("email", "a@example.com, b@example.com", "value"),
        ("phone", "ada@example.com", "value"),
        ("PHONE", "12", "value"),
        ("phone", "+1234567890123456", "value"),
        ("phone", "\u0661\u0662\u0663\u0664", "value"),
        ("url", "example.com", "value"),
        ("URL", "javascript:alert(1)", "value"),
        ("url", "ftp://example.com", "value"),
        ("url", "https://", "value"),
        ("telegram", "x" * 321, "value"),
        ("telegram", " ", "value"),
        ("telegram", "a\0b", "value"),
        ("x" * 51, "ada", "type"),
        ("\n", "ada", "type"),
        ("\0", "ada", "type"),
    ],
)
def test_an_unusable_value_is_refused(
    api: Api, make: Make, type: str, value: str, path: str
) -> None:
    profile = make.profile(user := make.user())
    make.contact(profile, is_primary=True)
    values = {"profileId": profile.id, "type": type, "value": value, "isPrimary": True}
    body = api.execute(ADD, {"input": values}, make.token(user))
    assert body == refused(error("VALIDATION", path))
    assert [row.is_primary for row in stored(api)] == [True]


def test_all_problems_are_reported_at_once(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    values = {"profileId": profile.id, "type": "", "value": "x" * 500}
    body = api.execute(ADD, {"input": values}, make.token(user))
    assert body == refused(error("VALIDATION", "type"), error("VALIDATION", "value"))


def test_the_fifty_first_active_contact_is_refused(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    make.contact(profile, value="a@example.com", is_primary=True)
    for _ in range(48):
        make.contact(profile)
    for _ in range(3):
        make.contact(profile, is_active=False)
    make.contact(make.profile())
    token = make.token(user)
    values = {"profileId": profile.id, **EMAIL, "isPrimary": True}
    data = api.data(ADD, {"input": values}, token)
    assert data["addContact"]["errors"] == []
    body = api.execute(ADD, {"input": {**values, "value": "late@example.com"}}, token)
    assert body == refused(error("LIMIT_REACHED"))
    primary = [row.value for row in stored(api) if row.is_primary]
    assert primary == ["grace@example.com"]


def test_contacts_added_at_once_do_not_pass_the_limit(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    for _ in range(48):
        make.contact(profile)
    token, values = make.token(user), {"profileId": profile.id, **EMAIL}
    bodies = api.together([api.post(ADD, {"input": values}, token) for _ in range(10)])
    assert bodies.count(refused(error("LIMIT_REACHED"))) == 8
    assert len(stored(api)) == 50


def test_somebody_elses_profile_is_as_unknown_as_none(api: Api, make: Make) -> None:
    token = make.token(make.user())
    others = [make.profile(), make.profile(is_public=False), make.profile(is_active=False)]
    ids = [*(profile.id for profile in others), make.user().id, new_id()]
    bodies = [api.execute(REFUSE, {"input": {"profileId": id, **EMAIL}}, token) for id in ids]
    message = bodies[-1]["data"]["addContact"]["errors"][0]["message"]
    assert bodies == [refused({**error("NOT_FOUND", "profileId"), "message": message})] * 5
    assert stored(api) == []


@pytest.mark.parametrize("values", [{"profileId": "1"}, {"isPrimary": None}, {"value": None}])
def test_what_is_not_of_the_type_is_bad_input(api: Api, make: Make, values: dict[str, Any]) -> None:
    profile = make.profile(user := make.user())
    values = {"profileId": profile.id, **EMAIL, **values}
    assert api.codes(ADD, {"input": values}, make.token(user)) == ["BAD_USER_INPUT"]
    assert stored(api) == []


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    values = {"profileId": make.profile().id, **EMAIL}
    assert api.codes(ADD, {"input": values}) == ["UNAUTHENTICATED"]
    assert stored(api) == []
